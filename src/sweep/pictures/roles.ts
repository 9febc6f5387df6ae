import { labelOf } from '../charts/labels.ts';
import { type NamedRows, type Row, textOf, type Value } from '../charts/rows.ts';
import { isDraws } from '../finding/cells.ts';
import { axisName, settingName, whoseOwn } from '../finding/places.ts';
import type { PricedPlan } from '../plan/points.ts';

/** Values a line family, or small multiples, can have and be read. */
const MOST_LINES = 8;
const MOST_MULTIPLES = 4;
/** Values of a heat map's axis, at most. */
const MOST_CELLS = 60;

/** An axis of the results: a column and its different values. */
interface Dimension {
  name: string;
  values: readonly Value[];
  numeric: boolean;
  /** Number of the study’s axis; undefined: traces or structures. */
  axis?: number;
  /** Whether its column alone tells the axis’s settings apart; that of zipped ones may not. */
  tells: boolean;
}

/** What several rows differ in: traces, structures and axes, each by the column that tells its settings apart. */
export function dimensionsOf({ rows }: NamedRows, { grid }: PricedPlan): Dimension[] {
  const axes = grid.axes.flatMap(({ columns, settings, path }, axis) => {
    if (isDraws({ path })) return [];
    const different = columns.map((_, n) => new Set(settings.map(({ labels }) => labels[n])).size);
    const best = Math.max(0, different.indexOf(settings.length));
    return [{ name: columns[best], axis, tells: different[best] === settings.length }];
  });
  const places = ['trace', 'structure'].map((name) => ({ name, tells: true }));
  return [...places, ...axes].flatMap((each): Dimension[] => {
    const values = [...new Set(rows.map((row) => row[each.name]))].filter((value) => value !== null);
    const several = values.length > 1 || !each.tells;
    return several ? [{ ...each, values, numeric: values.every((value) => typeof value === 'number') }] : [];
  });
}

/** Which dimension is what in a chart; `held` stand at one value. */
export interface Roles {
  x: string;
  second: string | undefined;
  facet: string | undefined;
  row: string | undefined;
  held: readonly Dimension[];
}

export const bySize = (a: Pick<Dimension, 'values'>, b: Pick<Dimension, 'values'>): number =>
  b.values.length - a.values.length;

export function lineRoles(dimensions: readonly Dimension[]): Roles | undefined {
  const x = dimensions.filter(({ numeric, tells, values }) => numeric && tells && values.length > 2).sort(bySize)[0];
  if (x === undefined) return undefined;
  const second = dimensions
    .filter((each) => each !== x && each.tells && each.name !== 'trace' && each.values.length <= MOST_LINES)
    .sort(bySize)[0];
  return rolesOf(dimensions, x, second);
}

export function heatRoles(dimensions: readonly Dimension[]): Roles | undefined {
  const [x, second] = dimensions
    .filter(({ name, tells, values }) => tells && !['trace', 'structure'].includes(name) && values.length <= MOST_CELLS)
    .sort(bySize);
  return second === undefined || x.values.length < 3 ? undefined : rolesOf(dimensions, x, second);
}

/** Traces stand side by side, else what comes next; the one after that in rows; the others are held. */
function rolesOf(dimensions: readonly Dimension[], x: Dimension, second: Dimension | undefined): Roles {
  const left = dimensions
    .filter((each) => each !== x && each !== second)
    .sort((a, b) => Number(b.name === 'trace') - Number(a.name === 'trace'));
  const [facet, row] = left.filter(
    ({ name, tells, values }) => tells && (name === 'trace' || values.length <= MOST_MULTIPLES),
  );
  const held = left.filter((each) => each !== facet && each !== row);
  return { x: x.name, second: second?.name, facet: facet?.name, row: row?.name, held };
}

/** The rows at which a chart’s held dimensions stand: of an axis where it stands unless it is asked for another, and those of structures that have none of it. */
export function heldRows({ rows, ...more }: NamedRows, { held }: Roles, { grid }: PricedPlan): NamedRows {
  const holds = held.map(({ name, axis, values }) => {
    if (axis === undefined) return (row: Row) => row[name] === values[0];
    const { columns: own, settings } = grid.axes[axis];
    const { labels } = settings[grid.own[axis].setting];
    return (row: Row) => own.every((column, n) => row[column] === null || row[column] === labels[n]);
  });
  return { ...more, rows: holds.length === 0 ? rows : rows.filter((row) => holds.every((each) => each(row))) };
}

/** Where a held dimension stands, and whether the structures stand there: `TLB entries 64 (the structures’ own)`. */
function standing(plan: PricedPlan, axis: number): string {
  const { setting, how, value } = plan.grid.own[axis];
  const whose = whoseOwn(plan, [axis]);
  const why = {
    own: whose,
    nearest: `the nearest to ${whose} ${value === undefined ? '' : textOf(plan.grid.axes[axis].columns[0], value as Value)}`,
    middle: 'the middle',
  };
  return `${axisName(plan, axis)} ${settingName(plan, axis, setting)} (${why[how]})`;
}

const heldTexts = (plan: PricedPlan, held: readonly Dimension[]): string[] =>
  held.map(({ name, axis, values }) =>
    axis === undefined ? `${labelOf(name)} ${textOf(name, values[0])}` : standing(plan, axis),
  );

/** What a chart’s caption says of its held dimensions. */
export const heldSentences = (plan: PricedPlan, { held }: Roles): string[] =>
  held.length === 0 ? [] : [`Held at ${heldTexts(plan, held).join(', ')}.`];

/** What the caption of sensitivities says: where the axes of the structure stand. */
export function standingSentences(plan: PricedPlan): string[] {
  const axes = plan.grid.axes.map((_, axis) => axis).filter((axis) => plan.grid.configurations.some(({ structural }) => structural[axis]) && !isDraws(plan.grid.axes[axis]) && plan.grid.axes[axis].settings.length > 1); // biome-ignore format: a line
  return axes.length === 0 ? [] : [`At ${axes.map((axis) => standing(plan, axis)).join(', ')}.`];
}

/** Small multiples and the subtitle of a chart with these roles. */
export const shown = (plan: PricedPlan, { facet, row, held }: Pick<Roles, 'facet' | 'row' | 'held'>) => ({
  ...(facet === undefined ? {} : { facet }),
  ...(row === undefined ? {} : { row }),
  ...(held.length === 0 ? {} : { subtitle: `at ${heldTexts(plan, held).join(', ')}` }),
});
