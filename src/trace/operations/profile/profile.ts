import { UserError } from '../../../errors.ts';
import { Kind, type ReferenceKind } from '../../words/layout.ts';
import type { Trace, TraceHeader } from '../../words/trace.ts';
import { Mode } from '../../words/vocabulary.ts';
import type { StackDistances } from './distances.ts';
import { REGION_KINDS, type RegionKind } from './footprint.ts';
import { addWork, noWork, type Work } from './mix.ts';
import { ProfileReader } from './reader.ts';
import { SHARING_CLASSES, type Sharers, type Sharing, type SharingClass } from './sharing.ts';
import type { Interval } from './working-set.ts';

export type { Interval, RegionKind, SharingClass, Work };

/** What a CPU or a task did; pages of 4 KB and lines of 64 bytes are those that it touched, whoever else did. */
export interface Doing extends Work {
  kernel: Work;
  pages: number;
  lines: number;
}

export interface TaskProfile extends Doing {
  /** The recording's id, hexadecimal; '' of what a CPU did before its first task. */
  task: string;
  space: number | null;
}

export interface RegionProfile {
  space: number;
  kind: RegionKind;
  fetches: number;
  loads: number;
  stores: number;
  pages: number;
  bytes: number;
}

/** Pages or lines that a number of CPUs, or of tasks, used in a way. */
export interface SharingRow {
  by: 'cpu' | 'task';
  unitBytes: number;
  class: SharingClass;
  sharers: number;
  units: number;
}

/** LRU stack distances of one kind of references: touches of lines. */
export interface Reuse {
  of: 'data' | 'instructions';
  lineBytes: number;
  /** Touches of lines not touched before, or not since a gap. */
  cold: number;
  /** By log2: [0] distance 0, [n] from 2^(n-1) to 2^n - 1 other lines. */
  buckets: number[];
}

/** What a trace is like, whatever machine it is replayed on. */
export interface TraceProfile {
  /** What is known of the trace before its first record. */
  header: TraceHeader;
  /** References and instructions of all. */
  work: Work;
  /** Of them, the kernel's. */
  kernel: Work;
  /** Windows of the recording. */
  windows: number;
  /** By CPU, ascending. */
  cpus: (Doing & { cpu: number })[];
  /** By task, ascending. */
  tasks: TaskProfile[];
  /** By address space and kind of region. */
  regions: RegionProfile[];
  /** The parts of 32 KB with the most references, at most 32. */
  hottest: (RegionProfile & { address: string })[];
  /** References by kind and bytes of an access. */
  sizes: { kind: 'fetch' | 'load' | 'store'; bytes: number; references: number }[];
  /** Units of memory by who uses them, and how. */
  sharing: SharingRow[];
  /** How many lines are used between two uses of a line. */
  reuse: Reuse[];
  /** What is used in intervals of `length` instructions, or references where there are no fetches. */
  workingSet: { clock: 'instructions' | 'references'; length: number; intervals: Interval[] };
  /** System calls, by the number that the program gave. */
  calls: { number: number; count: number }[];
}

/** How a trace is profiled. */
export interface ProfileOptions {
  /** Bytes of the lines whose distances are measured, a power of two from 16 to 4096; null: none are. Default 64. */
  line?: number | null;
  /** Stops it. */
  signal?: AbortSignal;
}

const HOTTEST = 32;
const KIND_NAMES: readonly [ReferenceKind, 'fetch' | 'load' | 'store'][] = [[Kind.fetch, 'fetch'], [Kind.load, 'load'], [Kind.store, 'store']]; // biome-ignore format: a list

/**
 * What a trace is like, whatever machine it is replayed on: its references by CPU, task and region, who shares lines and pages, reuse distances
 * and the working set. Reads it through once, its details too; memory is bounded by what the trace touches. Throws UserError for a trace without
 * references, and for a line that is no power of two from 16 to 4096 bytes.
 *
 * @param trace - opened by `openTrace`
 * @param options - the lines whose reuse is measured, and what stops it
 * @returns counts; sizes in bytes, reuse distances in lines
 * @example
 * ```ts
 * import { openTrace, profileTrace } from 'disco-replay';
 *
 * const { cpus, sharing, workingSet } = await profileTrace(await openTrace('padded'));
 * const written = sharing.filter((row) => row.by === 'cpu' && row.unitBytes === 128 && row.class === 'writeShared');
 * console.log(cpus.length, written.reduce((lines, { units }) => lines + units, 0), workingSet.intervals.length);
 * ```
 */
export async function profileTrace(trace: Trace, { line = 64, signal }: ProfileOptions = {}): Promise<TraceProfile> {
  const lineBits = line === null ? -1 : Math.log2(line);
  if (line !== null && !(Number.isInteger(lineBits) && lineBits >= 4 && lineBits <= 12))
    throw new UserError(`the line of reuse distances: found ${line} bytes, expected a power of two from 16 to 4096`);
  if (trace.header.only === 'events')
    throw new UserError(
      `${trace.header.source} has no references, only events and counts of instructions: expected a trace with references (eventProfile says what events tell)`,
    );
  const reader = new ProfileReader(trace.header.granuleBits, line === null ? undefined : { lineBits });
  for await (const batch of trace.batches(true)) {
    signal?.throwIfAborted();
    reader.push(batch);
  }
  return profileOf(trace.header, reader, line);
}

