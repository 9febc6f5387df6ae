import type { ExperimentName } from './experiments.ts';
import type { ExperimentRun } from './run.ts';

/** One published number beside ours. */
export interface Comparison {
  exhibit: string;
  workload: string;
  configuration: string;
  /** The exhibit's own label, `DISCO` and the like: a stable handle; `segmentName` is what people read. */
  segment: string;
  published: number;
  predicted: number;
  /** Whether a number of the workload, the structure or the costs was chosen with this one in view. */
  fitted: boolean;
}

export type Runs = Partial<Record<ExperimentName, ExperimentRun>>;

/** An exhibit of the paper: which experiments it needs, and how its numbers come from them. */
export interface Exhibit {
  title: string;
  experiments: readonly ExperimentName[];
  /** Digits behind the point. */
  digits: number;
  compare: (runs: Runs) => Comparison[];
}

/** The run of an experiment that the exhibit asked for. */
export function runOf(runs: Runs, name: ExperimentName): ExperimentRun {
  const run = runs[name];
  if (run === undefined) throw new RangeError(`experiment ${name} was not run`);
  return run;
}

export const sum = (values: readonly number[]): number => values.reduce((total, x) => total + x, 0);
