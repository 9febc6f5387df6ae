import fc from 'fast-check';
import { LOOK_AHEAD_WORDS, Schedule, type ScheduleShape } from '../../src/replay/disco/schedule/schedule.ts';
import { TraceEncoder } from '../../src/trace/words/encoder/encoder.ts';
import { Kind } from '../../src/trace/words/layout.ts';
import {
  MARKER_NAMES,
  Marker,
  marker,
  markerLength,
  markerOperand,
  markerType,
} from '../../src/trace/words/markers.ts';
import { Idle, Privileged } from '../../src/trace/words/vocabulary.ts';

/** One virtual machine on one physical CPU, but for `change`. */
export const shape = (change: Partial<ScheduleShape> = {}): ScheduleShape => ({
  vms: 1,
  cpus: 1,
  quantumInstructions: 1000,
  affinity: true,
  ...change,
});

/** What follows is the virtual CPU's. */
export const cpu = (number: number): number[] => [marker(Marker.cpu, number)];

/** A load of this granule, and the tally that closes the run. */
export const run = (granule: number, instructions: number): number[] => [
  (granule << 4) | Kind.load,
  ...tally(instructions),
];
export const tally = (instructions: number): number[] => [marker(Marker.tally), instructions, 0, 1, 0, 0];

/** Words as text: `P1` a physical CPU, `v3/0` virtual CPU 3 of VM 0, `5` a load of granule 5, `t10` a tally of 10 instructions. */
export function show(words: Iterable<number>): string {
  const all = [...words];
  const told: string[] = [];
  for (let i = 0; i < all.length; i += lengthOf(all[i])) {
    const word = all[i];
    const a = markerOperand(word);
    if ((word & 3) !== Kind.marker) told.push(String(word >>> 4));
    else if (markerType(word) === Marker.cpu) told.push(`P${a}`);
    else if (markerType(word) === Marker.virtualCpu) told.push(`v${a}/${all[i + 1]}`);
    else if (markerType(word) === Marker.tally) told.push(`t${all[i + 1]}`);
    else told.push(MARKER_NAMES[markerType(word)] ?? '?');
  }
  return told.join(' ');
}

/** Words of the reference or marker that begins with this one. */
const lengthOf = (word: number): number => ((word & 3) === Kind.marker ? markerLength(word) : 1);

/** All words that come out, for a trace in these batches. */
export function scheduled(
  shape: ScheduleShape,
  virtualCpus: number,
  batches: Iterable<ArrayLike<number>>,
  lookAhead = LOOK_AHEAD_WORDS,
): number[] {
  const schedule = new Schedule(shape, virtualCpus, lookAhead);
  const out: number[] = [];
  for (const batch of batches) for (const words of schedule.push(Uint32Array.from(batch))) out.push(...words);
  for (const words of schedule.finish()) out.push(...words);
  return out;
}

/** Items of a stream: references and markers with their operands, as text. */
export interface Streams {
  /** `window virtual-CPU` -> what is its own, in order. */
  own: Record<string, string[]>;
  /** Regions, tasks and windows, in order. */
  common: string[];
}

/** The items of a trace, or of a schedule's output, in which CPUs are physical. */
export function streams(words: ArrayLike<number>, physical: boolean): Streams {
  const own: Record<string, string[]> = {};
  const common: string[] = [];
  const virtualCpuOf = new Map<number, number>();
  let cpu = 0;
  let window = 0;
  for (const item of items(words)) {
    const type = (item[0] & 3) === Kind.marker ? markerType(item[0]) : undefined;
    const a = markerOperand(item[0]);
    if (type === Marker.cpu) cpu = a;
    else if (type === Marker.virtualCpu) virtualCpuOf.set(cpu, a);
    else if (type === Marker.region || type === Marker.task || type === Marker.window) {
      common.push(item.join(' '));
      if (type === Marker.window) window++;
    } else {
      const key = `${window} ${physical ? virtualCpuOf.get(cpu) : cpu}`;
      own[key] ??= [];
      own[key].push(item.join(' '));
    }
  }
  return { own, common };
}