function profileOf(header: TraceHeader, reader: ProfileReader, line: number | null): TraceProfile {
  const doers = reader.mix.doers.filter((doer) => doer !== undefined);
  const doing = (who: 'cpu' | 'task', number: number): Doing => {
    const own = doers.filter((doer) => doer[who] === number);
    const [pages, lines] = [reader.pages, reader.lines64].map((units) => units[`${who}s`].unitsOf[number] ?? 0);
    return {
      ...sumOf(own.map(({ work }) => work)),
      kernel: sumOf(own.filter(({ mode }) => mode === Mode.kernel).map(({ work }) => work)),
      pages,
      lines,
    };
  };
  const numbers = (who: 'cpu' | 'task'): number[] => {
    const busy = doers.filter(({ work }) => work.instructions + work.fetches + work.loads + work.stores > 0);
    return [...new Set(busy.map((doer) => doer[who]))].sort((a, b) => a - b);
  };
  const { regions, hottest } = regionsOf(reader);
  const { calls, clockOf = 'instructions', clock } = reader;
  return {
    header,
    work: sumOf(doers.map(({ work }) => work)),
    kernel: sumOf(doers.filter(({ mode }) => mode === Mode.kernel).map(({ work }) => work)),
    windows: reader.windows,
    cpus: numbers('cpu').map((cpu) => ({ cpu, ...doing('cpu', cpu) })),
    tasks: numbers('task').map((task) => ({
      task: reader.taskIds[task - 1]?.toString(16) ?? '',
      space: reader.taskSpaces[task - 1] ?? null,
      ...doing('task', task),
    })),
    regions,
    hottest,
    sizes: sizesOf(reader),
    sharing: [64, 128, 4096].flatMap((bytes, n) =>
      sharingRows([reader.lines64, reader.lines128, reader.pages][n], bytes),
    ),
    reuse: line === null ? [] : [reuseOf('data', line, reader.data), reuseOf('instructions', line, reader.code)],
    workingSet: { clock: clockOf, ...reader.workingSet.finish(clock) },
    calls: [...calls].map(([number, count]) => ({ number, count })).sort((a, b) => b.count - a.count || a.number - b.number),
  }; // biome-ignore format: one object
}

function sumOf(works: readonly Work[]): Work {
  const sum = noWork();
  for (const work of works) addWork(sum, work);
  return sum;
}

function regionsOf({ footprint }: ProfileReader): Pick<TraceProfile, 'regions' | 'hottest'> {
  const sums = new Map<string, RegionProfile>();
  let hottest: TraceProfile['hottest'] = [];
  for (const { address, ...part } of footprint.parts()) {
    const key = `${part.space} ${part.kind}`;
    const sum = sums.get(key);
    if (sum === undefined) sums.set(key, { ...part });
    else for (const name of ['fetches', 'loads', 'stores', 'pages', 'bytes'] as const) sum[name] += part[name];
    hottest.push({ ...part, address: address.toString(16) });
    if (hottest.length >= 64 * HOTTEST) hottest = hottestOf();
  }
  function hottestOf(): TraceProfile['hottest'] {
    return hottest.sort((a, b) => references(b) - references(a)).slice(0, HOTTEST);
  }
  const regions = [...sums.values()].sort(
    (a, b) => a.space - b.space || REGION_KINDS.indexOf(a.kind) - REGION_KINDS.indexOf(b.kind),
  );
  return { regions, hottest: hottestOf() };
}

const sizesOf = ({ footprint: { sizes } }: ProfileReader): TraceProfile['sizes'] =>
  KIND_NAMES.flatMap(([code, kind]) =>
    Array.from({ length: sizes.length / 4 }, (_, bytes) => ({ kind, bytes, references: sizes[bytes * 4 + code] })),
  ).filter(({ references }) => references > 0);

const sharingRows = ({ cpus, tasks }: Sharing, unitBytes: number): SharingRow[] => [
  ...rowsBy('cpu', cpus, unitBytes),
  ...rowsBy('task', tasks, unitBytes),
];

/** Of units in each class, how many have so many sharers. */
function rowsBy(by: 'cpu' | 'task', sharers: Sharers, unitBytes: number): SharingRow[] {
  const counts = new Map<SharingClass, number[]>(SHARING_CLASSES.map((name) => [name, []]));
  for (let unit = 0; unit < sharers.units; unit++) {
    const name = sharers.classOf(unit);
    if (name === undefined) continue;
    const ofClass = counts.get(name)!;
    const n = name === 'private' ? 1 : sharers.count(unit);
    ofClass[n] = (ofClass[n] ?? 0) + 1;
  }
  return [...counts].flatMap(([name, ofClass]) =>
    Object.entries(ofClass).map(([n, units]) => ({ by, unitBytes, class: name, sharers: Number(n), units })),
  );
}

function reuseOf(of: Reuse['of'], lineBytes: number, { cold, buckets }: StackDistances): Reuse {
  let used = buckets.length;
  while (used > 0 && buckets[used - 1] === 0) used--;
  return { of, lineBytes, cold, buckets: [...buckets.subarray(0, used)] };
}

/** References of any kind. */
export const references = ({ fetches, loads, stores }: Omit<Work, 'instructions'>): number => fetches + loads + stores;

/** Misses of a fully associative LRU cache of so many lines, a power of two, for what the distances are of. */
export const missesOf = ({ cold, buckets }: Reuse, lines: number): number =>
  buckets.slice(Math.log2(lines) + 1).reduce((sum, n) => sum + n, cold);

/** Touches of lines. */
export const touchesOf = ({ cold, buckets }: Reuse): number => buckets.reduce((sum, n) => sum + n, cold);
