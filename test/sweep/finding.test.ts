import { describe, expect, test } from 'vitest';
import { findingOf } from '../../src/sweep/finding/finding.ts';
import { findingSentences } from '../../src/sweep/finding/sentences.ts';
import { shownRows } from '../../src/sweep/finding/shown-rows.ts';
import { tellingRows } from '../../src/sweep/finding/telling-rows.ts';
import { chartsOfSweep } from '../../src/sweep/pictures/charts-of-sweep.ts';
import { type PricedPlan, pointsOf } from '../../src/sweep/plan/points.ts';
import { pointColumns } from '../../src/sweep/results/label-columns.ts';
import { PointPrices } from '../../src/sweep/results/point-prices.ts';
import type { Results } from '../../src/sweep/results/results.ts';
import { gridOf } from '../../src/sweep/study/configurations.ts';
import type { StudyInput } from '../../src/sweep/study/input.ts';
import type { Scalar } from '../../src/sweep/study/range.ts';
import { studyOf } from '../../src/sweep/study/study.ts';

/** What a point’s answer is made of: its trace, its structure, and by column the labels of its settings. */
type Answer = (point: {
  trace: string;
  structure: string;
  of: Readonly<Record<string, Scalar>>;
  n: number;
}) => number | null;

/** A study of made-up answers. */
function made(study: StudyInput, answer: Answer, output = 'totalMs'): { plan: PricedPlan; results: Results } {
  const { traces = ['t'], ...rest } = study;
  const grid = gridOf(studyOf({ traces, structures: ['irix'], ...rest }));
  const plan: PricedPlan = { traces: grid.traces.map((path) => ({ path })), grid, replayOf: [] };
  const values = Array.from(pointsOf(plan), ({ trace, configuration, settings }, n) => {
    const of = Object.fromEntries(grid.axes.flatMap(({ columns, settings: all }, a) => columns.map((column, c) => [column, all[settings[a]].labels[c]])));
    return answer({ trace: grid.traces[trace], structure: grid.configurations[configuration].name, of, n });
  });
  const columns = new PointPrices(plan, [output]).columns(pointColumns(plan));
  return { plan, results: { points: values.length, columns: columns.map((column) => (column.role === 'output' ? { ...column, values } : column)), warnings: [] } };
} // biome-ignore format: long lines

const said = (...args: Parameters<typeof made>): string[] => {
  const { plan, results } = made(...args);
  return findingSentences(findingOf(plan, results)!);
};

