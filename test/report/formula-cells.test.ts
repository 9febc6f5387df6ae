import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { expect, test } from 'vitest';
import { csvCell } from '../../src/report/files/csv.ts';
import { exportTables } from '../../src/report/files/export.ts';
import { disco } from '../command-line.ts';
import { writeTrace } from '../sweep/traces.ts';
import { temporaryFolder } from '../temporary.ts';
import { fixtureRuns } from './fixture.ts';

const folder = temporaryFolder('formula');

/** Names that a spreadsheet would compute, or take for the beginning of what it computes. */
const HOSTILE = ['=1+1', '+1+1', '-1+1', '@SUM(A1)', '\t=1', '\r=1', '\n=1', '"=1+1', ' =1', "'=1", '＝1+1', '＋1', '－1', '＠a', '\u200b=1', '=HYPERLINK("http://x","y")']; // biome-ignore format: a list

const isNumber = (text: string): boolean => text !== '' && Number.isFinite(Number(text));
/** Cells of a CSV file that would be computed. */
const computed = (path: string): string[] =>
  (parse(readFileSync(path), { relax_column_count: false }) as string[][])
    .flat()
    .filter((cell) => /^[^'\p{L}\p{N}]*[=+\-@＝＋－＠]/u.test(cell) && !isNumber(cell));
const csvFiles = (of: string): string[] => readdirSync(of).filter((name) => name.endsWith('.csv'));

test.each(HOSTILE)('%j is text in a cell', (name) => {
  expect(parse(`${csvCell(name)},1\n`)).toEqual([[`'${name}`, '1']]);
});

test('numbers are numbers, and other text is as it was', () => {
  for (const value of [-5, 1e21, -1e-7, 0, null, true, '-5', '+1.5e-7', 'a=1', 'x-1', '', '1-1', "it's"])
    expect(csvCell(value)).toBe(value === null ? '' : String(value));
});

test('no table of a report has a cell that is computed', async () => {
  const runs = fixtureRuns().map((run, n) => {
    const structure = { ...run.structure, name: HOSTILE[n] };
    const header = { ...run.trace.header, source: HOSTILE[n + 3], command: HOSTILE[0] };
    return { ...run, structure, trace: { ...run.trace, header } };
  });
  const out = join(folder, 'report');
  await exportTables(out, runs as ReturnType<typeof fixtureRuns>);
  expect(csvFiles(out).length).toBeGreaterThan(8);
  for (const name of csvFiles(out)) expect([name, computed(join(out, name))]).toEqual([name, []]);
  expect(readFileSync(join(out, 'times.csv'), 'utf8')).toContain("'=1+1");
});

test('nor has one of a sweep: structures, points, costs', async () => {
  mkdirSync(join(folder, 'sweep'));
  const trace = writeTrace(join(folder, 'sweep', 't.csv'), { cpus: 1, rows: 60 });
  const points = Object.fromEntries([...HOSTILE, '__proto__', 'constructor', '', 'a/b', 'a.b'].map((name, n) => [name, { remoteMemory: 500 + n }])); // biome-ignore format: a line
  const study = {
    traces: [trace],
    structures: HOSTILE.slice(0, 2).map((name) => ({ extends: 'disco', name })),
    costs: ['@c', '=c'].map((name) => ({ extends: 'flash', name })),
  };
  const path = join(folder, 'sweep', 's.yaml');
  writeFileSync(path, JSON.stringify({ ...study, points }));
  const out = join(folder, 'sweep', 'out');
  const { code, stderr } = await disco(['sweep', path, '-o', out, '--store', join(folder, 'counts'), '--no-charts']);
  expect([code, stderr]).toEqual([0, expect.stringMatching(/^84 points from /)]);
  for (const name of csvFiles(out)) expect([name, computed(join(out, name))]).toEqual([name, []]);
  const cells = parse(readFileSync(join(out, 'results.csv')), { columns: true }) as Record<string, string>[];
  const rows = JSON.parse(readFileSync(join(out, 'results.json'), 'utf8')).rows as Record<string, unknown>[];
  expect([...new Set(rows.map(({ point }) => point))]).toEqual(Object.keys(points)); // biome-ignore format: a line
  expect(cells[0]).toMatchObject({
    structure: "'=1+1",
    costs: "'@c",
    point: "'=1+1",
    totalMs: String(rows[0].totalMs),
  });
});
