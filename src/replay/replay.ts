import { UserError } from '../errors.ts';
import { GUEST_SYSTEMS, type GuestRun, guestKey, runBy } from '../guest/systems.ts';
import { kept } from '../trace/bytes/kept.ts';
import { certainCpus, cpusOf, saidCpus } from '../trace/words/cpus.ts';
import { addNote, change, remark, type Trace, type TraceHeader, warning } from '../trace/words/trace.ts';
import { lengthOf, parseWarmup, type Warmup, warmupText } from '../trace/words/warmup.ts';
import { type Counts, totalsOf } from './counts/counts.ts';
import type { Loss } from './machine/loss.ts';
import type { MachineOptions } from './machine/machine.ts';
import { cellProblems } from './structure/cells.ts';
import { documentPath } from './structure/documents/homes.ts';
import { nodeProblems } from './structure/documents/machine-problems.ts';
import type { Structure } from './structure/structure.ts';
import { marked } from './warmup.ts';
import { teamFor, type Workers } from './workers/choice.ts';
import { Alone, type Order } from './workers/team.ts';

/** How a trace is replayed, and what else is asked of it. */
export interface ReplayOptions extends Omit<MachineOptions, 'variants' | 'warms'> {
  /**
   * At the start of each window, counted apart: a number of instructions of all CPUs, or text: `200k`, `100refs` (references).
   * Default: what the trace's source says, if anything.
   */
  warmup?: number | string;
  /**
   * Called now and then, some tens of times for each million references, with what gives the counts so far, in the order of the structures: without
   * what is written back at the end, and without memory in use. Where structures have several guests, the trace is read once for each.
   */
  onBatch?: (soFar: () => Counts[]) => void;
  /** Threads that share the structures; this one reads the trace, once for all. With `onBatch` it replays alone. Default 1: this one. */
  workers?: Workers;
  /** Ends the replay with an AbortError. */
  signal?: AbortSignal;
  /** What is lost on the way, by all structures alike or a list of what each loses; what comes after it is counted as a window of its own. One beyond the trace's end changes nothing. Default: nothing is lost. */
  loss?: Loss | readonly Loss[];
  /** Structures of which the trace gets no note: what their guests inserted is said only where another structure has the same guest. Default: none. */
  unnoted?: readonly Structure[];
}

/**
 * Replays a trace through a structure. Memory does not grow with the trace's length. Throws UserError on a bad trace.
 *
 * @param trace - an open trace
 * @param structure - what it is replayed through
 * @param options - warm-up, threads, and what else is asked for
 * @returns what happened: all that `price` needs
 * @example
 * ```ts
 * import { loadStructure, openTrace, replay } from 'disco-replay';
 *
 * const counts = await replay(await openTrace('padded'), loadStructure('disco'), { warmup: '100k' });
 * console.log(counts.cpus, counts.intervals);
 * ```
 */
export async function replay(trace: Trace, structure: Structure, options: ReplayOptions = {}): Promise<Counts> {
  const [counts] = await replayAll(trace, [structure], options);
  return counts;
}

/**
 * Replays a trace through several structures, and reads the trace once for each different guest among them.
 *
 * @param trace - an open trace
 * @param structures - what it is replayed through
 * @param options - warm-up, threads, and what else is asked for
 * @returns the counts of each structure, in the order given
 * @example
 * ```ts
 * import { loadStructures, openTrace, replayAll, totalsOf } from 'disco-replay';
 *
 * const structures = loadStructures(['irix', 'disco'], { 'tlb.entries': 128 });
 * const [irix, disco] = await replayAll(await openTrace('padded'), structures, { workers: 2 });
 * console.log(totalsOf(irix).tlbMiss, totalsOf(disco).tlbMiss);
 * ```
 */
export async function replayAll(
  trace: Trace,
  structures: readonly Structure[],
  options: ReplayOptions = {},
): Promise<Counts[]> {
  const groups = structures.map((structure) => [structure]);
  return (await replayGroups(trace, groups, options)).flat();
}