describe('a sweep says', () => {
  test('of one axis the best and the worst point, how far it goes, and where the presets stand', () => {
    expect(said({ vary: { 'tlb.entries': [32, 64, 128] } }, ({ of }) => 640 / (of['tlb.entries'] as number))).toEqual([
      'Total of irix is 5.00 ms at best (TLB entries 128) and 20.00 ms at worst (TLB entries 32).',
      'It hangs on TLB entries: 15.00 ms between 128 (least) and 32 (greatest).',
      'At the structures’ own TLB entries 64 it is 10.00 ms.',
    ]); // biome-ignore format: a list
  });

  test('of two axes which moves the answer more, the other held', () => {
    // Memory moves it by 4 at either number of entries, entries by 10 at 300 ns and by 10 at 500.
    const vary = { 'tlb.entries': [32, 64], localMemory: [100, 300, 500] };
    const sentences = said({ vary }, ({ of }) => (of['tlb.entries'] === 32 ? 10 : 0) + (of.localMemory as number) / 100);
    expect(sentences[1]).toBe(
      'It hangs most on TLB entries: 10.00 ms between 64 (least) and 32 (greatest) on average with the others held (at most 10.00 ms); then on local memory (4.00 ms).',
    );
  });

  test('the effect of an axis is the mean of its swings, and the greatest of them', () => {
    const vary = { 'tlb.entries': [32, 64], localMemory: [100, 300] };
    // Entries move it by 8 at 100 ns and by 2 at 300; memory by 0 at 32 and by 6 at 64.
    const table: Record<string, number> = { '32 100': 9, '32 300': 9, '64 100': 1, '64 300': 7 };
    const { plan, results } = made({ vary }, ({ of }) => table[`${of['tlb.entries']} ${of.localMemory}`]);
    expect(findingOf(plan, results)!.effects).toEqual([
      { axis: 0, mean: 5, most: 8, held: 2, low: 1, high: 0 },
      { axis: 1, mean: 3, most: 6, held: 2, low: 0, high: 1 },
    ]);
  });

  test('of names as of numbers, of zipped axes together', () => {
    const vary = { 'tlb.replacement': ['lru', 'random'], 'tlb.entries': [32, 64], 'tlb.ways': [4, 8] };
    const study: StudyInput = { vary, zip: [['tlb.entries', 'tlb.ways']] };
    expect(said(study, ({ n }) => [4, 1, 3, 2][n])).toEqual([
      'Total of irix is 1.000 ms at best (TLB replacement lru, TLB entries with TLB ways 64 with 8) and 4.000 ms at worst (TLB replacement lru, TLB entries with TLB ways 32 with 4).',
      'It hangs most on TLB entries with TLB ways: 2.000 ms between 64 with 8 (least) and 32 with 4 (greatest) on average with the others held (at most 3.000 ms); then on TLB replacement (1.000 ms).',
    ]);
  });

  test('of several structures each range, the best and the worst of all, and what the structure itself makes', () => {
    const study = { structures: ['irix', 'uma'], vary: { 'tlb.entries': [32, 64] } };
    const sentences = said(study, ({ structure, of }) => (structure === 'irix' ? 10 : 20) + (of['tlb.entries'] === 32 ? 2 : 0));
    expect(sentences).toEqual([
      'Total of irix is 10.00 ms at best (TLB entries 64) and 12.00 ms at worst (TLB entries 32).',
      'Total of uma is 20.00 ms at best (TLB entries 64) and 22.00 ms at worst (TLB entries 32).',
      'The best of all is irix, 10.00 ms (TLB entries 64); the worst uma, 22.00 ms (TLB entries 32).',
      'It hangs most on the structure: 10.00 ms between irix (least) and uma (greatest) on average with the others held (at most 10.00 ms); then on TLB entries (2.00 ms).',
      'At the structures’ own TLB entries 64 that of irix is 10.00 ms.',
      'At the structures’ own TLB entries 64 that of uma is 20.00 ms.',
    ]);
  });

  test('of an overhead nothing of the baseline, and points of difference', () => {
    const study = { structures: ['irix', 'disco'], vary: { 'monitor.secondLevelTlb.entries': [0, 1024] } };
    const sentences = said(study, ({ structure, of }) => (structure === 'irix' ? 0 : of['monitor.secondLevelTlb.entries'] === 0 ? 100.5 : 37.25), 'overheadPercent');
    expect(sentences).toEqual([
      'Overhead of disco is 37.25 % at best (second-level TLB entries 1,024) and 100.50 % at worst (second-level TLB entries 0).',
      'It hangs on second-level TLB entries: 63.25 points between 1,024 (least) and 0 (greatest).',
      'At the structures’ own second-level TLB entries 1,024 it is 37.25 %.',
    ]);
  });

  test('of draws what their medians say', () => {
    // The draws of 300 ns are 1, 2, 9, those of 500 ns 4, 5, 12.
    const study = { vary: { localMemory: [300, 500] }, draws: { structural: 3, costs: 1 } };
    expect(said(study, ({ of }) => [1, 2, 9][of.draw as number] + (of.localMemory === 500 ? 3 : 0))[0]).toBe(
      'Total of irix is 2.00 ms at best (local memory 300 ns) and 5.00 ms at worst (local memory 500 ns).',
    );
  });

  test('that nothing moves, and how many are equal', () => {
    expect(said({ vary: { 'tlb.entries': [32, 64, 128] } }, () => 5)).toEqual([
      'Total of irix is 5.000 ms everywhere.',
      'It hangs on nothing that varies: TLB entries.',
      'At the structures’ own TLB entries 64 it is 5.000 ms.',
    ]);
    expect(said({ vary: { 'tlb.entries': [32, 64, 128] } }, ({ n }) => [5, 5, 7][n])[0]).toBe(
      'Total of irix is 5.000 ms at best (TLB entries 32, and 1 equal point) and 7.000 ms at worst (TLB entries 128).',
    );
  });

  test('nothing where no point has an answer, and of which it is said that they have none', () => {
    const none = made({ vary: { 'tlb.entries': [32, 64] } }, () => null, 'cpi');
    expect(findingOf(none.plan, none.results)).toBeUndefined();
    expect(said({ vary: { 'tlb.entries': [32, 64] } }, ({ n }) => (n === 0 ? null : 2), 'cpi').at(-1)).toBe('1 point has no cycles per instruction.'); // biome-ignore format: a line
  });
}); // biome-ignore format: long lines

