import type { PricedPlan } from '../plan/points.ts';
import type { Results } from '../results/results.ts';
import { type Cell, type Cells, cellsOf, isDraws } from './cells.ts';

type Answered = Cells['answered'][number];

/** The point with the least or the greatest answer, and how many others are equal to it. */
export interface Extreme {
  cell: Answered;
  equal: number;
}

/** What a structure makes of a trace, over all settings. */
export interface RangeOfStructure {
  trace: number;
  configuration: number;
  least: Extreme;
  greatest: Extreme;
  /** At the structures’ own settings; undefined where the study has no such point. */
  own: Answered | undefined;
}

/** How far an axis moves the answer while all others are held. */
export interface Effect {
  /** Number of the axis; undefined: the structures. */
  axis: number | undefined;
  /** Greatest less least along the axis, over the settings of the others: on average, and at most. */
  mean: number;
  most: number;
  /** Settings of the others. */
  held: number;
  /** Its settings with the least and with the greatest answer on average; of structures their configurations’ numbers. */
  low: number;
  high: number;
}

/** What a sweep has found. */
export interface Finding {
  cells: Cells;
  ranges: RangeOfStructure[];
  /** What moves the answer most first. */
  effects: Effect[];
}

/** What a sweep has found, of its points alone: the same for the same results. Undefined where no point has an answer. */
export function findingOf(plan: PricedPlan, results: Results): Finding | undefined {
  const cells = cellsOf(plan, results);
  if (cells.answered.length === 0) return undefined;
  const groups = Map.groupBy(cells.answered, ({ trace, configuration }) => `${trace} ${configuration}`);
  const ranges = Array.from(groups.values(), (own): RangeOfStructure => {
    const [{ trace, configuration }] = own;
    return { trace, configuration, ...extremes(own), own: own.find((cell) => isOwn(plan, cell)) };
  });
  return { cells, ranges, effects: effectsOf(cells) };
}

/** The least and the greatest of some cells, the first of equal ones. */
export function extremes(cells: readonly Answered[]): { least: Extreme; greatest: Extreme } {
  const end = (better: (a: number, b: number) => boolean): Extreme => {
    const cell = cells.reduce((best, each) => (better(each.value, best.value) ? each : best));
    return { cell, equal: cells.filter(({ value }) => value === cell.value).length - 1 };
  };
  return { least: end((a, b) => a < b), greatest: end((a, b) => a > b) };
}

/** Whether a cell has the structures’ own value on every axis that its structure has. */
export function isOwn({ grid }: PricedPlan, { settings }: Cell): boolean {
  return grid.axes.every((axis, a) => isDraws(axis) || settings[a] === undefined || (grid.own[a].how === 'own' && grid.own[a].setting === settings[a]));
} // biome-ignore format: a line

/** The effect of every axis along which the answer can be compared, and of the structures where several have one; the greatest mean first, of equal ones in the study’s order. */
function effectsOf(cells: Cells): Effect[] {
  const { axes } = cells.plan.grid;
  const all = axes.flatMap((axis, a) => (isDraws(axis) ? [] : (effectOf(cells, a) ?? [])));
  const structures = effectOf(cells, undefined) ?? [];
  return [...all, ...[structures].flat()].sort((a, b) => b.mean - a.mean);
}

function effectOf({ answered }: Cells, axis: number | undefined): Effect | undefined {
  const place = (cell: Answered): number | undefined => (axis === undefined ? cell.configuration : cell.settings[axis]);
  const held = ({ trace, configuration, settings }: Answered): string =>
    `${trace} ${axis === undefined ? '' : configuration} ${settings.map((each, a) => (a === axis ? '' : (each ?? '-'))).join()}`;
  const groups = Map.groupBy(answered.filter((cell) => place(cell) !== undefined), held);
  const swings: number[] = [];
  const sums = new Map<number, { sum: number; count: number }>();
  for (const group of groups.values()) {
    if (group.length < 2) continue;
    const values = group.map(({ value }) => value);
    swings.push(values.reduce((a, b) => Math.max(a, b)) - values.reduce((a, b) => Math.min(a, b)));
    for (const cell of group) {
      const known = sums.get(place(cell)!) ?? { sum: 0, count: 0 };
      sums.set(place(cell)!, { sum: known.sum + cell.value, count: known.count + 1 });
    }
  }
  if (swings.length === 0) return undefined;
  const averages = Array.from(sums, ([setting, { sum, count }]) => ({ setting, average: sum / count })).sort((a, b) => a.setting - b.setting);
  const low = averages.reduce((best, each) => (each.average < best.average ? each : best));
  const high = averages.reduce((best, each) => (each.average > best.average ? each : best));
  return {
    axis,
    mean: swings.reduce((sum, each) => sum + each, 0) / swings.length,
    most: Math.max(...swings),
    held: swings.length,
    low: low.setting,
    high: high.setting,
  };
} // biome-ignore format: long lines
