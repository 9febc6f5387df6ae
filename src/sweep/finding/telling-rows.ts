import { type Cell, isDraws } from './cells.ts';
import { extremes, type Finding, isOwn } from './finding.ts';

/** Why a row of the results is shown where not all are, in the order in which there is room for them. */
export const REASONS = {
  best: 'least',
  worst: 'greatest',
  own: 'own',
  sign: 'sign',
  ranking: 'ranking',
  corner: 'corner',
} as const;
export type Reason = keyof typeof REASONS;

export interface TellingRow {
  /** Number of the row: of its point, of draws of what is made of them. */
  row: number;
  reasons: Reason[];
}

/** Axes of which corners are shown, at most: 2, 4 or 8 corners for each structure and trace. */
const MOST_CORNERED = 3;

/** The rows that tell what a sweep has found, at most `most` of them, in the results’ order; all of them where there are no more. `all`: rows there are. */
export function tellingRows(finding: Finding, most: number): { rows: TellingRow[]; left: Reason[] } {
  const rows = new Map<number, Reason[]>();
  const left = new Set<Reason>();
  const add = (reason: Reason, cells: Iterable<Cell>): void => {
    for (const { number } of cells) {
      const known = rows.get(number);
      if (known !== undefined) {
        if (!known.includes(reason)) known.push(reason);
      } else if (rows.size < most) rows.set(number, [reason]);
      else left.add(reason);
    }
  };
  const { cells, ranges } = finding;
  const { least, greatest } = extremes(cells.answered);
  add('best', [least.cell, ...ranges.map((range) => range.least.cell)]);
  add('worst', [greatest.cell, ...ranges.map((range) => range.greatest.cell)]);
  add('own', cells.all.filter((cell) => isOwn(cells.plan, cell)));
  add('sign', changesOf(finding, (a, b) => Math.sign(a.value) * Math.sign(b.value) < 0));
  add('ranking', rankingChanges(finding));
  add('corner', corners(finding));
  return {
    rows: Array.from(rows, ([row, reasons]) => ({ row, reasons })).sort((a, b) => a.row - b.row),
    left: [...left],
  };
} // biome-ignore format: a list

type Answered = Finding['cells']['answered'][number];

const id = ({ trace, configuration, settings }: Pick<Cell, 'trace' | 'configuration' | 'settings'>): string =>
  `${trace} ${configuration} ${settings.join()}`;

/** Pairs of neighbours along an axis, by the order of its settings, of which something holds. */
function* changesOf({ cells }: Finding, holds: (a: Answered, b: Answered) => boolean): Generator<Answered> {
  const known = new Map(cells.answered.map((cell) => [id(cell), cell]));
  for (const cell of cells.answered)
    for (const [axis, setting] of cell.settings.entries()) {
      if (setting === undefined) continue;
      const next = known.get(id({ ...cell, settings: cell.settings.with(axis, setting + 1) }));
      if (next !== undefined && holds(cell, next)) yield* [cell, next];
    }
}

/** Neighbours along an axis between which two structures that have the same axes change places. */
function* rankingChanges(finding: Finding): Generator<Answered> {
  const { answered } = finding.cells;
  const known = new Map(answered.map((cell) => [id(cell), cell]));
  const configurations = [...new Set(answered.map(({ configuration }) => configuration))];
  if (configurations.length < 2) return;
  const ahead = (cell: Answered, other: number): number => {
    const rival = known.get(id({ ...cell, configuration: other }));
    return rival === undefined ? 0 : Math.sign(cell.value - rival.value);
  };
  yield* changesOf(finding, (a, b) => configurations.some((other) => ahead(a, other) * ahead(b, other) < 0));
}

/** The points at the ends of the axes; of more axes than a table has room for, of those that move the answer most, at the structures’ own of the others. */
function corners({ cells: { plan, all }, effects }: Finding): Cell[] {
  const varying = plan.grid.axes.map((_, a) => a).filter((a) => !isDraws(plan.grid.axes[a]) && plan.grid.axes[a].settings.length > 1);
  const rank = (axis: number): number => effects.findIndex((effect) => effect.axis === axis) >>> 0; // none is last
  const cornered = new Set(varying.toSorted((a, b) => rank(a) - rank(b) || a - b).slice(0, MOST_CORNERED));
  const ends = new Map(
    varying.map((a) => [a, cornered.has(a) ? endsOf(plan.grid.axes[a].settings.map(({ labels: [label] }) => label)) : [plan.grid.own[a].setting]]),
  );
  return all.filter(({ settings }) => settings.every((setting, a) => setting === undefined || (ends.get(a)?.includes(setting) ?? true)));
} // biome-ignore format: long lines

/** Numbers of the settings with the least and the greatest value; of names the first and the last. */
function endsOf(values: readonly unknown[]): number[] {
  const numeric = values.every((value) => typeof value === 'number');
  const order = values.map((_, n) => n);
  if (numeric) order.sort((a, b) => (values[a] as number) - (values[b] as number));
  return [order[0], order[order.length - 1]];
}
