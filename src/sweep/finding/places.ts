import { printable } from '../../printable.ts';
import { labelOf } from '../charts/labels.ts';
import { textOf } from '../charts/rows.ts';
import { heading } from '../charts/said.ts';
import type { PricedPlan } from '../plan/points.ts';
import type { Scalar } from '../study/range.ts';
import type { Cell } from './cells.ts';

/** An axis as people call it: `TLB entries`, `TLB entries with TLB ways`. */
export const axisName = ({ grid }: PricedPlan, axis: number | undefined): string =>
  axis === undefined ? 'the structure' : grid.axes[axis].columns.map(heading).join(' with ');

/** A setting of an axis: `64`, of zipped ones `64 with 4`; of the structures its name. */
export const settingName = ({ grid }: PricedPlan, axis: number | undefined, setting: number): string =>
  axis === undefined
    ? printable(grid.configurations[setting].name)
    : grid.axes[axis].columns.map((column, n) => labelled(column, grid.axes[axis].settings[setting].labels[n])).join(' with '); // biome-ignore format: a line

/** A value with its unit, where it is a number that does not bear it: `300 ns`, `64 KB`. */
export function labelled(column: string, value: Scalar): string {
  const unit = labelOf(column).split(', ')[1];
  return `${textOf(column, value)}${unit === undefined || unit === 'bytes' || typeof value !== 'number' ? '' : ` ${unit}`}`;
}

/** Where a cell stands on the axes that its structure has: `TLB entries 64, second-level TLB entries 1,024`. */
export const placeOf = (plan: PricedPlan, { settings }: Cell): string =>
  settings
    .flatMap((setting, axis) => (setting === undefined || plan.grid.axes[axis].settings.length < 2 ? [] : [`${axisName(plan, axis)} ${settingName(plan, axis, setting)}`]))
    .join(', '); // biome-ignore format: a line

/** Whose values they are that axes vary: `the structures’ own`, of costs `the costs’ own`. */
export function whoseOwn({ grid }: PricedPlan, axes: readonly number[]): string {
  const parameters = axes.flatMap((axis) =>
    grid.axes[axis].settings[0].assignments.map(({ parameter }) => parameter.of),
  );
  const costs = parameters.includes('costs');
  if (!costs) return 'the structures’ own';
  return parameters.every((of) => of === 'costs') ? 'the costs’ own' : 'the structures’ and the costs’ own';
}