/** The same with one machine for each group: of structures with the same `reuseKey`, at most 8 TLBs among them. The counts are those of `replayAll`. */
export async function replayGroups(
  trace: Trace,
  groups: readonly (readonly Structure[])[],
  options: ReplayOptions = {},
): Promise<Counts[][]> {
  demandReferences(trace.header);
  const { warmup, ...rest } = options;
  const given = warmup === undefined ? undefined : parseWarmup(warmup, 'warmup');
  const own = trace.header.warmup ?? 0;
  if (given === undefined && own !== 0)
    addNote(
      trace.notes,
      change(`left out: the trace's own warm-up, ${warmupText(own)} of each window (--warmup 0: none)`),
    );
  const reading: Reading = { ...rest, warmup: given ?? own };
  if (trace.once !== true || !readsTwice(trace, groups)) return replayCounted(trace, groups, reading);
  const { trace: again, close } = await kept(trace);
  try {
    return await replayCounted(again, groups, reading);
  } finally {
    await close();
  }
}

/**
 * Throws a UserError for a trace of events alone. Half of what Disco costs a kernel is TLB misses, and most of what a program costs is
 * caches: a report without them would be of another machine, whatever it warned of.
 */
export function demandReferences({ source, only }: TraceHeader): void {
  if (only === 'events')
    throw new UserError(
      `${source} has no references, only events and counts of instructions: caches and TLBs cannot be replayed, so that no time and no overhead follows from it; disco kernel and disco trace profile say what it tells`,
    );
}

/** How a trace is replayed, with its warm-up. */
type Reading = Omit<ReplayOptions, 'warmup'> & { warmup: Warmup };

/**
 * With the CPUs that the trace's records show, whatever its header says: machines, kernels and schedules all need their number beforehand.
 * What a header says saves the first reading that counts them, and is checked afterwards.
 */
async function replayCounted(
  trace: Trace,
  groups: readonly (readonly Structure[])[],
  options: Reading,
): Promise<Counts[][]> {
  if (!groups.flat().some((structure) => needsCpus(structure, trace)))
    return replayWith(trace, groups, trace.header.cpus, options);
  const certain = certainCpus(trace);
  const said = certain ?? saidCpus(trace);
  if (said === undefined) {
    const cpus = await cpusOf(trace);
    addNote(trace.notes, remark(`counted ${cpus} CPUs in a first reading; a container, or a comment "# cpus=${cpus}" in a CSV, saves it`)); // biome-ignore format: a sentence
    return replayWith(trace, groups, cpus, options);
  }
  const counts = await replayWith(trace, groups, said, options);
  const cpus = certain ?? (await cpusOf(trace));
  if (cpus === said) return counts;
  addNote(
    trace.notes,
    warning(
      `the header says cpus=${said}, the records name ${cpus === 1 ? 'CPU 0 alone' : `CPUs 0 to ${cpus - 1}`}: replayed as ${cpus}, in a second reading`,
    ),
  );
  return replayWith(trace, groups, cpus, options);
}

async function replayWith(
  trace: Trace,
  groups: readonly (readonly Structure[])[],
  cpus: number,
  { warmup, onBatch, workers = 1, signal, loss, unnoted = [], ...options }: Reading,
): Promise<Counts[][]> {
  checkCpus(groups.flat(), cpus);
  checkNodes(groups.flat(), cpus);
  checkMoves(groups.flat(), trace);
  const { granuleBits, jobs, copies: machines = 1 } = trace.header;
  const noted = new Set(
    groups
      .flat()
      .filter((each) => !unnoted.includes(each))
      .map(guestKey),
  );
  const traces = new Map([...guestsOf(groups)].map(([key, guest]) => [key, runBy(guest, trace, cpus, noted.has(key) ? trace.notes : [])])); // biome-ignore format: a line
  const warms = lengthOf(warmup).count > 0;
  const losses = lossesOf(loss, groups.length);
  const orders = groups.map((variants, n): Order => {
    const guest = guestKey(variants[0]);
    const { inserted, moves } = traces.get(guest)!.header;
    const run = { ...(jobs === undefined ? {} : { jobs }), ...options, loss: losses[n], warms, inserted: inserted === true && moves !== true, machines }; // biome-ignore format: a record
    return { variants, granuleBits, cpus, options: run, guest };
  });
  const watched = onBatch && new Alone(orders);
  const team = watched ?? teamFor(orders, workers, trace.totals?.words, signal);
  try {
    for (const [guest, run] of traces)
      for await (const { words } of marked(run, warmup).batches(false, true)) {
        signal?.throwIfAborted();
        await team.run(guest, words);
        if (watched) onBatch(() => watched.soFar());
      }
    const counts = await team.finish();
    for (const [{ intervals }] of counts)
      if (warms && intervals.length > 0 && intervals.every((interval) => interval.warmup))
        throw tooLong(warmup, counts);
    return counts;
  } catch (error) {
    throw (await team.mistake()) ?? error;
  } finally {
    await team.close();
  }
}

