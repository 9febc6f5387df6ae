import { quantilesOf } from '../../bands/quantiles.ts';
import { type PricedPlan, pointsOf } from '../plan/points.ts';
import { digitsOfResults } from '../results/digits.ts';
import type { Results } from '../results/results.ts';

/** A point of a study; of one with draws, all draws of it. */
export interface Cell {
  /** Its number among all cells: that of its row in the table of results, of draws in that of bands. */
  number: number;
  trace: number;
  configuration: number;
  /** Axis -> number of its setting; undefined where the structure has none of what varies, and for draws. */
  settings: readonly (number | undefined)[];
  /** The answer, of draws the median; null: there is none. */
  value: number | null;
}

/** A study’s points with the answer that it is asked for. */
export interface Cells {
  plan: PricedPlan;
  /** The output that answers: the overhead where it is one and there is something to be over, else the first. */
  answer: string;
  /** Decimals of the answer. */
  digits: number;
  all: readonly Cell[];
  /** Those with an answer; of an overhead, not the baseline’s, which is 0. */
  answered: readonly (Cell & { value: number })[];
}

/** The output that a sweep is asked for. */
export function answerOf({ grid }: PricedPlan, { columns }: Results): string {
  const outputs = columns.filter(({ role }) => role === 'output').map(({ name }) => name);
  return outputs.includes('overheadPercent') && grid.configurations.length > 1 ? 'overheadPercent' : outputs[0];
}

/** Whether an axis is the draws of what is assumed. */
export const isDraws = ({ path }: Pick<PricedPlan['grid']['axes'][number], 'path'>): boolean => path[0] === 'draws';

/** The points of a study in their order, the draws of one put together. */
export function cellsOf(plan: PricedPlan, results: Results): Cells {
  const { axes, configurations, baseline } = plan.grid;
  const answer = answerOf(plan, results);
  const { values } = results.columns.find(({ name, role }) => role === 'output' && name === answer)!;
  const groups = new Map<string, { cell: Omit<Cell, 'value'>; values: number[] }>();
  let n = 0;
  for (const { trace, configuration, settings } of pointsOf(plan)) {
    const { sizes } = configurations[configuration];
    const own = axes.map((axis, a) => (sizes[a] === 1 && axis.settings.length > 1) || isDraws(axis) ? undefined : settings[a]);
    const id = `${trace} ${configuration} ${own.join()}`;
    const known = groups.get(id) ?? { cell: { number: groups.size, trace, configuration, settings: own }, values: [] };
    groups.set(id, known);
    const value = values[n++];
    if (typeof value === 'number') known.values.push(value);
  }
  const all = Array.from(groups.values(), ({ cell, values: own }): Cell => ({ ...cell, value: middle(own) }));
  const counts = (cell: Cell): cell is Cell & { value: number } =>
    cell.value !== null && (answer !== 'overheadPercent' || cell.configuration !== baseline);
  return { plan, answer, digits: digitsOfResults(results)[answer], all, answered: all.filter(counts) };
} // biome-ignore format: long lines

function middle(values: readonly number[]): number | null {
  if (values.length < 2) return values[0] ?? null;
  const [median] = quantilesOf(values, new Float64Array(values.length).fill(1), [0.5]);
  return median;
}
