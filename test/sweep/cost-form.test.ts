import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CostForm } from '../../src/price/cost-form.ts';
import { COST_NAMES, type Costs, loadCosts } from '../../src/price/costs.ts';
import { BARS, PART_NAMES } from '../../src/price/parts.ts';
import { price, timeRows } from '../../src/price/price.ts';
import { type Counts, NO_LOCK } from '../../src/replay/counts/counts.ts';
import { BLOCK, EVENT_COUNT, Event } from '../../src/replay/counts/event.ts';
import { DISKS } from '../../src/replay/counts/tally.ts';
import { replayAll } from '../../src/replay/replay.ts';
import { loadStructure } from '../../src/replay/structure/presets.ts';
import { openTrace } from '../../src/trace/open.ts';
import { draws } from '../pace.ts';

const flash = loadCosts('flash');
const costs: fc.Arbitrary<Costs> = fc
  .record(
    Object.fromEntries(
      COST_NAMES.map((name) => [
        name,
        fc.oneof(
          fc.constant(0),
          fc.integer({ min: 0, max: 2e9 }).map((n) => n / 1e6),
        ),
      ]),
    ),
  )
  .map((values) => {
    const with0 = COST_NAMES.map((name) => [
      name,
      { ...flash[name], value: name === 'clock' ? 1 + values[name] : values[name] },
    ]);
    return { ...flash, ...Object.fromEntries(with0) };
  });

/** Times as the form gives them, from `price` itself. */
function expected(counts: Counts, costs: Costs) {
  const bars = BARS.map(() => 0);
  const parts = PART_NAMES.map(() => 0);
  let total = 0;
  for (const { bar, part, ns } of timeRows(price(counts, costs))) {
    total += ns;
    bars[BARS.indexOf(bar)] += ns;
    parts[PART_NAMES.indexOf(part)] += ns;
  }
  return { total, bars, parts };
}

/** The greatest difference, as a share of the total. */
function deviation(counts: Counts, form: CostForm, costs: Costs): number {
  const { total, bars, parts } = expected(counts, costs);
  const times = form.price(costs);
  const differences = [
    times.totalNs - total,
    ...bars.map((ns, n) => times.bars[n] - ns),
    ...parts.map((ns, n) => times.parts[n] - ns),
  ];
  return total === 0 ? Math.max(...differences.map(Math.abs)) : Math.max(...differences.map(Math.abs)) / total;
}

const TOLERANCE = 1e-12;

/** Counts of any kind: some intervals, warm-up among them, some CPUs, sparse numbers; visits to memory by none, one or several CPUs. */
const anyCounts = fc
  .record({
    structure: fc.constantFrom('flash', 'irix', 'disco', 'uma').map((name) => loadStructure(name)),
    warmups: fc.array(fc.boolean(), { minLength: 1, maxLength: 3 }),
    cpus: fc.oneof(
      { weight: 9, arbitrary: fc.integer({ min: 1, max: 5 }) },
      { weight: 1, arbitrary: fc.constantFrom(9, 10, 11) },
    ),
    seed: fc.integer(),
    users: fc.integer({ min: 0, max: 11 }),
  })
  .map(({ structure, warmups, cpus, seed, users }): Counts => {
    let state = seed;
    const below = (n: number): number => {
      state = (Math.imul(state, 1103515245) + 12345) >>> 0;
      return Math.floor((state / 2 ** 32) * n);
    };
    const nodes = structure.numa === null ? 1 : structure.numa.nodes === 'cpus' ? cpus : structure.numa.nodes;
    const values = Float64Array.from({ length: warmups.length * cpus * BLOCK }, () =>
      below(20) === 0 ? below(100_000) : 0,
    );
    const visits = Float64Array.from({ length: warmups.length * cpus * nodes }, (_, i) =>
      Math.floor(i / nodes) % cpus < users ? below(50_000) : 0,
    );
    const intervals = warmups.map((warmup, n) => ({ window: n + 1, warmup }));
    // Where there are disk requests `price` does it all: half of these have none.
    if (below(2) === 0)
      for (let i = 0; i < values.length; i += EVENT_COUNT)
        values[i + Event.diskRequest] = values[i + Event.diskSector] = values[i + Event.nfsRequest] = 0;
    const strands = Array.from({ length: cpus }, (_, cpu) => ({ cpu, vm: 0, lock: NO_LOCK }));
    return {
      structure,
      intervals,
      cpus,
      strands,
      jobs: 2,
      values,
      nodes,
      visits,
      moves: [],
      footprint: [],
      disks: new Float64Array(warmups.length * cpus * 2 * DISKS),
    };
  });

describe('counts made ready for pricing', () => {
  test('give the times of price, to 1e-12 of the total, whatever the counts and costs', () => {
    fc.assert(
      fc.property(anyCounts, costs, (counts, some) => {
        const form = new CostForm(counts);
        expect(deviation(counts, form, some)).toBeLessThanOrEqual(TOLERANCE);
        // What was priced before leaves nothing behind.
        expect(deviation(counts, form, flash)).toBeLessThanOrEqual(TOLERANCE);
      }),
      { numRuns: draws(200) },
    );
  });

  test('do so for eight CPUs that queue for memory', async () => {
    const counts = await replayAll(
      await openTrace('radix8'),
      ['irix', 'disco', 'uma'].map((name) => loadStructure(name)),
    );
    for (const each of counts) {
      const form = new CostForm(each);
      expect(form.price(flash).parts[PART_NAMES.indexOf('localContention')]).toBeGreaterThan(0);
      fc.assert(
        fc.property(costs, (some) => {
          expect(deviation(each, form, some)).toBeLessThanOrEqual(TOLERANCE);
        }),
        { numRuns: draws(20) },
      );
    }
  });
});
