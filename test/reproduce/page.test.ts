import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { committedCounted } from '../../.ci/bands.ts';
import { predictions } from '../../.ci/validation.ts';
import type { Comparison } from '../../src/reproduce/index.ts';
import { reproductionPage } from '../../src/reproduce/page/page.ts';
import { predictionsTable } from '../../src/reproduce/page/predictions-table.ts';
import { writeReproduction } from '../../src/reproduce/reproduce.ts';
import { jsonRows } from '../../src/reproduce/shown/json.ts';
import { shownRows } from '../../src/reproduce/shown/rows.ts';
import { summariesOf, summaryOf, summarySentences } from '../../src/reproduce/shown/summary.ts';
import { comparisonText } from '../../src/reproduce/text.ts';
import { disco } from '../command-line.ts';
import { temporaryFolder } from '../temporary.ts';

const rows = predictions();
/** All numbers of some rows, moved by so many of the exhibit's units. */
const moved = (by: number): Comparison[] => rows.map((row) => ({ ...row, predicted: row.predicted + by }));
const html = (page: ReturnType<typeof reproductionPage>): string => page.parts.map((each) => each.html).join('');

describe('the page', () => {
  const page = reproductionPage(shownRows(rows), { inputs: ['a = <b>'], docs: '../../' });

  test('has a part and a chart for each exhibit, a table of its numbers, and a reason of each bar, with a link', () => {
    expect(page.parts.map(({ id }) => id)).toEqual(['summary', 'fig5', 'table2', 'fig6', 'fig7', 'fig8', 'table3', 'what-was-fitted']); // biome-ignore format: a list
    expect(page.figures.map(({ name }) => name)).toEqual(['fig5', 'table2', 'fig6', 'fig7', 'fig8', 'table3']);
    const figure5 = page.parts[1].html;
    expect(figure5).toContain('<figure data-chart="fig5"></figure>');
    expect(figure5).toMatch(/database on Disco<\/th><td>difference<\/td>.*>\+25\.4<.*missed: user, monitor, total/);
    expect(figure5).toContain('<a href="../../docs/validation/figure-5.md#databases-tables">docs/validation/figure-5.md, “Database’s tables”</a>'); // biome-ignore format: a line
    expect(html(page)).toContain('a = &lt;b&gt;');
  });

  test('names the documents, without a link, where there are none beside it', () => {
    expect(html(reproductionPage(shownRows(rows)))).not.toContain('<a ');
    expect(html(reproductionPage(shownRows(rows)))).toContain('(docs/validation/figure-5.md, “Database’s tables”)');
  });

  test('has ours before and after, and a row that a setting moves is not called fitted', () => {
    const shown = shownRows(moved(2), { before: rows });
    const text = html(reproductionPage(shown, { set: ['l2.hit=25ns'] }));
    expect(text).toMatch(/<td>before<\/td>[^\n]*\n[^\n]*<td>after<\/td>/);
    expect(text).toContain('<li>l2.hit=25ns</li>');
    expect(text).not.toMatch(/>fitted</);
    expect(reproductionPage(shown).leads[1]).toMatch(/^What was set moves 249 of them, of the totals most .* 87 numbers that were fitted are no longer what was fitted\.$/); // biome-ignore format: a line
  });
});

describe('what a row is called', () => {
  const row = rows.find(({ fitted }) => fitted)!;
  const status = (change: Partial<Comparison>, before?: number) => shownRows([{ ...row, ...change }], before === undefined ? {} : { before: [{ ...row, predicted: before }] })[0].status; // biome-ignore format: a line

  test.each([
    [{}, undefined, 'fitted'],
    [{ verdict: 'missed' }, undefined, 'fitted, missed'],
    [{ predicted: 49.54 }, 49.53, 'fitted'],
    [{ predicted: 50.5 }, 49.5, 'was fitted, met'],
    [{ predicted: 80, verdict: 'missed' }, 49.5, 'was fitted, missed'],
    [{ fitted: false, predicted: 80, verdict: 'missed' }, 49.5, 'missed'],
    [{ fitted: false }, 49.5, 'met'],
  ] as const)('%j, before %s: %s', (change, before, expected) => {
    expect(status(change, before)).toBe(expected);
  });
});

test('the summary counts predictions and names what is farthest off, by what is aimed at', () => {
  const { numbers, predictions, met, totals, totalsMet, worst } = summaryOf('fig5', shownRows(rows));
  expect([numbers, predictions, met, totals, totalsMet, worst?.workload, worst?.segment]).toEqual([40, 20, 16, 4, 3, 'database', 'total']); // biome-ignore format: a list
  expect(summarySentences(shownRows(rows, { before: rows }))[1]).toBe('What was set changes none of these numbers.');
});

