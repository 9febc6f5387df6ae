import { canonicalJson } from '../canonical-json.ts';
import { loadCosts } from '../price/costs.ts';
import type { Counts } from '../replay/counts/counts.ts';
import { sortSettings } from '../settings/sort.ts';
import type { ExperimentName } from './experiments/experiments.ts';
import {
  countExperiment,
  type ExperimentPlan,
  type ExperimentRun,
  planExperiment,
  pricedExperiment,
  type RunOptions,
} from './experiments/run.ts';

/** An experiment of the paper as it was set; `before`: with nothing set, where something is. */
export interface BothRuns {
  run: ExperimentRun;
  before: ExperimentRun | undefined;
}

/**
 * Runs an experiment, and, where something is set, without that too: so that what stands before a change is of the same program as what
 * stands after it. One reading of the workload does for both unless the workload is changed, and what a setting does not mean is replayed once.
 */
export async function runBoth(name: ExperimentName, options: RunOptions = {}): Promise<BothRuns> {
  const { set = [], ...rest } = options;
  const { structure, costs, workload } = sortSettings(set, ['structure', 'costs', 'workload']);
  const plan = planExperiment(name, { structure, workload });
  if (structure.length + costs.length + workload.length === 0)
    return { run: pricedExperiment(plan, await countExperiment(plan, rest), loadCosts('flash')), before: undefined };
  const plain = planExperiment(name);
  const [after, before] = await countBoth(plan, plain, rest);
  return {
    run: pricedExperiment(plan, after, loadCosts('flash', costs)),
    before: pricedExperiment(plain, before, loadCosts('flash')),
  };
}

async function countBoth(
  plan: ExperimentPlan,
  plain: ExperimentPlan,
  options: Omit<RunOptions, 'set'>,
): Promise<[Counts[], Counts[]]> {
  // biome-ignore format: a line
  if (canonicalJson(plan.workload) !== canonicalJson(plain.workload))
    return [await countExperiment(plan, options), await countExperiment(plain, options)];
  const own = new Set(plan.structures.map(canonicalJson));
  const others = plain.structures.filter((structure) => !own.has(canonicalJson(structure)));
  const structures = [...plan.structures, ...others];
  const counted = await countExperiment({ ...plan, structures }, options);
  const keys = structures.map(canonicalJson);
  return [
    counted.slice(0, plan.structures.length),
    plain.structures.map((structure) => counted[keys.indexOf(canonicalJson(structure))]),
  ];
}
