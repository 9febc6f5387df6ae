import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Quantiles } from '../../../src/guest/measured/quantiles.ts';

const of = (values: readonly number[]): Quantiles => {
  const quantiles = new Quantiles();
  for (const value of values) quantiles.add(value);
  return quantiles;
};

test('of no values there is none', () => {
  expect(of([]).at(0.5)).toBeNull();
});

test('up to 8191 every value is told from its neighbour, above it to 1 in 512', () => {
  for (const value of [0, 1, 4095, 4096, 8191, 8192]) expect(of([value]).at(0.5)).toBe(value);
  expect(of([8207]).at(0.5)).toBe(8192);
  expect(of([8208]).at(0.5)).toBe(8208);
  expect(of([16383]).at(0.5)).toBe(16368);
  expect(of([16384]).at(0.5)).toBe(16384);
  expect(of([2 ** 32 - 1]).at(0.5)).toBe(2 ** 32 - 2 ** 22);
});

test('a share is reached by the value that completes it', () => {
  expect(of([10, 20, 30, 40]).at(0.5)).toBe(20);
  expect(of([10, 20, 30, 40]).at(0.51)).toBe(30);
  expect(of([10, 20, 30, 40]).at(0)).toBe(10);
  expect(of([10, 20, 30, 40]).at(1)).toBe(40);
});

test('no median is off by more than 1 in 512', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(0xffffffff), { minLength: 1, maxLength: 50 }), (values) => {
      const exact = [...values].sort((a, b) => a - b)[Math.ceil(values.length / 2) - 1];
      const median = of(values).at(0.5)!;
      expect(median).toBeLessThanOrEqual(exact);
      expect(median).toBeGreaterThan(exact * (1 - 1 / 512) - 1e-9 - (exact === 0 ? 1 : 0));
    }),
  );
});