test('what cannot miss is told apart, by the rows that coverage counts', () => {
  const sums = summariesOf(shownRows(rows));
  expect(sums.reduce((sum, { open }) => sum + open, 0)).toBe(committedCounted().number);
  const fig6 = sums.find(({ exhibit }) => exhibit === 'fig6')!;
  expect([fig6.predictions, fig6.open]).toEqual([50, 30]);
  for (const { met, openMet, predictions, open } of sums) expect(met - openMet).toBeLessThanOrEqual(predictions - open);
  const text = (exhibit: string): string => summarySentences(shownRows(rows.filter((row) => row.exhibit === exhibit)))[0]; // biome-ignore format: a line
  expect(text('fig6')).toMatch(/ 20 of them cannot miss: .* Of the other 30, \d+ come as near\./);
  expect(text('table2')).not.toContain('cannot miss');
});

test('a change names a total that it moves most, and a rate only where there is none', () => {
  const change = (its: typeof rows): string => summarySentences(shownRows(its, { before: its.map((row) => ({ ...row, predicted: row.predicted * 2 })) }))[1]; // biome-ignore format: a line
  const table3 = rows.filter(({ exhibit }) => exhibit === 'table3');
  expect(change(table3)).toMatch(/^What was set moves 8 of them, most \w+ on Disco, /);
  expect(change([...table3, ...rows.filter(({ exhibit }) => exhibit === 'fig8')])).toMatch(
    /of the totals most [^,]+, total, from/,
  );
});

test('text fits a terminal, with every row and with a change', () => {
  const exhibits = ['fig5', 'table2', 'fig6', 'fig7', 'fig8', 'table3'] as const;
  for (const shown of [shownRows(rows), shownRows(moved(100), { before: rows })])
    for (const line of comparisonText(shown, { exhibits }).split('\n')) expect(line.length, line).toBeLessThanOrEqual(80); // biome-ignore format: a line
  expect(comparisonText(shownRows(rows)).split('\n').length).toBeLessThan(24);
});

test('rows of --json are what they were, and have before and status where something is set', () => {
  expect(jsonRows(shownRows(rows, { bands: rows.map((row) => ({ ...row, low: 1, high: 2 })) }))).toEqual(rows);
  expect(jsonRows(shownRows(rows, { before: moved(1) }))[0]).toEqual({ ...rows[0], before: rows[0].predicted + 1, status: 'was fitted, met' }); // biome-ignore format: a line
});

test('the table has a row for each number, and a null for what there is not', () => {
  const bands = rows.map((row) => ({ ...row, low: 1, high: 2 }));
  const all = predictionsTable.rows(shownRows([{ ...rows[5], predicted: Number.NaN }, ...rows], { bands }));
  expect(all).toHaveLength(250);
  expect(all[0]).toMatchObject({ predicted: null, difference: null, before: null, low: 1, high: 2, why: 'docs/validation/table-2.md#what-decides-table-2' }); // biome-ignore format: a line
  expect(all[1]).toMatchObject({ status: 'fitted', low: null, high: null });
});

test('the folder has page, rows and charts, and loses the charts of an older one', async () => {
  const folder = join(temporaryFolder('reproduction'), 'out');
  const some = rows.filter(({ exhibit }) => exhibit === 'table3');
  const files = await writeReproduction(folder, some, { command: 'disco reproduce table3' });
  expect(files).toEqual(['reproduction.html', 'predictions.json', 'predictions.csv', 'predictions.arrow', 'predictions.parquet', 'table3.svg', 'table3.png', 'table3.vl.json']); // biome-ignore format: a list
  expect(JSON.parse(readFileSync(join(folder, 'predictions.json'), 'utf8'))).toEqual(some);
  expect(readFileSync(join(folder, 'reproduction.html'), 'utf8')).not.toContain('<a href="../');
  writeFileSync(join(folder, 'fig5.svg'), 'of an older one');
  writeFileSync(join(folder, 'mine.svg'), 'not ours');
  await writeReproduction(folder, some);
  expect(readdirSync(folder).sort()).toEqual([...files, 'mine.svg'].sort());
});

test.each([
  [['fig5', '--all', '--json'], '--all and --json: expected one or the other; --json has every row'],
  [['fig5', '--inputs', '--bands'], '--inputs and --bands: expected one or the other'],
  [['fig5', '-o', 'x', '--leave-one-out'], '--out and --leave-one-out: expected one or the other'],
  [['sosp95', '-o', 'x'], '--out: there is no page of sosp95'],
  [['fig5', '-o', ''], 'the name of the folder for the report is empty'],
])('reproduce %j is refused', async (args, message) => {
  expect(await disco(['reproduce', ...args])).toEqual({ code: 2, stdout: '', stderr: `disco: ${message}\n` });
});
