import { describe, expect, test } from 'vitest';
import { committedCounted, countedRows } from '../../.ci/bands.ts';
import { predictions } from '../../.ci/validation.ts';
import { type BandRow, bandsOf } from '../../src/reproduce/bands/bands.ts';
import { committedBands } from '../../src/reproduce/bands/committed.ts';
import { coverageOf } from '../../src/reproduce/bands/coverage.ts';
import type { BandPlan } from '../../src/reproduce/bands/run.ts';
import { bandsText } from '../../src/reproduce/bands/text.ts';
import type { Comparison } from '../../src/reproduce/experiments/comparison.ts';
import { bands, EXHIBIT_NAMES } from '../../src/reproduce/index.ts';
import { disco } from '../command-line.ts';
import { temporaryFolder } from '../temporary.ts';

test('the rows that coverage counts are those listed before the first draw', () => {
  expect(countedRows()).toEqual(committedCounted());
});

describe('bands of rows in draws', () => {
  const centre = predictions().filter(({ exhibit, workload }) => exhibit === 'fig5' && workload === 'database');
  const draws = { seed: 1, structural: 8, costs: 2 };
  const values = centre.map(({ predicted, fitted }) => Float64Array.from({ length: 16 }, (_, n) => (fitted ? predicted : predicted + n - 8))); // biome-ignore format: a line
  const { rows, experiments } = bandsOf({ centre, values }, draws);
  const total = rows.find(({ configuration, segment }) => configuration === 'disco' && segment === 'total')!;

  test('hold nine tenths of the weight, and fixed numbers are points', () => {
    const { predicted } = centre.find(({ configuration, segment }) => configuration === 'disco' && segment === 'total')!; // biome-ignore format: a line
    expect([total.low, total.median, total.high]).toEqual([predicted - 8, predicted - 1, predicted + 7]);
    expect(total.verdict).toBe('outside');
    for (const { low, high, fitted } of rows) if (fitted) expect(low).toBe(high);
    expect(experiments.database!.effective).toBeCloseTo(8, 9);
  });

  test('are counted where they say something', () => {
    expect(coverageOf(rows)).toEqual([
      { exhibit: 'fig5', counted: 4, inside50: expect.any(Number), inside90: expect.any(Number), width: 15 },
      { exhibit: 'all', counted: 4, inside50: expect.any(Number), inside90: expect.any(Number), width: 15 },
    ]);
  });

  test('are told in 80 columns', () => {
    const text = bandsText({
      rows: rows as BandRow[],
      draws,
      experiments: { database: { effective: 8, widened: 1.5 } },
    });
    expect(text).toMatch(/database +disco +total +116\.3 +133\.7 +140\.7 +148\.7 +outside/);
    expect(text).toContain('tolerances × 1.50');
    expect(text).toContain('8.0 of 8');
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  });
});

describe('flags of bands', () => {
  test.each([
    [['--draws', '3'], /--draws: expected --bands beside it/],
    [['--bands', '--draws', '65'], /--draws: found "65", expected a whole number from 1 to 64/],
    [['--bands', '--draws', '0'], /--draws: found "0"/],
    [['--bands', '--draws', '1e1'], /--draws: found "1e1"/],
    [['--bands', '--seed', '2'], /--seed: expected --draws N beside it/],
    [['--bands', '--set', 'tlb.entries=32'], /--set: expected --draws N beside it/],
  ])('%j is refused', async (flags, message) => {
    const { stderr, code } = await disco(['reproduce', 'fig5', ...flags]);
    expect([code, stderr]).toEqual([2, expect.stringMatching(message)]);
  });
});

describe('the committed bands', () => {
  test('are of every number that reproduce has, at the same centres', () => {
    const key = ({ exhibit, workload, configuration, segment }: BandRow | Comparison) => [exhibit, workload, configuration, segment].join('/'); // biome-ignore format: a line
    const { rows } = committedBands(EXHIBIT_NAMES);
    const before = new Map(predictions().map((row) => [key(row), row.predicted]));
    expect(rows.map(key).sort()).toEqual([...before.keys()].sort());
    for (const row of rows) if (row.predicted !== null) expect([key(row), row.predicted]).toEqual([key(row), Number(before.get(key(row))!.toPrecision(5))]); // biome-ignore format: a line
  });

  test('are printed at once, and as JSON', async () => {
    const { stdout, code } = await disco(['reproduce', 'fig5', '--bands']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/database +disco +total +116\.3 +\d+\.\d +\d+\.\d +\d+\.\d +(inside|outside)/);
    expect(stdout).toMatch(/database +disco +idle +0\.0 +0\.0 +0\.0 +0\.0 {2}fixed\n/);
    expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
    const { rows, coverage, draws } = JSON.parse((await disco(['reproduce', 'fig5', '--bands', '--json'])).stdout);
    expect([rows.length, coverage.at(-1).exhibit, draws.seed]).toEqual([40, 'all', 1]);
  });
});

test('who asks for draws has as many of every experiment, whatever the committed bands have', async () => {
  const stopped = new AbortController();
  let plan: BandPlan | undefined;
  const asked = bands(['fig8'], {
    structural: 12,
    store: temporaryFolder('bands'),
    signal: stopped.signal,
    onPlan: (each) => {
      plan = each;
      stopped.abort();
    },
  });
  await expect(asked).rejects.toThrow(/abort/i);
  expect(Object.fromEntries([...Map.groupBy(plan!.left, ({ experiment }) => experiment)].map(([name, { length }]) => [name, length]))).toEqual({ pmake: 12, engineering8: 12, raytrace16: 12 }); // biome-ignore format: a line
});
