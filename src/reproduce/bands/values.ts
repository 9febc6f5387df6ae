import type { DrawNumber } from '../../bands/design.ts';
import type { Counts } from '../../replay/counts/counts.ts';
import type { Sorted } from '../../settings/sort.ts';
import type { Store } from '../../sweep/store/store.ts';
import { compare } from '../exhibits/index.ts';
import type { ExhibitName } from '../exhibits/names.ts';
import type { Comparison, Runs } from '../experiments/comparison.ts';
import type { ExperimentName } from '../experiments/experiments.ts';
import { type ExperimentPlan, pricedExperiment } from '../experiments/run.ts';
import { planOfJob, storedCounts } from './counts.ts';
import { type DrawOptions, drawnCostsOf, givenCosts } from './draws.ts';

/** The rows of some exhibits in every draw. */
export interface DrawnRows {
  /** At the priors' centres: what `reproduce` says. */
  centre: readonly Comparison[];
  /** Row -> its values, `values[structural × costs + cost]`, in the exhibit's unit; NaN where a draw has none. */
  values: readonly Float64Array[];
}

/**
 * Prices what was counted, in every draw. `experiments`: those of the exhibits, and pmake, to which costs are fitted. Throws RangeError if
 * counts are missing from the store.
 */
export async function drawnRows(
  exhibits: readonly ExhibitName[],
  experiments: readonly ExperimentName[],
  { seed, structural, costs }: DrawOptions,
  store: Store,
  { set, onDraw }: { set: Sorted; onDraw?: ((structural: number) => void) | undefined },
): Promise<DrawnRows> {
  const given = givenCosts(set.costs);
  let centre: Comparison[] = [];
  let values: Float64Array[] = [];
  for (let s = 0; s < structural; s++) {
    const counted = new Map<ExperimentName, { plan: ExperimentPlan; counts: Counts[] }>();
    for (const experiment of experiments) {
      const plan = planOfJob({ experiment, seed, structural: s, set });
      const counts = await storedCounts(plan, store);
      if (counts === undefined) throw new RangeError(`${experiment} was not replayed in draw ${s}`);
      counted.set(experiment, { plan, counts });
    }
    for (let k = 0; k < costs; k++) {
      const draw: DrawNumber = { seed, structural: s, costs: k };
      const { plan, counts } = counted.get('pmake')!;
      const drawn = drawnCostsOf(draw, pricedExperiment(plan, counts, given.costs), given.costs, given.assumptions);
      const runs: Runs = {};
      for (const [name, { plan, counts }] of counted) runs[name] = pricedExperiment(plan, counts, drawn);
      const rows = compare(exhibits, runs);
      if (values.length === 0) {
        centre = rows;
        values = rows.map(() => new Float64Array(structural * costs));
      }
      rows.forEach(({ predicted }, row) => {
        values[row][s * costs + k] = predicted;
      });
    }
    onDraw?.(s);
  }
  return { centre, values };
}
