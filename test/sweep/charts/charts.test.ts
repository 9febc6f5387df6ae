import { table } from 'arquero';
import fc from 'fast-check';
import { compile, type TopLevelSpec } from 'vega-lite';
import { describe, expect, test } from 'vitest';
import { paretoFront } from '../../../src/report/draw/front.ts';
import { toSvg } from '../../../src/report/draw/render.ts';
import { rampColors } from '../../../src/report/draw/theme.ts';
import { charts } from '../../../src/sweep/charts/index.ts';
import { labelOf, valueLabel } from '../../../src/sweep/charts/labels.ts';
import { suitsLog } from '../../../src/sweep/charts/rows.ts';

const { heatMap, lines, pareto, tornado } = charts;

const points = ['a', 'b'].flatMap((trace) =>
  [32, 64, 128].flatMap((entries) => [300, 900].map((remote) => ({ trace, entries, remote }))),
);
const results = table({
  trace: points.map(({ trace }) => trace),
  'tlb.entries': Float64Array.from(points, ({ entries }) => entries),
  remoteMemory: Float64Array.from(points, ({ remote }) => remote),
  overheadPercent: Float64Array.from(points, ({ entries, remote }) => 1000 / entries + remote / 100),
});
const swings = table({
  output: ['overheadPercent', 'overheadPercent', 'overheadPercent'],
  cost: ['clock', 'trap', 'emulation'],
  kind: ['derived', 'fitted', 'fitted'],
  unit: ['MHz', 'cycles', 'cycles'],
  base: [400, 136, 136],
  low: [200, 68, 68],
  high: [800, 272, 272],
  atBase: [16, 16, 16],
  atLow: [20, 15, 16],
  atHigh: [12, 18, 16],
  swing: [8, 3, 0],
});

const all: Record<string, () => TopLevelSpec> = {
  lines: () => lines(results, { x: 'tlb.entries', y: 'overheadPercent', color: 'remoteMemory', facet: 'trace' }),
  heatMap: () => heatMap(results, { x: 'tlb.entries', y: 'remoteMemory', color: 'overheadPercent', row: 'trace' }),
  pareto: () => pareto(results, { x: 'tlb.entries', y: 'overheadPercent', label: 'remoteMemory', facet: 'trace' }),
  tornado: () => tornado(swings),
};

const texts = (svg: string): string[] =>
  Array.from(svg.matchAll(/<text[^>]*>(?:<tspan[^>]*>)?([^<]*)/g), ([, text]) => text);

describe.each(Object.entries(all))('%s', (_, make) => {
  test('compiles without a warning, and is the same, byte for byte, each time it is drawn', async () => {
    const warnings: unknown[] = [];
    const warn = (...args: unknown[]) => {
      warnings.push(args);
      return logger;
    };
    const logger = { warn, error: warn, info: () => logger, debug: () => logger, level: () => logger };
    compile(make(), { logger: logger as never });
    expect(warnings).toEqual([]);
    expect(await toSvg(make())).toBe(await toSvg(make()));
  });

  test('is plain data, which travels as JSON', () => {
    expect(JSON.parse(JSON.stringify(make()))).toEqual(make());
  });
});

test('lines have a legend with the largest number on top, and small multiples their names', async () => {
  const shown = texts(await toSvg(all.lines()));
  expect(shown).toEqual(expect.arrayContaining(['Overhead by TLB entries', 'remote memory, ns', 'a', 'b', '64']));
  expect(shown.indexOf('900')).toBeLessThan(shown.indexOf('300'));
});

describe('the axis of an answer', () => {
  const drawn = async (answers: number[]): Promise<string[]> =>
    texts(await toSvg(lines(table({ x: [1, 2, 3], totalMs: answers }), { x: 'x', y: 'totalMs' })));
  const SAID = 'the axis of total does not begin at 0';

  test.each([
    [[20, 30, 40], false],
    [[21, 30, 40], true],
    [[-40, -30, -20], false],
    [[-40, -30, -21], true],
    [[-1, 2, 3], false],
    [[5, 5, 5], false],
  ])('of %j: whether it does not begin at 0, which is then said, is %s', async (answers, cut) => {
    const shown = await drawn(answers);
    expect(shown.includes(SAID)).toBe(cut);
    expect(shown.some((text) => /^0(\.0)?$/.test(text))).toBe(!cut);
  });

  test('is named with the other where neither begins at 0', () => {
    const far = table({ totalMs: [90, 100], overheadPercent: [12, 10] });
    const { title } = pareto(far, { x: 'totalMs', y: 'overheadPercent' });
    expect((title as { subtitle: string[] }).subtitle).toContain('the axes of total and overhead do not begin at 0');
  });
});

