import fc from 'fast-check';
import { COST_NAMES, type Costs, loadCosts } from '../../src/price/costs.ts';
import { type Counts, NO_LOCK, type Strand } from '../../src/replay/counts/counts.ts';
import { BLOCK, EVENT_COUNT, Event } from '../../src/replay/counts/event.ts';
import { DISKS } from '../../src/replay/counts/tally.ts';
import { loadStructure } from '../../src/replay/structure/presets.ts';
import { SLEEPING_LOCK } from '../../src/trace/words/vocabulary.ts';

export const flash = loadCosts('flash');

/** The costs of FLASH with other values. */
export const withValues = (value: (name: (typeof COST_NAMES)[number]) => number): Costs => ({
  ...flash,
  ...Object.fromEntries(COST_NAMES.map((name) => [name, { ...flash[name], value: value(name) }])),
});

/** Costs of any size, zero among them. */
export const anyCosts: fc.Arbitrary<Costs> = fc
  .array(
    fc.oneof(
      fc.constant(0),
      fc.integer({ min: 0, max: 2e9 }).map((n) => n / 1e6),
    ),
    { minLength: COST_NAMES.length, maxLength: COST_NAMES.length },
  )
  .map((values) => withValues((name) => Number(name === 'clock') + values[COST_NAMES.indexOf(name)]));

/** What there is to wait for in counts. */
export interface Kinds {
  cpus: number;
  memory: boolean;
  locks: boolean;
  disks: boolean;
  server: boolean;
}

/** Locks held at a time, the last acquired last: apart, within each other, and in both orders. */
const HELD = [
  [NO_LOCK], [0], [7], [SLEEPING_LOCK], [SLEEPING_LOCK + 3],
  [SLEEPING_LOCK, 0], [0, 7], [SLEEPING_LOCK + 3, SLEEPING_LOCK, 7], [7, SLEEPING_LOCK],
]; // biome-ignore format: a list

/** Counts of any kind: some intervals, warm-up among them, strands of some CPUs, VMs and locks, sparse numbers. */
export const countsOf = (kinds: fc.Arbitrary<Kinds>): fc.Arbitrary<Counts> =>
  fc
    .record({
      structure: fc.oneof(
        fc.constantFrom('flash', 'irix', 'disco', 'uma').map((name) => loadStructure(name)),
        fc.constant(loadStructure('disco', ['monitor.hotPages.copy=engine'])),
      ),
      warmups: fc.array(fc.boolean(), { minLength: 1, maxLength: 3 }),
      kinds,
      vms: fc.integer({ min: 1, max: 3 }),
      jobs: fc.integer({ min: 0, max: 9 }),
      seed: fc.integer(),
    })
    .map(({ structure, warmups, kinds: { cpus, memory, locks, disks, server }, vms, jobs, seed }): Counts => {
      let state = seed;
      const below = (n: number): number => {
        state = (Math.imul(state, 1103515245) + 12345) >>> 0;
        return Math.floor((state / 2 ** 32) * n);
      };
      const held = locks ? HELD : [[NO_LOCK]];
      const strands = Array.from({ length: cpus * vms * held.length }, (_, n): Strand => {
        const vm = Math.floor(n / held.length) % vms;
        const around = held[n % held.length].slice(0, -1);
        return { cpu: Math.floor(n / held.length / vms), vm, lock: held[n % held.length].at(-1)!, around };
      }).filter((_, n) => n === 0 || below(2) === 0);
      const present = strands[strands.length - 1].cpu + 1;
      const nodes = structure.numa === null ? 1 : structure.numa.nodes === 'cpus' ? present : structure.numa.nodes;
      const values = Float64Array.from({ length: warmups.length * strands.length * BLOCK }, () =>
        below(40) === 0 ? below(100_000) : 0,
      );
      if (!server)
        for (const event of [Event.nfsRequest, Event.nfsNameRequest])
          for (let i = event; i < values.length; i += EVENT_COUNT) values[i] = 0;
      // Some CPUs use no memory, and most disks serve nobody.
      const sparse = (length: number, often: number, most: number): Float64Array =>
        Float64Array.from({ length }, () => (below(often) === 0 ? below(most) : 0));
      return {
        structure,
        intervals: warmups.map((warmup, n) => ({ window: n + 1, warmup })),
        cpus: present,
        strands,
        jobs,
        values,
        nodes,
        visits: sparse(warmups.length * present * nodes, memory ? 2 : Infinity, 50_000),
        moves: [],
        footprint: [],
        disks: sparse(warmups.length * present * 2 * DISKS, disks ? 50 : Infinity, 200),
      };
    });

/** Of every kind; at most four CPUs, so that the reference ends. */
export const anyCounts = countsOf(
  fc.record({
    cpus: fc.integer({ min: 1, max: 4 }),
    memory: fc.boolean(),
    locks: fc.boolean(),
    disks: fc.boolean(),
    server: fc.boolean(),
  }),
);
