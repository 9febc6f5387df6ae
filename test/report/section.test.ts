import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { tableFromIPC } from '@uwdata/flechette';
import { parquetReadObjects } from 'hyparquet';
import { beforeAll, describe, expect, test } from 'vitest';
import { columnReference } from '../../src/commands/show/reference/columns.ts';
import { COST_NAMES } from '../../src/price/cost-table.ts';
import { price } from '../../src/price/price.ts';
import { SCHEMA } from '../../src/report/draw/theme.ts';
import { exportTables, writeReport } from '../../src/report/files/export.ts';
import { toJson } from '../../src/report/files/json.ts';
import { toHtml } from '../../src/report/page/html.ts';
import { type Report, reportOf } from '../../src/report/run/report.ts';
import { SECTIONS } from '../../src/report/sections/index.ts';
import { PRICED_SECTIONS } from '../../src/report/sections/priced.ts';
import { type Section, sectionCharts, sectionParts } from '../../src/report/sections/section.ts';
import { integer, number, text } from '../../src/report/tables/column.ts';
import { tableOf } from '../../src/report/tables/table.ts';
import { terminalReport } from '../../src/report/terminal.ts';
import { temporaryFolder } from '../temporary.ts';
import { fixtureRuns, handRuns } from './fixture.ts';
import { withoutScripts } from './without-scripts.ts';

const toy: Section = {
  name: 'toy',
  title: 'Toy trains',
  applies: ({ others }) => others.length > 0,
  tables: [
    tableOf({
      name: 'trains',
      meaning: 'A train of a configuration.',
      columns: {
        train: text('The configuration it runs on.'),
        waggons: integer('waggons', 'Its waggons.'),
        meanNs: number('ns', 'Time of a round.', { empty: 'It stands still.' }),
      },
      rows: ({ runs }: Report) => runs.map(({ name }, n) => ({ train: name, waggons: 1000 + n, meanNs: n === 0 ? 2500 : null })),
    }),
  ],
  charts: [{ name: 'rails', draw: () => ({ $schema: SCHEMA, title: 'Rails', data: { values: [{ a: 1 }] }, mark: 'point', encoding: { x: { field: 'a', type: 'quantitative' } } }) }],
  json: ({ sums }) => ({ toy: { total: sums.total } }),
}; // biome-ignore format: a few lines

describe('a section that is one more in the list', () => {
  const sections = [...SECTIONS, toy];
  const folder = temporaryFolder('section');
  beforeAll(() => writeReport(folder, handRuns(), {}, sections));
  const rows = [{ train: 'irix', waggons: 1000, meanNs: 2500 }, { train: 'disco', waggons: 1001, meanNs: null }]; // biome-ignore format: rows

  test('is in the terminal, by its columns', () => {
    const lines = ['Toy trains', 'train  waggons  mean ns', 'irix     1,000  2.50 µs', 'disco    1,001        –'];
    expect(terminalReport(handRuns(), sections)).toContain(`\n\n${lines.join('\n')}\n`);
  });

  test('is on the page, with its chart and its table', () => {
    const page = withoutScripts(readFileSync(join(folder, 'report.html'), 'utf8'));
    expect(page).toMatch(/<h2>Toy trains<\/h2>\s*<div><div class="charts">\s*<figure id="figure-rails".*<svg.*Rails.*<th scope="row">irix<\/th><td class="n">1,000<\/td><td class="n">2.50 µs<\/td>/s); // biome-ignore format: one pattern
  });

  test('is in the JSON of every run', () => {
    expect(toJson(handRuns(), sections)).toMatchObject({ runs: [{ toy: { total: 4750 } }, { toy: { total: 25080 } }] });
    expect(JSON.parse(readFileSync(join(folder, 'result.json'), 'utf8'))).toMatchObject({ runs: [{ toy: {} }, {}] });
  });

  test('is a table as CSV, Arrow and Parquet, each with its kinds', async () => {
    expect(readFileSync(join(folder, 'trains.csv'), 'utf8')).toBe(
      'train,waggons,meanNs\nirix,1000,2500\ndisco,1001,\n',
    );
    const arrow = tableFromIPC(readFileSync(join(folder, 'trains.arrow')));
    expect(arrow.toArray()).toEqual(rows);
    expect(arrow.schema.fields.map(({ type }) => type.typeId)).toEqual([5, 2, 3]); // utf8, int, float
    const declared = JSON.parse(arrow.schema.metadata!.get('disco.columns')!);
    expect(declared[2]).toEqual({
      name: 'meanNs',
      kind: 'number',
      unit: 'ns',
      meaning: 'Time of a round.',
      empty: 'It stands still.',
    });
    const { buffer } = new Uint8Array(readFileSync(join(folder, 'trains.parquet')));
    expect(await parquetReadObjects({ file: buffer })).toEqual([{ ...rows[0], waggons: 1000n }, { ...rows[1], waggons: 1001n }]); // biome-ignore format: one call
    await exportTables(join(folder, 'one.csv'), handRuns(), { table: 'trains' }, sections);
    expect(readFileSync(join(folder, 'one.csv'), 'utf8')).toContain('irix,1000,2500');
  });

  test('is a chart with its specification beside it', () => {
    expect(readdirSync(folder).filter((name) => name.startsWith('rails'))).toEqual(['rails.png', 'rails.svg', 'rails.vl.json']); // biome-ignore format: one call
    expect(JSON.parse(readFileSync(join(folder, 'rails.vl.json'), 'utf8'))).toMatchObject({ title: 'Rails' });
  });

  test('is in the reference of columns', () => {
    expect(columnReference(sections)).toContain('| `meanNs` | number | ns | Time of a round. None: it stands still. |');
    expect(columnReference()).not.toContain('waggons');
  });

  test('is nowhere where it does not apply, and its files of an older report go', async () => {
    const one = handRuns().slice(0, 1);
    expect(terminalReport(one, sections)).not.toContain('Toy');
    expect(await toHtml(one, {}, sections)).not.toContain('Toy');
    await writeReport(folder, one, {}, sections);
    expect(readdirSync(folder).filter((name) => /^(trains|rails)/.test(name))).toEqual([]);
  });
});

test('no two sections, tables or charts bear a name', () => {
  const names = [
    SECTIONS.map(({ name }) => name),
    SECTIONS.flatMap((section: Section) => (section.tables ?? []).map(({ name }) => name)),
    SECTIONS.flatMap((section: Section) => (section.charts ?? []).map(({ name }) => name)),
  ];
  for (const each of names) expect(new Set(each).size).toBe(each.length);
});

test('the sections that are others under other costs are those that a page makes anew', () => {
  const parts = (factor: number) => {
    const runs = fixtureRuns(3).map((run) => {
      const costs = { ...run.costs };
      for (const name of COST_NAMES) costs[name] = { ...costs[name], value: costs[name].value * factor } as never;
      return { ...run, costs, times: price(run.counts, costs) };
    });
    const report = reportOf(runs);
    return new Map(SECTIONS.map((section: Section) => {
      const charts = sectionCharts(section, report);
      return [section.name, JSON.stringify([charts, sectionParts(section, report, new Set(charts.map(([name]) => name)))])];
    })); // biome-ignore format: a table
  };
  const [before, after] = [parts(1), parts(1.7)];
  const priced: readonly string[] = PRICED_SECTIONS.map(({ name }) => name);
  const changed = [...before].flatMap(([name, text]) => (after.get(name) === text ? [] : [name]));
  expect(changed.filter((name) => !priced.includes(name))).toEqual([]);
  expect(changed).toEqual(expect.arrayContaining(['breakdown', 'windows', 'services', 'rates', 'costs']));
});
