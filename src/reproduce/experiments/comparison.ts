import type { Run } from '../../report/run/run.ts';
import type { ExperimentName } from './experiments.ts';
import type { ExperimentRun } from './run.ts';

/** One published number beside ours. */
export interface Pair {
  /** Name of the exhibit: `fig5`. */
  exhibit: string;
  /** Name of the workload. */
  workload: string;
  /** The bar: a structure, as the exhibit calls it. */
  configuration: string;
  /** The exhibit's own label, `DISCO` and the like: a stable handle; `segmentName` is what people read. */
  segment: string;
  /** The paper's number, in the exhibit's unit. */
  published: number;
  /** Ours, in the exhibit's unit; NaN where there is none. */
  predicted: number;
  /** Whether a number of the workload, the structure or the costs was chosen with this one in view. */
  fitted: boolean;
}

/** Whether ours comes as near as the exhibit aims at; `experiments/verdicts.ts` says when a total does. */
export type Verdict = 'met' | 'missed';

/** A pair with its verdict. */
export interface Comparison extends Pair {
  /** Whether ours comes as near as the exhibit aims at. */
  verdict: Verdict;
}

/** How far ours may be from the published number: the larger of so many of the exhibit's units and so many percent of it. */
export interface Tolerance {
  units?: number;
  percent?: number;
}

/** Tolerances of an exhibit's totals, of the rows that add up to them, and of those that do neither, by segment. */
export interface Aims {
  total: Tolerance;
  parts: Tolerance;
  others?: Readonly<Record<string, Tolerance>>;
}

export type Runs = Partial<Record<ExperimentName, ExperimentRun>>;
/** As much of them as exhibits take. */
export type RunBars = Pick<ExperimentRun, 'bars'>;
export type BarsOfRuns = Partial<Record<ExperimentName, RunBars>>;

/** What is said of an exhibit, apart from what computes it. */
export interface ExhibitFacts {
  title: string;
  /** Digits behind the point. */
  digits: number;
  /** How near ours is to come. */
  aims: Aims;
}

/** An exhibit of the paper: which experiments it needs, and how its numbers come from them. */
export interface Exhibit extends ExhibitFacts {
  experiments: readonly ExperimentName[];
  /** Which of them a row is of. */
  experimentOf: (row: Pick<Pair, 'workload'>) => ExperimentName;
  compare: (runs: BarsOfRuns) => Pair[];
}

/** The run of an experiment that the exhibit asked for. */
export function runOf<R extends RunBars>(runs: Partial<Record<ExperimentName, R>>, name: ExperimentName): R {
  const run = runs[name];
  if (run === undefined) throw new RangeError(`experiment ${name} was not run`);
  return run;
}

/** The run of a configuration that the experiment has. */
export function barOf({ bars }: RunBars, configuration: string): Run {
  const bar = bars.get(configuration);
  if (bar === undefined) throw new RangeError(`no ${configuration} in this experiment`);
  return bar;
}

export const sum = (values: readonly number[]): number => values.reduce((total, x) => total + x, 0);
