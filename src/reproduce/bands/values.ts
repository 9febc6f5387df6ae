import type { DrawNumber } from '../../bands/design.ts';
import type { Counts } from '../../replay/counts/counts.ts';
import type { Sorted } from '../../settings/sort.ts';
import type { Store } from '../../sweep/store/store.ts';
import { compare, EXHIBITS } from '../exhibits/index.ts';
import type { ExhibitName } from '../exhibits/names.ts';
import type { Comparison, Runs } from '../experiments/comparison.ts';
import type { ExperimentName } from '../experiments/experiments.ts';
import { FITTED_COSTS, type FittedCost } from '../experiments/fit-costs.ts';
import { type ExperimentPlan, pricedExperiment } from '../experiments/run.ts';
import { type Job, planOfJob, storedCounts } from './counts.ts';
import { type DrawOptions, drawnCostsOf, givenCosts } from './draws.ts';

/** The rows of some exhibits in every draw. */
export interface DrawnRows {
  /** At the priors' centres: what `reproduce` says. */
  centre: readonly Comparison[];
  /** Row -> its values, `values[structural × costs + cost]`, of as many draws as its experiment has; NaN where a draw has none. */
  values: readonly Float64Array[];
  /** The fitted costs as they were solved for, in cycles, in the same order. */
  solved: Readonly<Record<FittedCost, Float64Array>>;
}

/**
 * Prices what was counted, in every draw. `experiments`: those of the exhibits, and pmake, to which costs are fitted. Throws RangeError if
 * counts are missing from the store.
 */
export async function drawnRows(
  exhibits: readonly ExhibitName[],
  experiments: readonly ExperimentName[],
  draws: DrawOptions,
  store: Store,
  { set, onDraw }: { set: Sorted; onDraw?: ((structural: number) => void) | undefined },
): Promise<DrawnRows> {
  const { seed, structural, costs } = draws;
  const given = givenCosts(set.costs);
  const centre: Comparison[] = [];
  const values: Float64Array[] = [];
  const numbers = new Map<string, number>();
  const solved = Object.fromEntries(FITTED_COSTS.map((name) => [name, new Float64Array(structural * costs)])) as Record<FittedCost, Float64Array>; // biome-ignore format: a line
  for (let s = 0; s < structural; s++) {
    const counted = await countsOf(experiments, { seed, structural: s, set }, store);
    for (let k = 0; k < costs; k++) {
      const draw: DrawNumber = { seed, structural: s, costs: k };
      const { plan, counts } = counted.get('pmake')!;
      const priced = drawnCostsOf(draw, pricedExperiment(plan, counts, given.costs), given.costs, given.assumptions);
      for (const name of FITTED_COSTS) solved[name][s * costs + k] = priced[name].value;
      const runs: Runs = {};
      for (const [name, { plan, counts }] of counted) runs[name] = pricedExperiment(plan, counts, priced);
      for (const row of compare(exhibits, runs)) {
        const key = keyOf(row);
        if (!numbers.has(key)) {
          numbers.set(key, centre.push(row) - 1);
          values.push(new Float64Array(structural * costs));
        }
        values[numbers.get(key)!][s * costs + k] = row.predicted;
      }
    }
    onDraw?.(s);
  }
  return { centre, values, solved };
}

/** The experiment that a row is of. */
export const experimentOf = (row: Pick<Comparison, 'exhibit' | 'workload'>): ExperimentName =>
  EXHIBITS[row.exhibit as ExhibitName].experimentOf(row);

const keyOf = ({ exhibit, workload, configuration, segment }: Comparison): string =>
  [exhibit, workload, configuration, segment].join('\0');

async function countsOf(
  experiments: readonly ExperimentName[],
  draw: Omit<Job, 'experiment'>,
  store: Store,
): Promise<Map<ExperimentName, { plan: ExperimentPlan; counts: Counts[] }>> {
  const counted = new Map<ExperimentName, { plan: ExperimentPlan; counts: Counts[] }>();
  for (const experiment of experiments) {
    const plan = planOfJob({ experiment, ...draw });
    const counts = await storedCounts(plan, store);
    if (counts === undefined) throw new RangeError(`${experiment} was not replayed in draw ${draw.structural}`);
    counted.set(experiment, { plan, counts });
  }
  return counted;
}
