import type { CostName, Costs } from '../../price/costs.ts';
import { price } from '../../price/price.ts';
import type { Run } from '../../report/run/run.ts';
import type { ExperimentRun } from '../experiments/run.ts';

/** Costs with some values instead of others; each is of this fold alone. */
export const costsWith = (costs: Costs, values: Partial<Record<CostName, number>>): Costs => ({
  ...costs,
  ...Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, { ...costs[name as CostName], value, kind: 'fitted', source: 'this fold' }]),
  ),
}); // biome-ignore format: a record

/** The bars of an experiment, those that have a monitor priced by other costs; nothing is replayed. */
export const repriced = (run: ExperimentRun, costsOf: (costs: Costs) => Costs): ExperimentRun => ({
  ...run,
  bars: new Map([...run.bars].map(([name, bar]) => [name, bar.structure.monitor === null ? bar : withCosts(bar, costsOf(bar.costs))])),
}); // biome-ignore format: a record

const withCosts = (bar: Run, costs: Costs): Run => ({ ...bar, costs, times: price(bar.counts, costs) });
