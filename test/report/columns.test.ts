import { describe, expect, expectTypeOf, test } from 'vitest';
import { encodeTable } from '../../src/report/files/formats.ts';
import { tables } from '../../src/report/library.ts';
import { type Report, reportOf } from '../../src/report/run/report.ts';
import { breakdownTable } from '../../src/report/sections/breakdown/tables.ts';
import { SECTIONS } from '../../src/report/sections/index.ts';
import type { Section } from '../../src/report/sections/section.ts';
import { type Cell, type ColumnKind, integer, number, text } from '../../src/report/tables/column.ts';
import { tableLines } from '../../src/report/tables/for-people.ts';
import { tableFrom, tableOf } from '../../src/report/tables/table.ts';
import { fixtureRuns, handRuns } from './fixture.ts';
import { sharedRuns } from './locality-fixture.ts';

const FITS: Record<ColumnKind, (value: Cell) => boolean> = {
  text: (value) => typeof value === 'string',
  boolean: (value) => typeof value === 'boolean',
  integer: Number.isInteger,
  number: (value) => typeof value === 'number',
};

const all = SECTIONS.flatMap((section: Section) => section.tables ?? []);

describe.each(all)('the table $name', (table) => {
  test.each([['hand', handRuns()], ['fixture', fixtureRuns(3)], ['shared', sharedRuns()]] as const)('of the %s runs has in each cell what its column says', (_, runs) => {
    const { columns, values, length } = table.of(reportOf(runs));
    columns.forEach(({ name, kind, empty }, n) => {
      expect(values[n]).toHaveLength(length);
      for (const value of values[n]) {
        if (value === null) expect(empty, `${name} is null`).toBeDefined();
        else expect(FITS[kind](value), `${name}: ${value}`).toBe(true);
      }
    });
  }); // biome-ignore format: one call

  test('says of each column what it means, in a sentence', () => {
    for (const { meaning, empty } of table.columns)
      for (const sentence of [meaning, ...(empty === undefined ? [] : [empty])]) expect(sentence).toMatch(/^\S.+\.$/);
  });
});

test('a table without declared columns, or with other rows than they say, does not compile', () => {
  // @ts-expect-error: a table of arquero has no declared columns.
  expect(() => encodeTable(tables.times(handRuns()), 'csv', {})).toThrow();
  // @ts-expect-error: no columns.
  expect(() => tableOf({ name: 'bare', meaning: 'Nothing.', rows: () => [] })).toThrow();
  const declared = { ns: number('ns', 'A time.'), who: text('Who.', { empty: 'Nobody.' }) };
  tableOf({ name: 'good', meaning: 'A time.', columns: declared, rows: (_: Report) => [{ ns: 1, who: null }] });
  // @ts-expect-error: `ns` may not be null, as the column does not say when it would be.
  tableOf({ name: 'null', meaning: 'A time.', columns: declared, rows: (_: Report) => [{ ns: null, who: 'me' }] });
  // @ts-expect-error: a text where a number is due.
  tableOf({ name: 'text', meaning: 'A time.', columns: declared, rows: (_: Report) => [{ ns: '1', who: 'me' }] });
  // @ts-expect-error: a column is missing.
  tableOf({ name: 'less', meaning: 'A time.', columns: declared, rows: (_: Report) => [{ ns: 1 }] });
  // @ts-expect-error: a unit is due of what is counted.
  expect(integer('A count.').meaning).toBeUndefined();
});

test('rows are typed by their columns', () => {
  const [row] = breakdownTable.rows(reportOf(handRuns()));
  expectTypeOf(row).toEqualTypeOf<{ configuration: string; bar: string; ns: number; percent: number }>();
  expect(row).toEqual({ configuration: 'irix', bar: 'user', ns: 2500, percent: (100 * 2500) / 4750 });
});

test('a table in the terminal goes on beneath where its columns do not fit', () => {
  const columns = Array.from({ length: 12 }, (_, n) => ({ name: `columnNumber${n}`, ...integer('', 'A number.') }));
  const table = tableFrom(columns, [Object.fromEntries(columns.map(({ name }, n) => [name, n]))]);
  const lines = tableLines(table);
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(80);
  expect(lines.map((line) => line.replace(/ +/g, ' ').trim())).toEqual([
    'column column column column column column column',
    'column number0 number1 number2 number3 number4 number5 number6 number7',
    '0 1 2 3 4 5 6 7',
    '',
    'column column column column',
    'column number0 number8 number9 number10 number11',
    '0 8 9 10 11',
  ]);
});

test.each([
  ['numbers', [1, 1, 2, 2], ['a', 'b', 'a', 'b'], 2],
  ['numbers', [1, 2, 3, 4], ['a', 'b', 'a', 'b'], 1],
  ['texts', ['x', 'x', 'y', 'y'], [1, 2, 1, 2], 2],
  ['texts', ['x', 'y', 'z', 'u'], [1, 2, 1, 2], 1],
] as const)('each part of a table tells its rows apart: %s %j and %j by %i columns', (kind, firsts, seconds, labels) => {
  const [first, second] = kind === 'texts' ? [text('A name.'), integer('', 'A number.')] : [integer('', 'A number.'), text('A name.')];
  const more = Array.from({ length: 12 }, (_, n) => ({ name: `columnNumber${n}`, ...integer('', 'A number.') }));
  const columns = [{ name: 'first', ...first }, { name: 'second', ...second }, ...more];
  const rows = firsts.map((value, n) => ({ first: value, second: seconds[n], ...Object.fromEntries(more.map(({ name }, m) => [name, 100 * m])) }));
  const parts = tableLines(tableFrom(columns, rows)).join('\n').split('\n\n');
  expect(parts.length).toBeGreaterThan(1);
  for (const part of parts.slice(1))
    expect(part.split('\n').slice(-4).map((line) => line.trim().split(/ +/).slice(0, labels))).toEqual(
      firsts.map((value, n) => [value, seconds[n]].slice(0, labels).map(String)),
    );
}); // biome-ignore format: a table
