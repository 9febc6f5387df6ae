import fc from 'fast-check';
import { type Counts, countRows } from '../../src/replay/counts/counts.ts';
import { Machine } from '../../src/replay/machine/machine.ts';
import { granuleBitsFor, Structure } from '../../src/replay/structure/structure.ts';
import { TraceEncoder } from '../../src/trace/words/encoder/encoder.ts';
import { Kind, RUN_WORDS } from '../../src/trace/words/layout.ts';
import { Marker } from '../../src/trace/words/markers.ts';
import type { Batch } from '../../src/trace/words/trace.ts';
import { Mode } from '../../src/trace/words/vocabulary.ts';
import type { NumaOracle, Step } from './numa-oracle.ts';

const KINDS = { fetch: Kind.fetch, load: Kind.load, store: Kind.store } as const;

/** Steps as words, in one batch. Runs end at ticks. */
export const encode = (...args: Parameters<typeof batchOf>): Uint32Array => batchOf(...args).words;

/** The same with their details. */
export function batchOf(
  steps: readonly Step[],
  granuleBits: number,
  between: (encoder: TraceEncoder, step: number) => void = () => {},
): Batch {
  const encoder = new TraceEncoder({ granuleBits });
  steps.forEach((step, n) => {
    between(encoder, n);
    encoder.cpu(step.cpu);
    // A mode marker ends the run, and changes nothing.
    if (step.kind === 'tick') encoder.event(Marker.mode, Mode.user);
    else if (step.kind === 'bind') encoder.event(Marker.frame, encoder.page(0, step.address), step.physical, 0);
    else encoder.reference(KINDS[step.kind], 0, step.address, step.bytes, step.kind === 'fetch' ? 1 : 0);
  });
  return encoder.finish();
}

export function run(steps: readonly Step[], structure: Structure, cpus: number, filter = true): Counts {
  const granuleBits = granuleBitsFor(structure);
  const machine = new Machine(structure, granuleBits, { cpus, filter });
  machine.run(encode(steps, granuleBits));
  return machine.finish();
}

/** Counts as `cpu event -> n`, visits as `cpu to node -> n`, and the moves; what is zero left out. */
export function ours(counts: Counts) {
  const events: Record<string, number> = {};
  for (const { cpu, event, count } of countRows(counts))
    events[`${cpu} ${event}`] = (events[`${cpu} ${event}`] ?? 0) + count;
  const { nodes } = counts;
  counts.visits.forEach((n, i) => {
    if (n > 0) events[`${Math.floor(i / nodes)} to ${i % nodes}`] = n;
  });
  const moves = counts.moves.map(({ action, cpu, from, to }) => `${action} by ${cpu}: ${from} to ${to}`);
  return { events, moves };
}

export function theirs(oracle: NumaOracle) {
  const events: Record<string, number> = {};
  for (const { number, counts, visits } of oracle.cpus.values()) {
    for (const [event, n] of Object.entries(counts)) events[`${number} ${event}`] = n;
    visits.forEach((n, node) => {
      if (n > 0) events[`${number} to ${node}`] = n;
    });
  }
  return { events, moves: oracle.moves };
}

const power = (min: number, max: number) => fc.integer({ min, max }).map((n) => 2 ** n);

export interface StepOptions {
  /** CPU numbers to choose from. */
  cpus: readonly number[];
  /** Whether recorded physical pages are named. */
  binds?: boolean;
  maxLength?: number;
}

/** As many steps as surely fit in one run: one of more words (`RUN_WORDS`) would end without a tick. */
export function oneRun(list: readonly Step[]): Step[] {
  let words = 0;
  return list.filter((step) => {
    // A CPU marker and a reference; stores of several granules and long accesses are spelled out.
    words += 2 + ('bytes' in step && (step.bytes > 32 || step.kind === 'store') ? 3 : 0);
    return words < RUN_WORDS - 100;
  });
}

