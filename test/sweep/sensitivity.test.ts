import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { COST_NAMES, type CostName, type Costs, loadCosts } from '../../src/price/costs.ts';
import { barTimes, price } from '../../src/price/price.ts';
import { sensitivityRows } from '../../src/price/sensitivity.ts';
import type { Counts } from '../../src/replay/counts/counts.ts';
import { replayAll } from '../../src/replay/replay.ts';
import { loadStructure } from '../../src/replay/structure/presets.ts';
import { sensitivity } from '../../src/sweep/results/sensitivity/of-counts.ts';
import { openTrace } from '../../src/trace/open.ts';
import { temporaryFolder } from '../temporary.ts';
import { writeTrace } from './traces.ts';

const path = writeTrace(join(temporaryFolder('sensitivity'), 't.csv'));
const [irix, disco] = await replayAll(await openTrace(path), [loadStructure('irix'), loadStructure('disco')]);
const costs = loadCosts('flash');

const total = (counts: Counts, under: Costs): number =>
  Object.values(barTimes(price(counts, under))).reduce((sum, ns) => sum + ns, 0);
const withCost = (cost: CostName, value: number): Costs => ({ ...costs, [cost]: { ...costs[cost], value } });
const overhead = (under: Costs): number => 100 * (total(disco, under) / total(irix, under) - 1);

describe('the sensitivity of an answer', () => {
  test('has a row for each cost, the widest swing first', () => {
    const rows = sensitivityRows(disco, costs, { baseline: irix });
    expect(rows.map(({ cost }) => cost).sort()).toEqual([...COST_NAMES].sort());
    const swings = rows.map(({ swing }) => swing);
    expect(swings).toEqual(swings.toSorted((a, b) => b - a));
    expect(swings[0]).toBeGreaterThan(0);
    expect(sensitivity(disco, costs).numRows()).toBe(COST_NAMES.length);
  });

  test('is that of prices made one by one, each cost halved and doubled by itself', () => {
    for (const row of sensitivityRows(disco, costs, { baseline: irix })) {
      expect([row.low, row.high]).toEqual([costs[row.cost].value / 2, costs[row.cost].value * 2]);
      expect(row.atBase).toBeCloseTo(overhead(costs), 8);
      expect(row.atLow).toBeCloseTo(overhead(withCost(row.cost, row.low)), 8);
      expect(row.atHigh).toBeCloseTo(overhead(withCost(row.cost, row.high)), 8);
      const all = [row.atBase, row.atLow, row.atHigh] as number[];
      expect(row.swing).toBe(Math.max(...all) - Math.min(...all));
    }
  });

  test('takes a range instead of the factor, for the cost it names alone', () => {
    const rows = sensitivityRows(disco, costs, { factor: 3, ranges: { remoteMemory: [600, 1000] } });
    const of = (name: CostName) => rows.find(({ cost }) => cost === name)!;
    expect([of('remoteMemory').low, of('remoteMemory').high]).toEqual([600, 1000]);
    expect([of('localMemory').low, of('localMemory').high]).toEqual([100, 900]);
    expect(of('remoteMemory').atHigh).toBeCloseTo(total(disco, withCost('remoteMemory', 1000)) / 1e6, 8);
  });

  test('answers in time without a baseline, and in any other output when told', () => {
    expect(sensitivityRows(disco, costs)[0]).toMatchObject({ output: 'totalMs' });
    const monitor = sensitivityRows(irix, costs, { output: 'monitorMs' });
    expect(monitor.every(({ swing, atBase }) => swing === 0 && atBase === 0)).toBe(true);
  });

  test.each([
    [{ output: 'totalMS' }, /no such output "totalMS"; did you mean "totalMs"/],
    [{ factor: 1 }, /factor: found 1, expected a number above 1/],
    [{ ranges: { remoteMemory: [900, 300] as const } }, /ranges: remoteMemory: found \[900, 300\]/],
    [{ ranges: { clock: [0, 400] as const } }, /ranges: clock: found \[0, 400\].*above 0/],
    [{ ranges: { remotMemory: [1, 2] } as object }, /no such cost "remotMemory"; did you mean "remoteMemory"/],
  ])('refuses %j', (options, message) => {
    expect(() => sensitivity(disco, costs, options)).toThrow(message);
  });
});