describe('the rows of a sweep that are shown', () => {
  const rowsOf = (...args: Parameters<typeof made>) => {
    const { plan, results } = made(...args);
    return tellingRows(findingOf(plan, results)!, 40);
  };

  test('are the least, the greatest, the corners and the structures’ own, by the results’ order', () => {
    const vary = { 'tlb.entries': [16, 32, 64, 128], localMemory: [100, 200, 300] };
    // The least is at (32, 200), point 4; the greatest at (64, 100), point 6; the structures’ own is (64, 300), point 8.
    const { rows, left } = rowsOf({ vary }, ({ n }) => (n === 4 ? 1 : n === 6 ? 9 : 5));
    expect(left).toEqual([]);
    expect(rows).toEqual([
      { row: 0, reasons: ['corner'] },
      { row: 2, reasons: ['corner'] },
      { row: 4, reasons: ['best'] },
      { row: 6, reasons: ['worst'] },
      { row: 8, reasons: ['own'] },
      { row: 9, reasons: ['corner'] },
      { row: 11, reasons: ['corner'] },
    ]);
  });

  test('are of more than three axes the corners of those that move the answer most', () => {
    const vary = { 'tlb.entries': [32, 64], localMemory: [100, 300, 500], remoteMemory: [800, 900], clock: [400, 800] };
    const { rows } = rowsOf(
      { vary },
      ({ of }) => (of.clock as number) + (of['tlb.entries'] as number) * 9 + (of.localMemory as number),
    );
    const corner = rows.filter(({ reasons }) => reasons.includes('corner')).map(({ row }) => row);
    // Remote memory moves nothing and stands at 900: entries, local memory and clock are at their ends.
    expect(corner).toEqual([2, 3, 10, 11, 14, 15, 22, 23]);
  });

  test('are those between which the sign changes, or two structures change places', () => {
    const signs = rowsOf({ vary: { 'tlb.entries': [1, 2, 4, 8, 16] } }, ({ n }) => [3, 2, 1, -1, -2][n]);
    expect(signs.rows.filter(({ reasons }) => reasons.includes('sign')).map(({ row }) => row)).toEqual([2, 3]);
    const study = { structures: ['irix', 'uma'], vary: { 'tlb.entries': [1, 2, 4, 8] } };
    const places = rowsOf(study, ({ n }) => [4, 3, 2, 1, 5, 2, 1, 0][n]); // irix, then uma: ahead from the second on
    expect(places.rows.filter(({ reasons }) => reasons.includes('ranking')).map(({ row }) => row)).toEqual([
      0, 1, 4, 5,
    ]);
  });

  test('are all where there are 40 points or fewer; of more it is said how many, which, and where the others are', () => {
    const study = (n: number): StudyInput => ({ vary: { localMemory: `1..${n}:1` } });
    const few = made(study(40), ({ n }) => n);
    expect(shownRows(few.plan, few.results)).toMatchObject({ why: undefined, said: '', numbers: { length: 40 } });
    const many = made(study(310), ({ n }) => n);
    expect(shownRows(many.plan, many.results)).toMatchObject({
      numbers: [0, 299, 309],
      why: ['least, corner', 'own', 'greatest, corner'],
      said: '3 of 310 points: the least, the greatest of each structure, the structures’ own and the corners; results.csv has all.',
    });
  });

  test('are at most 40, and of what there are more is told', () => {
    const many = made({ vary: { localMemory: '1..100:1' } }, ({ n }) => (n % 2 === 0 ? 1 : -1));
    const { numbers, said } = shownRows(many.plan, many.results);
    expect(numbers).toHaveLength(40);
    expect(said).toMatch(/There are more rows of these kinds: where the answer changes its sign and the corners\.$/);
  });
});

describe('an axis that a chart has no room for', () => {
  const caption = (vary: StudyInput['vary'], more: Partial<StudyInput> = {}): string | undefined => {
    const { plan, results } = made({ vary: vary!, ...more }, ({ n }) => n);
    return chartsOfSweep({ plan, results, sensitivity: undefined }).get('lines')?.description;
  };
  const room = { 'tlb.entries': [1, 2, 4, 8, 16, 32, 64, 128, 256], localMemory: [1, 2, 3, 4, 5, 6, 7, 8], dirtyMemory: [1, 2, 3, 4, 5, 6, 7] };

  test('stands at the structures’ own value where it has that', () => {
    const given = caption({ ...room, remoteMemory: [500, 700, 900, 1100, 1300] });
    expect(given).toMatch(/ Held at dirty memory 7 ns \(the nearest to the costs’ own 1,350\), remote memory 900 ns \(the costs’ own\)\.$/);
  });

  test('else at the nearest, or where there is nothing to be near to at the middle', () => {
    expect(caption({ ...room, remoteMemory: [500, 700, 950, 1100, 1300] })).toContain('remote memory 950 ns (the nearest to the costs’ own 900)');
    expect(caption({ ...room, remoteMemory: [100, 200, 300, 400, 500].map((n) => `${n} cycles`) })).toContain('remote memory 300 cycles (the middle)');
  });
}); // biome-ignore format: long lines
