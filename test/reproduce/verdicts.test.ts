import { expect, test } from 'vitest';
import { EXHIBITS } from '../../src/reproduce/exhibits/index.ts';
import type { Aims, Pair } from '../../src/reproduce/experiments/comparison.ts';
import { judged } from '../../src/reproduce/experiments/verdicts.ts';

const AIMS: Aims = { total: { units: 4 }, parts: { units: 2, percent: 50 }, others: { share: { units: 10 } } };

/** A bar of two parts and a share that is none, and its verdicts by segment. */
function verdicts(parts: [published: number, predicted: number][], share: [number, number] = [50, 50]) {
  const row = (segment: string, [published, predicted]: [number, number]): Pair => ({
    exhibit: 'fig5', workload: 'pmake', configuration: 'disco', segment, published, predicted, fitted: false,
  }); // biome-ignore format: a record
  const total = parts.reduce(([a, b], [c, d]): [number, number] => [a + c, b + d], [0, 0]);
  const other = { ...row('user', [0, 100]), configuration: 'irix' };
  const pairs = [...parts.map((part, n) => row(['user', 'idle'][n], part)), row('total', total), row('share', share)];
  return Object.fromEntries(judged(AIMS, [...pairs, other]).slice(0, -1).map(({ segment, verdict }) => [segment, verdict])); // biome-ignore format: a line
}

test('a part is met up to its tolerance, the larger of units and percent', () => {
  expect(verdicts([[1, 3], [10, 10]]).user).toBe('met'); // biome-ignore format: pairs
  expect(verdicts([[1, 3.01], [10, 10]]).user).toBe('missed'); // biome-ignore format: pairs
  expect(verdicts([[10, 15], [10, 10]]).user).toBe('met'); // biome-ignore format: pairs
  expect(verdicts([[10, 4.99], [10, 10]]).user).toBe('missed'); // biome-ignore format: pairs
});

test('a total is met up to its tolerance', () => {
  expect(verdicts([[10, 14], [10, 10]]).total).toBe('met'); // biome-ignore format: pairs
  expect(verdicts([[10, 14.01], [10, 10]]).total).toBe('missed'); // biome-ignore format: pairs
});

test('errors of parts that cancel count up to 1.5 times the tolerance, whatever the total', () => {
  expect(verdicts([[10, 16], [10, 4]]).total).toBe('met'); // biome-ignore format: pairs
  expect(verdicts([[10, 16.01], [10, 3.99]]).total).toBe('missed'); // biome-ignore format: pairs
});

test('a share that is no part has a tolerance of its own, and none of a bar’s', () => {
  expect(verdicts([[10, 10], [10, 10]], [50, 60])).toEqual({ user: 'met', idle: 'met', total: 'met', share: 'met' }); // biome-ignore format: pairs
  expect(verdicts([[10, 10], [10, 10]], [50, 60.1])).toMatchObject({ total: 'met', share: 'missed' }); // biome-ignore format: pairs
});

test('what is not known is missed', () => {
  expect(verdicts([[10, Number.NaN], [10, 10]])).toMatchObject({ user: 'missed', total: 'missed' }); // biome-ignore format: pairs
});

test("Table 2's slowdowns are held to the sum of their published columns: write's row says 2.14 and adds up to 1.94", () => {
  const columns = [1.01, 0.24, 0.21, 0.31, 0.17];
  const names = ['kernel execution', 'TLB write emulation', 'other privileged', 'calls and page faults', 'kernel TLB faults']; // biome-ignore format: a line
  const pair = (segment: string, published: number, predicted: number): Pair => ({
    exhibit: 'table2', workload: 'write', configuration: 'disco', segment, published, predicted, fitted: false,
  }); // biome-ignore format: a record
  const rows = (slowdown: number) =>
    judged(EXHIBITS.table2.aims, [...names.map((name, n) => pair(name, columns[n], columns[n])), pair('slowdown', 2.14, slowdown)]); // biome-ignore format: a line
  expect(rows(1.94 * 0.751).at(-1)?.verdict).toBe('met');
  expect(rows(1.94 * 0.749).at(-1)?.verdict).toBe('missed');
  expect(rows(2.14 * 1.2).at(-1)?.verdict).toBe('missed');
});

test('of two sides each total has its own parts', () => {
  const pair = (segment: string, published: number, predicted: number): Pair => ({
    exhibit: 'fig6', workload: 'pmake', configuration: '2vm', segment, published, predicted, fitted: false,
  }); // biome-ignore format: a record
  const rows = [pair('V data', 100, 100), pair('V total', 100, 100), pair('M data', 100, 120), pair('M total', 100, 120)]; // biome-ignore format: a line
  expect(judged(EXHIBITS.fig6.aims, rows).map(({ verdict }) => verdict)).toEqual(['met', 'met', 'missed', 'missed']);
});