/** Few pages of which few lines are used, so that everything happens; some accesses are long, or cross a page's edge. */
export function steps({ cpus, binds = false, maxLength = 400 }: StepOptions): fc.Arbitrary<Step[]> {
  const cpu = fc.constantFrom(...cpus);
  const offset = fc.oneof(
    { weight: 6, arbitrary: fc.integer({ min: 0, max: 31 }).map((n) => n * 32) },
    { weight: 2, arbitrary: fc.integer({ min: 0, max: 1023 }) },
    { weight: 1, arbitrary: fc.integer({ min: 4060, max: 4095 }) },
  );
  const address = fc.tuple(fc.integer({ min: 0, max: 5 }), offset).map(([page, at]) => 0x10000 + page * 4096 + at);
  const access = fc.record({
    kind: fc.constantFrom<'fetch' | 'load' | 'store'>('fetch', 'load', 'load', 'load', 'store'),
    cpu,
    address,
    bytes: fc.oneof(
      { weight: 9, arbitrary: fc.constantFrom(4, 8, 16, 32) },
      { weight: 1, arbitrary: fc.integer({ min: 1, max: 300 }) },
    ),
  });
  const tick = fc.record({ kind: fc.constant('tick' as const), cpu });
  const bind = fc.record({
    kind: fc.constant('bind' as const),
    cpu,
    address,
    physical: fc.integer({ min: 1, max: 4 }),
  });
  // Several accesses of one CPU to lines side by side make a page hot.
  const burst = fc.tuple(access, fc.integer({ min: 2, max: 12 })).map(([first, n]) =>
    Array.from(
      { length: n },
      (_, i): Step => ({
        ...first,
        bytes: 4,
        address: first.address - (first.address % 4096) + ((first.address + 64 * i) % 4096),
      }),
    ),
  );
  const one = (arbitrary: fc.Arbitrary<Step>) => arbitrary.map((step) => [step]);
  return fc
    .array(
      fc.oneof(
        { weight: 20, arbitrary: one(access) },
        { weight: 8, arbitrary: burst },
        { weight: 1, arbitrary: one(tick) },
        { weight: binds ? 1 : 0, arbitrary: one(bind) },
      ),
      { minLength: 1, maxLength, size: 'max' },
    )
    .map((parts) => oneRun(parts.flat()));
}

const replacements = ['lru', 'fifo', 'random'] as const;

/** The monitor's switches, as far as a trace of references alone can tell them apart. */
const monitors = fc.record({
  footprint: fc.boolean(),
  replicatedCode: fc.boolean(),
  kernelSegment: fc.constantFrom('mapped', 'unmapped'),
  readyEntries: fc.boolean(),
  secondLevelTlb: fc.oneof(fc.constant({ entries: 0 }), fc.constant({ entries: 4, ways: 2 })),
});

/** A coherent machine with small caches; `lru`: as the oracle knows it, whose monitor and kernel touch no memory of their own. */
export function structures({ lru = true, moves = true, pageBytes = 4096 } = {}): fc.Arbitrary<Structure> {
  const replacement = lru ? fc.constant('lru' as const) : fc.constantFrom(...replacements);
  const cache = (lineMin: number, lineMax: number, linesMax: number) =>
    fc
      .record({
        lineBytes: power(lineMin, lineMax),
        sets: power(0, linesMax),
        most: fc.integer({ min: 1, max: 9 }),
        replacement,
      })
      .map(({ lineBytes, sets, most, replacement }) => {
        const ways = Math.min(most, 2 ** linesMax / sets);
        return { lineBytes, sizeBytes: lineBytes * sets * ways, ways, replacement };
      });
  const first = fc.tuple(cache(4, 6, 9), fc.constantFrom('virtual', 'physical')).map(([c, index]) => ({ ...c, index }));
  const placed = fc.record({
    nodes: fc.oneof(fc.constant('cpus'), fc.integer({ min: 1, max: 4 })),
    cpusPerNode: fc.integer({ min: 1, max: 2 }),
    placement: fc.constantFrom('firstTouch', 'roundRobin', 'fillFirst'),
    pagesPerNode: fc.option(fc.integer({ min: 1, max: 4 })),
  });
  const hotPages = fc.record({
    policy: fc.constantFrom('disco', 'disco', 'competitive'),
    trigger: fc.integer({ min: 2, max: 8 }),
    sharing: fc.integer({ min: 1, max: 5 }),
    writes: fc.integer({ min: 1, max: 4 }),
    moves: fc.integer({ min: 0, max: 6 }),
    resetInstructions: fc.constantFrom(4, 20, 1000),
    sampleEvery: fc.constantFrom(1, 1, 2, 3),
    copy: fc.constantFrom('cpu', 'cpu', 'engine'),
  });
  const tlb = fc.record({
    sets: power(0, 2),
    ways: fc.integer({ min: 1, max: 7 }),
    pagesPerEntry: power(0, 1),
    replacement,
  });
  return fc
    .record({
      l1i: first,
      l1d: first,
      l2: cache(6, 8, 8),
      numa: placed,
      hotPages: fc.option(hotPages, { freq: 8 }),
      tlb,
      monitor: lru
        ? fc.constant({ footprint: false, kernelSegment: 'unmapped', secondLevelTlb: { entries: 0 } })
        : monitors,
      seed: fc.nat(1000),
    })
    .map(({ l1i, l1d, l2, numa, hotPages, tlb: { sets, ...tlb }, monitor, seed }) =>
      Structure.parse({
        seed,
        pageBytes,
        cache: { l1i, l1d, l2: { ...l2, inclusive: true } },
        tlb: { ...tlb, entries: sets * tlb.ways },
        numa,
        monitor: moves && hotPages ? { ...monitor, hotPages } : null,
      }),
    );
}
