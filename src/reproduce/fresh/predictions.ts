import type { RecoveryCosts } from '../../failures/costs/recovery-cost-table.ts';
import { loadRecoveryCosts } from '../../failures/costs/recovery-costs.ts';
import { type RunOptions, runThrough } from '../experiments/run.ts';
import { cellular } from './cellular.ts';
import { runCopies } from './copies.ts';
import { esx } from './esx.ts';
import {
  type CopiesExperiment,
  FRESH_EXPERIMENTS,
  type FreshExperiment,
  type FreshExperimentName,
  type FreshRun,
  type FreshRuns,
} from './experiments.ts';
import { failures } from './failures.ts';
import { FRESH_NAMES, type FreshName } from './names.ts';
import type { Prediction } from './prediction.ts';
import { sosp95 } from './sosp95.ts';

/** What computes each. */
const PREDICTIONS: Readonly<Record<FreshName, (runs: FreshRuns, recovery: RecoveryCosts) => Prediction[]>> = {
  sosp95,
  cellular,
  esx,
  failures,
};

/** The experiments that these exhibits need. */
export const freshExperimentsFor = (names: readonly FreshName[]): FreshExperimentName[] =>
  (Object.keys(FRESH_EXPERIMENTS) as FreshExperimentName[]).filter((name) =>
    names.includes(FRESH_EXPERIMENTS[name].exhibit),
  );

/** Replays an experiment of another paper's exhibit. Takes up to half a minute. */
export function runFresh(name: FreshExperimentName, options: RunOptions = {}): Promise<FreshRun> {
  const experiment: FreshExperiment | CopiesExperiment = FRESH_EXPERIMENTS[name];
  return 'copies' in experiment ? runCopies(experiment, options) : runThrough(experiment, experiment.costs, options);
}

/** Our numbers for exhibits of other papers, from the runs of their experiments; those of failures hang on recovery costs, too. */
export const predicted = (names: readonly FreshName[], runs: FreshRuns, recovery = loadRecoveryCosts()): Prediction[] =>
  names.flatMap((name) => PREDICTIONS[name](runs, recovery));

/** The same, with the runs. Takes four minutes for all. Throws UserError for a setting that is none. */
export async function freshPredictions(
  names: readonly FreshName[] = FRESH_NAMES,
  options: RunOptions = {},
): Promise<Prediction[]> {
  const runs: FreshRuns = {};
  for (const name of freshExperimentsFor(names)) runs[name] = await runFresh(name, options);
  return predicted(names, runs);
}
