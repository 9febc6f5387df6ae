import { describe, expect, test } from 'vitest';
import type { ColumnKind } from '../../src/report/tables/column.ts';
import { rowsText } from '../../src/sweep/finding/results-text.ts';
import { digitsOfResults } from '../../src/sweep/results/digits.ts';
import type { ResultColumn } from '../../src/sweep/results/point-prices.ts';

type Values = ResultColumn['values'];
const column = (role: ResultColumn['role'], kind: ColumnKind, name: string, values: Values): ResultColumn => {
  return { name, kind, meaning: 'Made up.', role, values };
};
const label = (name: string, ...values: Values) =>
  column('label', values.some((value) => typeof value === 'number') ? 'integer' : 'text', name, values);
const output = (name: string, ...values: Values) =>
  column('output', name === 'tlbMiss' ? 'integer' : 'number', name, values);
const text = (...columns: ResultColumn[]) =>
  rowsText({
    columns,
    digits: digitsOfResults({ columns }),
    numbers: columns[0].values.map((_, n) => n),
    why: undefined,
  });

describe('the table of a sweep', () => {
  test('says above it what is the same for all points, and a dash where a setting means nothing', () => {
    expect(
      text(
        label('trace', 'make', 'make'),
        label('structure', 'irix', 'disco'),
        label('monitor.zeroedPages', null, true),
        output('cpi', 1.5, 2),
      ),
    ).toBe(`trace make

structure  monitor.zeroedPages    cpi
irix       –                    1.500
disco      true                 2.000
`);
  });

  test('shows counts whole, and other numbers to four digits of the largest', () => {
    expect(
      text(label('seed', 1, 2), output('tlbMiss', 1234567, 0), output('totalMs', 1234.5678, 0.12)),
    ).toBe(`seed    tlbMiss  totalMs
   1  1,234,567  1,234.6
   2          0      0.1
`);
  });

  test('folds its headings where they would not fit, and names what is left out', () => {
    const paths = [
      'cache.l1i.sizeBytes',
      'cache.l1d.sizeBytes',
      'monitor.secondLevelTlb.entries',
      'tlb.entries',
      'seed',
    ];
    const table = text(
      ...paths.map((path) => label(path, 1, 2)),
      ...['cpi', 'tlbMissPer1000'].map((name) => output(name, 1, 2)),
    );
    for (const word of ['l1i.', 'l1d.', 'second', 'Bytes', 'Per1000']) expect(table).toContain(word);
    expect(table.split('\n')[0].length).toBeLessThanOrEqual(80);
    expect(table).not.toContain('not shown');
    const wide = text(label('seed', 1, 2), ...Array.from({ length: 20 }, (_, n) => output(`event${n}`, 1e9, 2e9)));
    expect(wide).toMatch(/\n\nnot shown: event4, event5, .*….*event19\n$/);
    expect(Math.max(...wide.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  test('has the rows that are named, and why each of them is there behind what it is of', () => {
    const columns = [label('structure', 'disco', 'disco', 'disco'), label('seed', 1, 2, 3), output('cpi', 1, 2, 3)];
    expect(
      rowsText({ columns, digits: digitsOfResults({ columns }), numbers: [0, 2], why: ['least', 'greatest, corner'] }),
    ).toBe(`structure disco

seed  why                 cpi
   1  least             1.000
   3  greatest, corner  3.000
`);
  });

  test('shows no control characters of a name', () => {
    expect(text(label('structure', 'a\u001b[31m', 'b'), output('cpi', 1, 2))).not.toContain('\u001b');
  });
});
