import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Lattice } from '../../src/price/mva/exact.ts';
import { Integral, pointsOf } from '../../src/price/mva/integral.ts';
import { laguerre } from '../../src/price/mva/laguerre.ts';
import { Visits } from '../../src/price/mva/visits.ts';
import { draws } from '../pace.ts';

const close = (actual: ArrayLike<number>, expected: ArrayLike<number>, length: number): void => {
  for (let i = 0; i < length; i++)
    expect(Math.abs(actual[i] - expected[i])).toBeLessThanOrEqual(1e-13 * Math.abs(expected[i]));
};

describe('quadrature', () => {
  test('of two points is at 2 ± √2', () => {
    const { points, weights } = laguerre(2);
    close(points, [2 - Math.SQRT2, 2 + Math.SQRT2], 2);
    close(weights, [(2 + Math.SQRT2) / 4, (2 - Math.SQRT2) / 4], 2);
  });

  test('of n points is exact up to degree 2n - 1: the integral of t to the power of k is k!', () => {
    for (let n = 1; n <= 17; n++) {
      const { points, weights } = laguerre(n);
      for (let k = 0, factorial = 1; k < 2 * n; factorial *= ++k)
        close([points.reduce((sum, t, i) => sum + weights[i] * t ** k, 0)], [factorial], 1);
    }
  });
});

describe('the integral', () => {
  test('is of 5 points for eight customers of a lock, squared for two locks, and for few customers and stations only', () => {
    expect([pointsOf(8, 1), pointsOf(8, 2), pointsOf(7, 1), pointsOf(33, 1), pointsOf(2, 3)]).toEqual([
      5,
      25,
      4,
      Infinity,
      Infinity,
    ]);
  });

  test('gives what the recursion does, of demands and think times from nothing to any size', () => {
    const ns = fc.oneof(
      fc.constant(0),
      fc.double({ min: -9, max: 12, noNaN: true }).map((digits) => 10 ** digits),
    );
    const row = fc.record({ demand: fc.array(ns, { minLength: 2, maxLength: 2 }), think: ns, customers: fc.integer({ min: 1, max: 3 }) }); // biome-ignore format: a row
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 2 }),
        fc.array(row, { minLength: 1, maxLength: 6 }),
        (stations, classes) => {
          const [first, second] = [new Visits(classes.length, stations), new Visits(classes.length, stations)];
          let customers = 0;
          for (const visits of [first, second]) {
            visits.clear();
            customers = 0;
            for (const { demand, think, customers: some } of classes) {
              if (demand.slice(0, stations).every((each) => each === 0)) continue;
              visits.add(Float64Array.from(demand), 0, stations, think, some);
              customers += some;
            }
          }
          if (first.classes === 0) return;
          const points = new Integral(classes.length).solve(first, customers);
          expect(points).toBe(pointsOf(customers, first.stations));
          new Lattice().solve(second);
          close(first.stays, second.stays, second.count);
          close(first.throughput, second.throughput, second.classes);
        },
      ),
      { numRuns: draws(300) },
    );
  });
});
