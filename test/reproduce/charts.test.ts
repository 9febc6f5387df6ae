import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { toSvg } from '../../src/report/draw/render.ts';
import { exhibitCharts } from '../../src/reproduce/charts/index.ts';
import { rowsOf } from '../../src/reproduce/charts/layout.ts';
import { type Comparison, EXHIBIT_NAMES } from '../../src/reproduce/index.ts';
import { shownRows } from '../../src/reproduce/shown/rows.ts';

const rows: Comparison[] = JSON.parse(
  readFileSync(new URL('../../reports/reproduction/predictions.json', import.meta.url), 'utf8'),
);
const more = rows.map((row) => ({ ...row, predicted: 1.1 * row.predicted }));
const charts = exhibitCharts(shownRows(rows));
const textsOf = (svg: string): string[] => [...svg.matchAll(/<text[^>]*>([^<]+)<\/text>/g)].map(([, text]) => text);

test('there is a chart of every exhibit that has rows, and of no other', () => {
  expect(charts.map(({ name }) => name)).toEqual(EXHIBIT_NAMES);
  const some = rows.filter(({ exhibit }) => exhibit === 'fig8');
  expect(exhibitCharts(shownRows(some)).map(({ name }) => name)).toEqual(['fig8']);
  expect(exhibitCharts([])).toEqual([]);
});

describe.each(EXHIBIT_NAMES)('the chart of %s', (name) => {
  const chart = charts.find((each) => each.name === name)!;

  test('fits its width at any, and no text is below 9 px', async () => {
    for (const width of [340, 1060]) {
      const svg = await toSvg(chart.draw(width));
      expect(Number(/ width="([\d.]+)"/.exec(svg)![1])).toBeLessThanOrEqual(width);
      const sizes = [...svg.matchAll(/font-size="([\d.]+)px"/g)].map(([, size]) => Number(size));
      expect(Math.min(...sizes)).toBeGreaterThanOrEqual(9);
    }
  });

  test('says in a sentence what it shows, in numbers', () => {
    const { description } = chart.draw(520);
    expect(description).toMatch(/^(Figure|Table) \d: .* published, [\d,.]+ predicted.*; \d+ of the \d+ predicted numbers .*\.$/); // biome-ignore format: a line
  });

  test('has each total of the paper beside ours', async () => {
    const texts = textsOf(await toSvg(chart.draw(520)));
    const bars = texts.filter((text) => text === 'paper').length;
    const ours = texts.filter((text) => text === 'ours' || text === 'fitted').length;
    expect([bars, ours]).toEqual([NUMBERS[name], NUMBERS[name]]);
  });
});
const NUMBERS = { fig5: 8, table2: 7, fig6: 12, fig7: 8, fig8: 6, table3: 8 };

test('where something was set, ours is there before and after, and nothing is called fitted', async () => {
  const [figure5] = exhibitCharts(shownRows(more, { before: rows }));
  const spec = figure5.draw(340);
  const texts = textsOf(await toSvg(spec));
  expect(['paper', 'before', 'after', 'fitted', 'ours'].map((source) => texts.filter((text) => text === source).length)).toEqual([8, 8, 8, 0, 0]); // biome-ignore format: a line
  expect(spec.description).toContain('pmake on Disco 115.7 published, 115.2 before and 126.7 after the change');
});

test('bands stand beside what was predicted', () => {
  const bands = rows.map((row) => ({ ...row, low: 0.9 * row.predicted, high: 100 * row.predicted }));
  const [figure5] = exhibitCharts(shownRows(rows, { bands }));
  expect((figure5.draw(520).title as { subtitle: string[] }).subtitle.join(' ')).toBe('outlined: the paper; lines: 90 % bands of ours, cut at arrows'); // biome-ignore format: a line
  expect(JSON.stringify(figure5.draw(520))).toContain('"low":103.6');
});

test('panels wrap, evenly; one that is wider than a row is divided between its groups', () => {
  const bar = { source: '', published: true, segments: [], total: 1 };
  const panel = (groups: number) => ({ name: '', groups: Array.from({ length: groups }, (_, n) => ({ name: `${n}`, bars: [bar, bar] })) }); // biome-ignore format: a line
  const shape = (groups: number[], width: number) => rowsOf(groups.map(panel), width, false, 10).rows.map((row) => row.map(({ groups }) => groups.length)); // biome-ignore format: a line
  expect(shape([2, 2, 2, 2], 316)).toEqual([[2], [2], [2], [2]]);
  expect(shape([2, 2, 2, 2], 496)).toEqual([[2, 2], [2, 2]]); // biome-ignore format: rows
  expect(shape([2, 2, 2, 2], 1036)).toEqual([[2, 2, 2, 2]]);
  expect(shape([7], 316)).toEqual([[3], [2], [2]]);
  expect(shape([1], 60)).toEqual([[1]]);
});
