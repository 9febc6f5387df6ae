import { integer, number, text } from '../../report/tables/column.ts';
import { tableOf } from '../../report/tables/table.ts';
import type { ResultDiff } from '../diff.ts';
import { fullName } from './names.ts';

const NO_NUMBER = 'One of the results has no number here.';

/** Every number that changed. */
export const changesTable = tableOf({
  name: 'diff',
  meaning: 'A number that two results have and that differs, what changed most first.',
  columns: {
    rank: integer('', 'Its place, from 1.'),
    group: text('`time`, `part`, `percent`, `number` or `count`: those of a group are comparable.'),
    of: text('What it is of: a configuration, a service, a point.'),
    name: text('The measure: `total`, `kernel stall`, `tlbMiss`, an output of a sweep.'),
    unit: text('`ns`, `ms`, `%`, `events`, `pages`; empty of ratios.'),
    before: number('', 'In the first result.', { empty: NO_NUMBER }),
    after: number('', 'In the second result.', { empty: NO_NUMBER }),
    change: number('', '`after` less `before`.', { empty: NO_NUMBER }),
    percent: number('%', 'The change in percent of `before`.', { empty: 'There is no change, or `before` is 0.' }),
    points: number('%', 'Of a time, the change in percent of the first result’s base; of percentages the change.', {
      empty: 'It is neither, or the result has no base.',
    }),
  },
  rows: ({ keys, rows }: ResultDiff) =>
    rows.map(({ key, group, name, unit, before, after, change, percent, points }, n) => {
      return { rank: n + 1, group, of: fullName(keys, key), name, unit, before, after, change, percent, points };
    }),
});

/** What went in and differs. */
export const inputsTable = tableOf({
  name: 'inputs',
  meaning: 'A value that went into two results and differs.',
  columns: {
    what: text('`program`, `trace`, `structure`, `costs`, `warm-up` or `study`.'),
    of: text('Of which configurations or traces; empty where it is the whole result’s.'),
    path: text('The value, as commands spell it.'),
    before: text('In the first result; `–` where it has none.'),
    after: text('In the second result.'),
  },
  rows: ({ inputs }: ResultDiff) => inputs.map(({ of, ...row }) => ({ ...row, of: of.join(', ') })),
});
