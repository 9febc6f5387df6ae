import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { COST_NAMES, type CostName, type Costs } from '../../src/price/costs.ts';
import { PriceForm } from '../../src/price/form/price-form.ts';
import { BARS, PART_NAMES } from '../../src/price/parts.ts';
import { barTimes, prepare, price, timeRows } from '../../src/price/price.ts';
import type { Counts } from '../../src/replay/counts/counts.ts';
import { replayAll } from '../../src/replay/replay.ts';
import { loadStructure } from '../../src/replay/structure/presets.ts';
import { openTrace } from '../../src/trace/open.ts';
import { draws } from '../pace.ts';
import { anyCosts, anyCounts, countsOf, flash, withValues } from './any.ts';
import { referencePrice } from './reference.ts';

/** The order of additions differs: a share of the total. */
const TOLERANCE = 1e-12;
const sum = (values: Iterable<number>): number => [...values].reduce((total, ns) => total + ns, 0);

/** Times as `totals` gives them, from rows. */
function sumsOf(counts: Counts, costs: Costs): number[] {
  const bars = BARS.map(() => 0);
  const parts = PART_NAMES.map(() => 0);
  let total = 0;
  for (const { bar, part, ns } of timeRows(price(counts, costs))) {
    total += ns;
    bars[BARS.indexOf(bar)] += ns;
    parts[PART_NAMES.indexOf(part)] += ns;
  }
  return [total, ...bars, ...parts];
}
function totalsOf(form: PriceForm, costs: Costs): number[] {
  const { totalNs, bars, parts } = form.totals(costs);
  return [totalNs, ...bars, ...parts];
}

/** The greatest difference, as a share of a total. */
function deviation(actual: ArrayLike<number>, expected: ArrayLike<number>, total: number): number {
  expect(actual.length).toBe(expected.length);
  let worst = 0;
  for (let i = 0; i < expected.length; i++) worst = Math.max(worst, Math.abs(actual[i] - expected[i]));
  return total === 0 ? worst : worst / total;
}

const changed = (costs: Costs, name: CostName, factor: number): Costs => ({
  ...costs,
  [name]: { ...costs[name], value: costs[name].value * factor },
});

describe('counts made ready for pricing', () => {
  test('give the times of the plain sums and their waiting, whatever the counts and costs', () => {
    const waited = { localContention: 0, remoteContention: 0, lockWaiting: 0, idle: 0 };
    fc.assert(
      fc.property(anyCounts, anyCosts, (counts, costs) => {
        const expected = referencePrice(counts, costs);
        const { values } = price(counts, costs);
        expect(deviation(values, expected, sum(expected))).toBeLessThanOrEqual(TOLERANCE);
        for (const { part, ns } of timeRows(price(counts, costs))) if (part in waited) waited[part as 'idle'] += ns;
      }),
      { numRuns: draws(100) },
    );
    for (const ns of Object.values(waited)) expect(ns).toBeGreaterThan(0); // every kind was drawn
  });

  test('give totals that are the sums of the times, and remember nothing of what was priced before', () => {
    fc.assert(
      fc.property(anyCounts, anyCosts, (counts, costs) => {
        const form = new PriceForm(counts);
        for (const some of [costs, flash, costs]) {
          const expected = sumsOf(counts, some);
          expect(deviation(totalsOf(form, some), expected, expected[0])).toBeLessThanOrEqual(TOLERANCE);
        }
        expect(totalsOf(form, costs)).toEqual(totalsOf(new PriceForm(counts), costs));
        expect(form.times(costs)).toEqual(price(counts, costs));
      }),
      { numRuns: draws(100) },
    );
  });

  test('are made ready once', () => {
    const [counts] = fc.sample(anyCounts, 1);
    expect(prepare(counts)).toBe(prepare(counts));
  });

  test('do so for eight CPUs that queue for memory and locks', async () => {
    const replayed = await replayAll(await openTrace('radix8'), [
      loadStructure('irix'),
      loadStructure('disco'),
      loadStructure('uma', ['numa.banks=cpus']),
      loadStructure('uma'),
    ]);
    for (const counts of replayed) {
      const { parts } = prepare(counts).totals(flash);
      const queueing = parts[PART_NAMES.indexOf('localContention')] + parts[PART_NAMES.indexOf('remoteContention')];
      // Section 5.5: on UMA every miss takes as long.
      if (counts.structure.numa?.banks === 'unlimited') expect(queueing).toBe(0);
      else expect(queueing).toBeGreaterThan(0);
      expect(parts[PART_NAMES.indexOf('lockWaiting')]).toBeGreaterThan(0);
      const expected = sumsOf(counts, flash);
      expect(deviation(totalsOf(prepare(counts), flash), expected, expected[0])).toBeLessThanOrEqual(TOLERANCE);
      const plain = referencePrice(counts, flash);
      expect(deviation(price(counts, flash).values, plain, sum(plain))).toBeLessThanOrEqual(TOLERANCE);
    }
  });
});