/** The items of all CPUs in their order, with the CPU before each; who runs where is left out. */
export function inOrder(words: ArrayLike<number>): string[] {
  const list: string[] = [];
  let cpu = 0;
  for (const item of items(words)) {
    const type = (item[0] & 3) === Kind.marker ? markerType(item[0]) : undefined;
    if (type === Marker.cpu) cpu = markerOperand(item[0]);
    else if (type !== Marker.virtualCpu) list.push(`${cpu}: ${item.join(' ')}`);
  }
  return list;
}

/** References and whole markers, each a list of its words. */
export function items(words: ArrayLike<number>): number[][] {
  const all = Array.from(words);
  const list: number[][] = [];
  for (let i = 0; i < all.length; i += lengthOf(all[i])) list.push(all.slice(i, i + lengthOf(all[i])));
  return list;
}

/** The words in batches that end anywhere between two items; at least one item each. */
export function rebatched(words: ArrayLike<number>, sizes: readonly number[]): number[][] {
  const all = items(words);
  const batches: number[][] = [];
  for (let n = 0, i = 0; i < all.length; n++) {
    const size = sizes[n % sizes.length];
    batches.push(all.slice(i, i + size).flat());
    i += size;
  }
  return batches;
}

export const shapes: fc.Arbitrary<ScheduleShape> = fc.record({
  vms: fc.integer({ min: 1, max: 4 }),
  cpus: fc.integer({ min: 1, max: 5 }),
  quantumInstructions: fc.integer({ min: 1, max: 40 }),
  affinity: fc.boolean(),
});

type Deed = (encoder: TraceEncoder) => void;

const address = fc.oneof(fc.nat(0x3ffff), fc.constantFrom(0x3fffe, 0x7fffc), fc.nat(0x1fffff));
const deed: fc.Arbitrary<Deed> = fc.oneof(
  { weight: 12, arbitrary: fc.tuple(address, fc.integer({ min: 1, max: 9 })).map(([at, n]): Deed => (e) => e.reference(Kind.fetch, 0, at, 4, n)) },
  // Across regions, and too long for a word.
  { weight: 3, arbitrary: fc.tuple(address, fc.integer({ min: 1, max: 300 })).map(([at, bytes]): Deed => (e) => e.reference(Kind.store, 0, at, bytes, 0)) },
  { weight: 6, arbitrary: fc.nat(1).map((mode): Deed => (e) => e.event(Marker.mode, mode)) },
  { weight: 2, arbitrary: fc.constantFrom(Idle.wait, Idle.idle, Idle.resume).map((a): Deed => (e) => e.event(Marker.idle, a)) },
  { weight: 2, arbitrary: fc.constantFrom(Privileged.wait, Privileged.tlbProbe).map((a): Deed => (e) => e.event(Marker.privileged, a)) },
  { weight: 1, arbitrary: fc.constantFrom('1', '2', '3').map((id): Deed => (e) => e.task(id)) },
  { weight: 1, arbitrary: fc.constantFrom('exec a', 'a remark').map((text): Deed => (e) => e.note(text)) },
); // biome-ignore format: weights
const turn = fc.tuple(fc.nat(3), fc.array(deed, { minLength: 1, maxLength: 12 })).map(
  ([cpu, deeds]): Deed =>
    (e) => {
      e.cpu(cpu);
      for (const each of deeds) each(e);
    },
);
const gap: Deed = (e) => e.event(Marker.window, 0, 1, 0, 1, 0);

/** Words of a trace of four CPUs that do everything a trace can tell; with or without gaps. */
export const traces = (gaps = true): fc.Arbitrary<Uint32Array> =>
  fc
    .array(fc.oneof({ weight: 12, arbitrary: turn }, { weight: gaps ? 1 : 0, arbitrary: fc.constant(gap) }), {
      maxLength: 60,
    })
    .map((deeds) => {
      const encoder = new TraceEncoder();
      for (const each of deeds) each(encoder);
      return encoder.finish().words;
    });
