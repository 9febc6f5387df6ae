import type { Sensitivity } from '../../../price/sensitivity.ts';
import { number, text } from '../../../report/tables/column.ts';
import { tableOf } from '../../../report/tables/table.ts';
import { STRUCTURE, TRACE } from '../place-columns.ts';

const NONE = 'There is no such answer: nothing was measured.';

const COLUMNS = {
  output: text('The answer: an output of sweeps, whose unit is that of the answers.'),
  cost: text('The cost that is low or high while the others are as they are.'),
  kind: text('How well founded it is: `published`, `derived`, `assumed` or `fitted`.'),
  unit: text('Of `base`, `low` and `high`.'),
  base: number('', 'The cost as it is.'),
  low: number('', 'The cost when low.'),
  high: number('', 'The cost when high.'),
  atBase: number('', 'The answer as all costs are.', { empty: NONE }),
  atLow: number('', 'The answer with the cost low.', { empty: NONE }),
  atHigh: number('', 'The answer with the cost high.', { empty: NONE }),
  swing: number('', 'How far the answer goes between them.'),
} as const;

/** How much an answer hangs on each cost. */
export const costsTable = tableOf({
  name: 'sensitivity',
  meaning: 'A cost, the widest swing first.',
  columns: COLUMNS,
  rows: (rows: readonly Sensitivity[]) => rows,
});

/** The same for each trace and structure of a study. */
export const sensitivityTable = tableOf({
  name: 'sensitivity',
  meaning: 'A cost of a trace and structure, by trace and structure, the widest swing first.',
  columns: { trace: TRACE, structure: STRUCTURE, ...COLUMNS },
  rows: (rows: readonly (Sensitivity & { trace: string; structure: string })[]) => rows,
});
