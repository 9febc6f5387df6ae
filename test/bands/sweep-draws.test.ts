import { expect, test } from 'vitest';
import { chosenDraws, evenDraws, type WeightedDraws } from '../../src/bands/weighted-draws.ts';
import { structuralWeights } from '../../src/bands/weights.ts';
import { bandsOfResults } from '../../src/sweep/results/bands.ts';
import { drawsOf } from '../../src/sweep/study/draws.ts';
import { studyOf } from '../../src/sweep/study/study.ts';
import { disco } from '../command-line.ts';

const weighted: WeightedDraws = {
  command: 'by hand',
  seed: 1,
  structural: 4,
  costs: 2,
  weights: [0.05, 0.05, 0.2, 0.2, 0.4, 0, 0.1, 0],
  solved: { trap: [1, 2, 3, 4, 5, 6, 7, 8] },
};

test('draws are chosen by their weights, whose sum stays 1', () => {
  expect([...structuralWeights(weighted.weights, 2)].map((w) => Number(w.toFixed(9)))).toEqual([0.1, 0.4, 0.4, 0.1]);
  const chosen = chosenDraws(5, weighted);
  expect(chosen.map(({ structural }) => structural)).toEqual([0, 1, 2]);
  const all = chosen.flatMap(({ costs }) => costs.map(({ weight }) => weight));
  expect(all.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 12);
  const even = evenDraws(10, 4, weighted);
  expect(even).toHaveLength(40);
  const times = (trap: number): number => even.filter(({ solved }) => solved.trap === trap).length;
  expect([1, 2, 3, 4, 5, 6, 7, 8].map(times)).toEqual([2, 2, 8, 8, 16, 0, 4, 0]);
});

test('a study with draws varies all that is assumed, but for what it says itself', () => {
  const paths = (study: object) =>
    drawsOf(studyOf({ traces: ['radix8'], draws: { structural: 2, costs: 3 }, ...study }).study).map((each) => each.map(({ parameter }) => parameter.path)); // biome-ignore format: a line
  const all = paths({});
  expect(all).toHaveLength(6);
  const some = ['monitor.secondLevelTlb.entries', 'guest.profile.services.open.textPages', 'dirtyMemory', 'guest.affinityInstructions']; // biome-ignore format: a list
  expect(all[1]).toEqual(expect.arrayContaining(some));
  const set = paths({ set: { 'monitor.secondLevelTlb.entries': 1024 }, vary: { 'memory.dirty': [900, 1350] } })[1];
  for (const path of some) expect(set.includes(path)).toBe(!['monitor.secondLevelTlb.entries', 'dirtyMemory'].includes(path)); // biome-ignore format: a line
});

test('bands of results have a row for all draws of a point', () => {
  const label = (name: string, values: (string | number)[]) => ({ name, kind: 'text' as const, meaning: '', role: 'label' as const, values }); // biome-ignore format: a line
  const output = { name: 'cpi', kind: 'number' as const, meaning: 'x', role: 'output' as const };
  const columns = [
    label('structure', ['a', 'a', 'a', 'b', 'b', 'b']),
    label('draw', [0, 1, 2, 0, 1, 2]),
    { ...output, values: [3, 1, 2, null, 5, 5] },
  ];
  const bands = bandsOfResults({ points: 6, columns, warnings: [] })!;
  expect(bands.points).toBe(2);
  expect(bands.columns.map(({ name, values }) => [name, values])).toEqual([
    ['structure', ['a', 'b']],
    ['cpi.low', [1, 5]],
    ['cpi.median', [2, 5]],
    ['cpi.high', [3, 5]],
  ]);
  expect(bandsOfResults({ points: 6, columns: [columns[0], columns[2]], warnings: [] })).toBeUndefined();
});

test.each([
  [['sweep', 'radix8', '--cost-draws', '3'], /--cost-draws: expected --draws beside it/],
  [['sweep', 'radix8', '--draws', '65'], /--draws: found "65", expected a whole number from 1 to 64/],
  [['compare', 'radix8', '--bands', '1'], /--bands: found "1", expected a whole number from 2 to 64/],
])('%j is refused', async (words, message) => {
  const { code, stderr } = await disco(words);
  expect([code, stderr]).toEqual([2, expect.stringMatching(message)]);
});