/** What each of so many machines loses. Throws UserError. */
function lossesOf(loss: ReplayOptions['loss'], count: number): readonly (Loss | undefined)[] {
  if (loss === undefined || 'nodes' in loss) return Array.from({ length: count }, () => loss);
  if (loss.length === count) return loss;
  throw new UserError(
    `losses of ${loss.length} structures, where ${count} are replayed; expected one, or one for each`,
  );
}

/** Nothing is left to measure. */
function tooLong(warmup: Warmup, [[first]]: readonly Counts[][]): UserError {
  const { instruction, l1iFetch, l1dLoad, l1dStore } = totalsOf(first, true);
  const { of } = lengthOf(warmup);
  const all = of === 'references' ? l1iFetch + l1dLoad + l1dStore : instruction;
  const hint = all === 0 ? '; it has no fetches: give the warm-up in references, such as 100refs' : '';
  return new UserError(
    `--warmup ${warmupText(warmup)} is longer than every window of the trace (${all.toLocaleString('en-US')} ${of} in all); nothing is left to measure${hint}`,
  );
}

const guestsOf = (groups: readonly (readonly Structure[])[]): Map<string, GuestRun> =>
  new Map(groups.map(([structure]) => [guestKey(structure), structure]));

/** Whether a replay may read the trace more than once. */
const readsTwice = (trace: Trace, groups: readonly (readonly Structure[])[]): boolean =>
  guestsOf(groups).size > 1 ||
  (certainCpus(trace) === undefined && groups.flat().some((structure) => needsCpus(structure, trace)));

/** Whether the structure, or its guest's work in the trace, depends on how many CPUs the trace has. */
const needsCpus = ({ cpus, guest, affinityInstructions, numa, monitor }: Structure, { header }: Trace): boolean =>
  (header.level === 'user' && GUEST_SYSTEMS[guest].profile !== null) ||
  (header.inserted === true && affinityInstructions !== null) ||
  cpus !== undefined ||
  numa?.nodes === 'cpus' ||
  (monitor !== null && (monitor.virtualCpus.vms > 1 || monitor.virtualCpus.cpus !== null));

/** Nodes that are as many as the CPUs, which the trace tells, go with cells and disks. Throws UserError. */
function checkNodes(structures: readonly Structure[], cpus: number): void {
  for (const { name, numa, monitor } of structures) {
    if (numa?.nodes !== 'cpus') continue;
    const nodes = Math.min(monitor?.virtualCpus.cpus ?? cpus, cpus);
    const [problem] = [...cellProblems(monitor, nodes), ...nodeProblems(numa.disks, nodes)];
    if (problem === undefined) continue;
    const path = documentPath(problem.path, monitor !== null).join('.');
    throw new UserError(`structure ${name}, ${path}: ${problem.message} (a node for each CPU)`);
  }
}

/** Only a monitor has a trace's CPUs share fewer. Throws UserError. */
function checkCpus(structures: readonly Structure[], cpus: number): void {
  const few = structures.find((structure) => structure.cpus !== undefined && structure.cpus < cpus);
  if (few !== undefined)
    throw new UserError(
      `structure ${few.name} has ${few.cpus} CPUs (machine.cpus), the trace ${cpus}; without a monitor expected as many, or null: as many as the trace has`,
    );
}

/** A process belongs to one kernel. Throws UserError. */
function checkMoves(structures: readonly Structure[], { header }: Trace): void {
  const divided = structures.find(({ monitor }) => (monitor?.virtualCpus.vms ?? 1) > 1);
  if (header.moves === true && divided !== undefined)
    throw new UserError(
      `structure ${divided.name} divides the CPUs among ${divided.monitor?.virtualCpus.vms} virtual machines (monitor.virtualCpus.vms), and the processes of ${header.source} move between all CPUs (the workload's scheduling.move); expected one virtual machine, or scheduling.move=0`,
    );
}