test('a heat map bears its values, and refuses two for a cell', async () => {
  const shown = texts(await toSvg(all.heatMap()));
  expect(shown).toEqual(expect.arrayContaining(['34.25', '16.81']));
  expect(() => heatMap(results, { x: 'tlb.entries', y: 'remoteMemory', color: 'overheadPercent' })).toThrow(
    /several values of overheadPercent for tlb.entries=32, remoteMemory=300: filter/,
  );
  const same = table({ x: [1, 2], y: [1, 1], z: [5, 5] });
  expect(texts(await toSvg(heatMap(same, { x: 'x', y: 'y', color: 'z' })))).toContain('5');
});

test('a tornado names each cost with its value and kind, widest first, and leaves out what moves nothing', async () => {
  const shown = texts(await toSvg(tornado(swings)));
  expect(shown.indexOf('clock 400 MHz (derived)')).toBeLessThan(shown.indexOf('trap 136 cycles (fitted)'));
  expect(shown.some((text) => text.startsWith('emulation'))).toBe(false);
  expect(texts(await toSvg(tornado(swings, { most: 1 })))).not.toContain('trap 136 cycles (fitted)');
});

test('columns that are not there, or hold no numbers, are told', () => {
  expect(() => lines(results, { x: 'tlb.entrys', y: 'overheadPercent' })).toThrow(
    /no such column "tlb.entrys"; did you mean "tlb.entries"\?.*the table has trace/,
  );
  expect(() => lines(results, { x: 'trace', y: 'overheadPercent' })).toThrow(
    /column trace: found "a", expected numbers/,
  );
  const empty = results.filter(() => false);
  expect(() => lines(empty, { x: 'tlb.entries', y: 'overheadPercent' })).toThrow(/nothing to draw/);
});

test('text from a trace is escaped', async () => {
  const hostile = table({ x: [1, 2, 3], y: [1, 2, 3], trace: ['"]<script>&', 'b', 'b'] });
  const svg = await toSvg(lines(hostile, { x: 'x', y: 'y', facet: 'trace' }));
  expect(svg).not.toContain('<script');
});

describe('the Pareto front', () => {
  test('bears names, and says of what', async () => {
    const shown = texts(await toSvg(all.pareto()));
    expect(shown).toContain('less of both is better; at points: remote memory, ns');
    expect(shown.filter((text) => text === '300')).toHaveLength(6); // three sizes, two traces
  });

  const pair = fc.tuple(fc.integer({ min: 0, max: 20 }), fc.integer({ min: 0, max: 20 }));

  test('is exactly the points that no other beats, each pair of values once', () => {
    fc.assert(
      fc.property(fc.array(pair, { maxLength: 40 }), (points) => {
        const beaten = ([x, y]: readonly number[]) => points.some(([a, b]) => a <= x && b <= y && (a < x || b < y));
        const expected = new Set(points.filter((point) => !beaten(point)).map(String));
        const front = paretoFront(points).map((n) => String(points[n]));
        expect(front.length).toBe(new Set(front).size);
        expect(new Set(front)).toEqual(expected);
      }),
    );
  });

  test('takes the first of equal points', () => {
    expect(paretoFront([[2, 2], [1, 3], [1, 3], [3, 1], [3, 2]])).toEqual([1, 0, 3]); // biome-ignore format: points
  });
});

test('settings at equal ratios want a logarithmic axis, others do not', () => {
  expect(suitsLog([32, 64, 128])).toBe(true);
  expect(suitsLog([300, 600, 900])).toBe(false);
  expect(suitsLog([0, 1, 2])).toBe(false);
  expect(suitsLog([32, 64])).toBe(false);
});

test('labels are words with units', () => {
  expect(labelOf('userStallMs')).toBe('user stall, ms');
  expect(labelOf('remoteStallMs')).toBe('waiting for remote memory, ms');
  expect(labelOf('clock')).toBe('clock, MHz');
  expect(labelOf('cache.l2.sizeBytes')).toBe('L2 size, bytes');
  expect(labelOf('monitor.secondLevelTlb.entries')).toBe('second-level TLB entries');
  expect(labelOf('tlbMissPer1000')).toBe('TLB miss per 1000 instructions');
  expect(valueLabel('cache.l2.sizeBytes', 1_048_576)).toBe('1 MB');
  expect(valueLabel('cache.l2.sizeBytes', 32_768)).toBe('32 KB');
  expect(valueLabel('clock', 3200)).toBe('3,200');
});

test('the ramp grows darker at every step', () => {
  const luminance = (hex: string) =>
    [1, 3, 5].reduce((sum, at, i) => sum + Number.parseInt(hex.slice(at, at + 2), 16) * [0.21, 0.72, 0.07][i], 0);
  for (const n of [1, 2, 7, 8]) {
    const steps = rampColors(n).map(luminance);
    expect(steps).toEqual(steps.toSorted((a, b) => b - a));
    expect(new Set(steps).size).toBe(n);
  }
});
