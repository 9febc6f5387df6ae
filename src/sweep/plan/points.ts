import { inUnit } from '../../config/quantity.ts';
import type { CostName, Costs } from '../../price/cost-table.ts';
import type { Assignment } from '../study/assignments.ts';
import type { Axis } from '../study/axes.ts';
import { combinations } from '../study/combinations.ts';
import type { Configuration } from '../study/configurations.ts';
import type { OwnSetting } from '../study/own-settings.ts';

/** As much of a plan as the prices of its points hang on, beside counts. It is JSON. */
export interface PricedPlan {
  traces: readonly { path: string }[];
  grid: {
    axes: readonly Axis[];
    configurations: readonly Omit<Configuration, 'variants'>[];
    baseline: number;
    costs: readonly Costs[];
    own: readonly OwnSetting[];
  };
  /** Trace -> configuration -> variant -> number of its replay. */
  replayOf: readonly (readonly (Int32Array | readonly number[])[])[];
}

/** A point: what is replayed, and what it is priced by. */
export interface Point {
  trace: number;
  configuration: number;
  /** Axis -> number of its setting; 0 on an axis that changes nothing of the configuration. */
  settings: readonly number[];
}

const size = ({ sizes }: Pick<Configuration, 'sizes'>): number => sizes.reduce((product, n) => product * n, 1);

/** Points of one trace. */
const perTrace = ({ grid }: PricedPlan): number => grid.configurations.reduce((sum, each) => sum + size(each), 0);

export const pointCount = (plan: PricedPlan): number => plan.traces.length * perTrace(plan);

/** Number of a point, in the order of results: by trace, configuration and settings, the last axis fastest. */
export function pointNumber(plan: PricedPlan, { trace, configuration, settings }: Point): number {
  const { configurations } = plan.grid;
  let number = trace * perTrace(plan);
  for (const before of configurations.slice(0, configuration)) number += size(before);
  let within = 0;
  configurations[configuration].sizes.forEach((n, axis) => {
    within = within * n + (n === 1 ? 0 : settings[axis]);
  });
  return number + within;
}

/** All points, in their order. */
export function* pointsOf({ grid, traces }: PricedPlan): Generator<Point> {
  for (let trace = 0; trace < traces.length; trace++)
    for (let configuration = 0; configuration < grid.configurations.length; configuration++)
      for (const settings of combinations(grid.configurations[configuration].sizes))
        yield { trace, configuration, settings };
}

/** The points that one variant of a configuration serves: all combinations of the other axes' settings. */
export function* pointsOfVariant(
  plan: PricedPlan,
  trace: number,
  configuration: number,
  variant: number,
): Generator<Point> {
  const { sizes, structural } = plan.grid.configurations[configuration];
  const fixed: number[] = sizes.map(() => 0);
  for (let axis = sizes.length - 1, left = variant; axis >= 0; axis--) {
    if (!structural[axis]) continue;
    fixed[axis] = left % sizes[axis];
    left = Math.floor(left / sizes[axis]);
  }
  for (const free of combinations(sizes.map((n, axis) => (structural[axis] ? 1 : n))))
    yield { trace, configuration, settings: fixed.map((setting, axis) => setting + free[axis]) };
}

/** The costs of a point. Values in another unit are converted by the point's own clock. */
export function costsOf({ grid }: PricedPlan, { settings }: Point): Costs {
  let costs = grid.costs[0];
  const converted: Assignment[] = [];
  for (let axis = 0; axis < settings.length; axis++) {
    const { costs: base, assignments } = grid.axes[axis].settings[settings[axis]];
    if (base !== undefined) costs = grid.costs[base]; // the first axis, if there is one
    for (const each of assignments)
      if (each.parameter.of !== 'costs') continue;
      else if (each.quantity === undefined) costs = withValue(costs, each.parameter.cost, each.value as number);
      else converted.push(each);
  }
  for (const { parameter, quantity } of converted)
    if (parameter.of === 'costs' && quantity !== undefined) {
      const value = inUnit(quantity, costs[parameter.cost].unit, costs.clock.value);
      costs = withValue(costs, parameter.cost, value as number); // checked when the grid was made
    }
  return costs;
}

const withValue = (costs: Costs, cost: CostName, value: number): Costs => ({
  ...costs,
  [cost]: { ...costs[cost], value },
});
