import { canonicalJson } from '../canonical-json.ts';
import type { Settings } from '../config/settings.ts';
import { loadCosts } from '../price/costs.ts';
import type { Counts } from '../replay/counts/counts.ts';
import { sortSettings } from '../settings/sort.ts';
import { runAll } from './experiments/count-all.ts';
import type { ExperimentName } from './experiments/experiments.ts';
import {
  type ExperimentRun,
  type Planned,
  planExperiment,
  plannedExperiment,
  pricedExperiment,
  type RunOptions,
} from './experiments/run.ts';

/** An experiment of the paper as it was set; `before`: with nothing set, where something is. */
export interface BothRuns {
  run: ExperimentRun;
  before: ExperimentRun | undefined;
}

/**
 * An experiment, and, where something is set, the same without that: so that what stands before a change is of the same program as what
 * stands after it. One reading of the workload does for both unless the workload is changed, and what a setting does not mean is replayed once.
 */
export function plannedBoth(name: ExperimentName, set: Settings = []): Planned<BothRuns> {
  const { structure, costs, workload } = sortSettings(set, ['structure', 'costs', 'workload']);
  const { plans, priced } = plannedExperiment(name, { set });
  if (structure.length + costs.length + workload.length === 0)
    return { plans, priced: (counted) => ({ run: priced(counted), before: undefined }) };
  const [plan] = plans;
  const plain = planExperiment(name);
  const pricedBefore = (counts: Counts[]): ExperimentRun => pricedExperiment(plain, counts, loadCosts('flash'));
  if (canonicalJson(plan.workload) !== canonicalJson(plain.workload))
    return { plans: [plan, plain], priced: ([after, before]) => ({ run: priced([after]), before: pricedBefore(before) }) }; // biome-ignore format: a record
  const own = new Set(plan.structures.map(canonicalJson));
  const structures = [...plan.structures, ...plain.structures.filter((each) => !own.has(canonicalJson(each)))];
  const keys = structures.map(canonicalJson);
  return {
    plans: [{ ...plan, structures }],
    priced: ([counted]) => ({
      run: priced([counted.slice(0, plan.structures.length)]),
      before: pricedBefore(plain.structures.map((each) => counted[keys.indexOf(canonicalJson(each))])),
    }),
  };
}

/** Runs it. */
export async function runBoth(name: ExperimentName, options: RunOptions = {}): Promise<BothRuns> {
  const [both] = await runAll([plannedBoth(name, options.set)], options);
  return both;
}
