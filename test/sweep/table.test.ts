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

structure  monitor zeroed pages  cycles per instruction
irix       –                                      1.500
disco      true                                   2.000
`);
  });

  test('shows counts whole, and other numbers to four digits of the largest', () => {
    expect(
      text(label('seed', 1, 2), output('tlbMiss', 1234567, 0), output('totalMs', 1234.5678, 0.12)),
    ).toBe(`seed   TLB miss  total, ms
   1  1,234,567    1,234.6
   2          0        0.1
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
    expect(table).toBe(`  L1I    L1D                                            TLB miss per
size,  size,  second-level      TLB         cycles per          1000
bytes  bytes   TLB entries  entries  seed  instruction  instructions
    1      1             1        1     1        1.000         1.000
    2      2             2        2     2        2.000         2.000
`);
    const wide = text(label('seed', 1, 2), ...Array.from({ length: 20 }, (_, n) => output(`event${n}`, 1e9, 2e9)));
    expect(wide).toMatch(/\n\nNot shown: event4, event5, .*event10 and 9 more\.\n$/);
    expect(Math.max(...wide.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
  });

  test('calls columns by their paths where two would be called the same, and shortens words where all would not fit', () => {
    const same = text(
      label('machine.tlb.entries', 1, 2),
      label('tlb.entries', 1, 1),
      label('tlb.ways', 4, 4),
      output('cpi', 1, 2),
    );
    expect(same).toContain('tlb.entries 1, TLB ways 4\n\nmachine.tlb.entries  cycles per instruction\n');
    const names = [
      'cpi',
      ...['tlbMiss', 'l1dLoadMiss', 'l2LoadMiss', 'trap', 'pageCleared'].map((event) => `${event}Per1000`),
    ];
    const many = text(label('structure', 'irix', 'disco'), ...names.map((name) => output(name, 1, 2)));
    expect(many).toBe(`                             L1D      L2
                     TLB    load    load             page
                    miss    miss    miss    trap  cleared
structure    CPI  / 1000  / 1000  / 1000  / 1000   / 1000
irix       1.000   1.000   1.000   1.000   1.000    1.000
disco      2.000   2.000   2.000   2.000   2.000    2.000
`);
  });

  test('has the rows that are named, and why each of them is there behind what it is of', () => {
    const columns = [label('structure', 'disco', 'disco', 'disco'), label('seed', 1, 2, 3), output('cpi', 1, 2, 3)];
    expect(
      rowsText({ columns, digits: digitsOfResults({ columns }), numbers: [0, 2], why: ['least', 'greatest, corner'] }),
    ).toBe(`structure disco

seed  why               cycles per instruction
   1  least                              1.000
   3  greatest, corner                   3.000
`);
  });

  test('shows no control characters of a name', () => {
    expect(text(label('structure', 'a\u001b[31m', 'b'), output('cpi', 1, 2))).not.toContain('\u001b');
  });
});