describe('laws of times', () => {
  test('parts sum to bars, and bars to the total', () => {
    fc.assert(
      fc.property(anyCounts, anyCosts, (counts, costs) => {
        const { totalNs, bars, parts } = prepare(counts).totals(costs);
        expect(deviation([sum(bars), sum(parts)], [totalNs, totalNs], totalNs)).toBeLessThanOrEqual(TOLERANCE);
        const ofTimes = sum(price(counts, costs).values);
        const ofBars = sum(Object.values(barTimes(price(counts, costs))));
        expect(deviation([ofTimes, ofBars], [totalNs, totalNs], totalNs)).toBeLessThanOrEqual(TOLERANCE);
      }),
      { numRuns: draws(50) },
    );
  });

  test('costs twice as long, and a clock half as fast, double every time to the bit', () => {
    fc.assert(
      fc.property(anyCounts, anyCosts, (counts, costs) => {
        const twice = withValues((name) =>
          name === 'clock'
            ? costs.clock.value / 2
            : costs[name].unit === 'ns'
              ? 2 * costs[name].value
              : costs[name].value,
        );
        expect(price(counts, twice).values).toEqual(price(counts, costs).values.map((ns) => 2 * ns));
        expect(totalsOf(prepare(counts), twice)).toEqual(totalsOf(prepare(counts), costs).map((ns) => 2 * ns));
      }),
      { numRuns: draws(50) },
    );
  });

  test('costs of nothing make times of nothing', () => {
    const nothing = withValues((name) => Number(name === 'clock'));
    fc.assert(
      fc.property(anyCounts, (counts) => {
        expect([...timeRows(price(counts, nothing))]).toEqual([]);
        expect(prepare(counts).totals(nothing).totalNs).toBe(0);
      }),
      { numRuns: draws(30) },
    );
  });

  // Of several CPUs one that takes longer may be met less often by the others, so their sum can fall; and a look-up of the board cache is
  // part of a read's latency, which made-up counts of reads without look-ups do not know.
  const rising = COST_NAMES.filter((name) => name !== 'clock' && name !== 'boardCacheHit');
  const alone = countsOf(
    fc.record({
      cpus: fc.constant(1),
      memory: fc.boolean(),
      locks: fc.boolean(),
      disks: fc.boolean(),
      server: fc.boolean(),
    }),
  );
  const nobodyWaits = countsOf(
    fc.record({
      cpus: fc.integer({ min: 1, max: 8 }),
      memory: fc.constant(false),
      locks: fc.constant(false),
      disks: fc.constant(false),
      server: fc.constant(false),
    }),
  );
  test.each([
    ['of one CPU', alone],
    ['of CPUs that never wait', nobodyWaits],
  ] as const)('a cost doubled never lessens the total %s', (_, counts) => {
    fc.assert(
      fc.property(counts, anyCosts, fc.constantFrom(...rising), (some, costs, name) => {
        const before = prepare(some).totals(costs).totalNs;
        const after = prepare(some).totals(changed(costs, name, 2)).totalNs;
        expect(after).toBeGreaterThanOrEqual(before * (1 - TOLERANCE));
      }),
      { numRuns: draws(100) },
    );
  });
});
