import { ORIGIN_KINDS, type OriginKind } from '../../../config/annotations/origin-kinds.ts';
import { COST_NAMES, COST_TABLE, type Costs } from '../../../price/cost-table.ts';
import type { Report } from '../../run/report.ts';
import { number, text } from '../../tables/column.ts';
import { tableOf } from '../../tables/table.ts';

/** Every cost with its kind and source, once where the runs agree. */
export const assumptionRows = ({ runs }: Report) =>
  COST_NAMES.flatMap((cost) => {
    const [, meaning] = COST_TABLE[cost];
    const all = runs.map(({ name, costs }) => ({ configuration: name, cost, ...costs[cost], meaning }));
    const agree = all.every(
      ({ value, kind, source }) => value === all[0].value && kind === all[0].kind && source === all[0].source,
    );
    return agree ? [{ ...all[0], configuration: 'all' }] : all;
  });

export const assumptionsTable = tableOf({
  name: 'assumptions',
  meaning: 'A cost: one of the numbers that turn counts into time.',
  columns: {
    configuration: text('The run it is of; `all`: of every one.'),
    cost: text('Its name.'),
    value: number('', 'How much, in the row’s unit.'),
    unit: text('`ns`, `cycles` or `MHz`.'),
    kind: text('`published`, `derived`, `assumed`, `fitted`, or `given` by whoever set it.'),
    source: text('Page, table, formula or reason.'),
    meaning: text('What it is the cost of.'),
  },
  rows: assumptionRows,
});

/** How many of the costs are published, derived, assumed, fitted, given: those kinds of which there are any. */
export const costKinds = (costs: Costs): [OriginKind, number][] =>
  ORIGIN_KINDS.map((kind): [OriginKind, number] => [
    kind,
    COST_NAMES.filter((name) => costs[name].kind === kind).length,
  ]).filter(([, n]) => n > 0);
