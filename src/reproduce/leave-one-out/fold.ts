import { EXHIBITS } from '../exhibits/index.ts';
import type { Comparison, Verdict } from '../experiments/comparison.ts';
import { TOTAL } from '../experiments/verdicts.ts';
import type { FoldExhibit } from './names.ts';

/** A published number beside ours. */
export interface FoldRow {
  /** Name of the workload. */
  workload: string;
  /** The bar. */
  configuration: string;
  /** The segment of the bar, or its total. */
  segment: string;
  /** The paper's number, in the exhibit's unit. */
  published: number;
  /** Ours, in the exhibit's unit. */
  predicted: number;
  /** Ours less the published, in the exhibit's units. */
  difference: number;
}

/** A number that was predicted with the fold's constant. */
export interface FoldPrediction extends FoldRow {
  /** By the exhibit's own aims. */
  verdict: Verdict;
  /** Of a total: its bar's parts that are missed, in the exhibit's order; a total is missed by its parts, too. */
  missedParts: string[];
}

/** The one number that a fold chooses. It belongs to no preset. */
export interface FoldConstant {
  /** Its path, as settings spell it. */
  name: string;
  /** What meets the fitted bar. */
  value: number;
  /** Its unit. */
  unit: string;
  /** What the presets have, which the fold replaces. */
  preset: number;
  /** The end of its range at which it was held, as the number that meets the fitted bar lies beyond; null: it lies within. */
  heldAt: 'lower' | 'upper' | null;
}

/** One constant fitted to one bar, and the other bars as they come with it. */
export interface Fold {
  /** Name of the exhibit. */
  exhibit: FoldExhibit;
  /** The number that is chosen. */
  constant: FoldConstant;
  /** The number that the constant was fitted to: missed where none makes it come within the exhibit's aim. */
  fitted: FoldRow & { verdict: Verdict };
  /** Numbers of the monitor that were chosen with this exhibit's Disco bars in view. */
  degreesOfFreedom: 1;
  /** Bars that remain to test it. */
  barsLeft: number;
  /** The other numbers of the exhibit, as they come with it. */
  predictions: FoldPrediction[];
  /** Met where every prediction is, and the fitted number itself comes within the exhibit's aim: a constant held at a bound need not. */
  verdict: Verdict;
}

/** A row of a bar. Throws RangeError where the exhibit has none. */
export function rowOf<R extends Comparison>(rows: readonly R[], bar: readonly [workload: string, configuration: string], segment = 'total'): R {
  const row = rows.find((row) => row.workload === bar[0] && row.configuration === bar[1] && row.segment === segment);
  if (row === undefined) throw new RangeError(`no ${segment} of ${bar.join(', ')}`);
  return row;
} // biome-ignore format: a signature

/** A fold of an exhibit's rows, as they come with the constant; `left` is the rows that were left to predict, `fitted` the one that was not. */
export function foldOf(
  exhibit: FoldExhibit,
  constant: FoldConstant,
  rows: readonly Comparison[],
  { fitted, left }: { fitted: Comparison; left: readonly Comparison[] },
): Fold {
  const { total, others = {} } = EXHIBITS[exhibit].aims;
  const missedParts = (bar: Comparison): string[] =>
    rows
      .filter(({ workload, configuration }) => workload === bar.workload && configuration === bar.configuration)
      .filter(({ segment, verdict }) => verdict === 'missed' && !TOTAL.test(segment) && !(segment in others))
      .map(({ segment }) => segment);
  const predictions = left.map(
    (row): FoldPrediction => ({
      ...shown(row),
      verdict: row.verdict,
      missedParts: TOTAL.test(row.segment) ? missedParts(row) : [],
    }),
  );
  const reached = Math.abs(fitted.predicted - fitted.published) <= (total.units ?? 0);
  return {
    exhibit,
    constant,
    fitted: { ...shown(fitted), verdict: reached ? 'met' : 'missed' },
    degreesOfFreedom: 1,
    barsLeft: new Set(left.map(({ workload, configuration }) => `${workload} ${configuration}`)).size,
    predictions,
    verdict: reached && predictions.every(({ verdict }) => verdict === 'met') ? 'met' : 'missed',
  };
}

const shown = ({ workload, configuration, segment, published, predicted }: Comparison): FoldRow => ({
  workload,
  configuration,
  segment,
  published,
  predicted,
  difference: predicted - published,
});
