import { solve } from '../../bands/linear.ts';
import { type Costs, loadCosts } from '../../price/costs.ts';
import { price } from '../../price/price.ts';
import { reportOf } from '../../report/run/report.ts';
import type { Run } from '../../report/run/run.ts';
import { TABLE_2 } from '../../report/sections/services/published.ts';
import { type ServiceColumn, serviceRows } from '../../report/sections/services/services.ts';
import { barOf } from './comparison.ts';
import type { ExperimentRun } from './run.ts';

/** The costs of the monitor that are fitted, in cycles. An exception to the guest and an emulated instruction are not told apart. */
const FITTED = [['secondLevelHit'], ['kernelTlbFault'], ['trap', 'emulation'], ['tlbWriteEmulation']] as const;
export type FittedCost = (typeof FITTED)[number][number];
export const FITTED_COSTS: readonly FittedCost[] = FITTED.flat();

/** What they are fitted to: columns of Table 2, as times of an entry. */
export const FITTED_TO: readonly (readonly [service: string, column: ServiceColumn])[] = [
  ['tlbRefill', 'tlbWriteEmulation'],
  ['quickFault', 'kernelTlbFaults'],
  ['quickFault', 'otherPrivileged'],
  ['quickFault', 'tlbWriteEmulation'],
];

/**
 * Solves for the fitted costs, in cycles: those with which the monitor's work in pmake takes the published times of `FITTED_TO`, whatever
 * cache misses were counted for it. The times are affine in the costs, so that five prices and four equations do.
 */
export function solveCosts(pmake: ExperimentRun, costs: Costs = loadCosts('flash')): Record<FittedCost, number> {
  const [irix, disco] = ['irix', 'disco'].map((name) => barOf(pmake, name));
  const times = (cycles: readonly number[]): number[] => timesOf(irix, disco, withCosts(costs, cycles));
  const zero = times(FITTED.map(() => 0));
  const units = FITTED.map((_, n) => times(FITTED.map((_, m) => (n === m ? 1 : 0))));
  const wanted = FITTED_TO.map(([service, column]) => TABLE_2[service][column] * TABLE_2[service].meanNs);
  const rows = wanted.map((ns, row) => [...units.map((unit) => unit[row] - zero[row]), ns - zero[row]]);
  const cycles = solve(rows);
  return Object.fromEntries(FITTED.flatMap((names, n) => names.map((name) => [name, cycles[n]]))) as Record<FittedCost, number>; // biome-ignore format: a line
}

const withCosts = (costs: Costs, cycles: readonly number[]): Costs => ({
  ...costs,
  ...Object.fromEntries(FITTED.flatMap((names, n) => names.map((name) => [name, { ...costs[name], value: cycles[n] }]))), // biome-ignore format: a line
});

/** Nanoseconds of an entry on Disco, of each row and column of `FITTED_TO`. */
function timesOf(irix: Run, disco: Run, costs: Costs): number[] {
  const rows = serviceRows(reportOf([irix, { ...disco, costs, times: price(disco.counts, costs) }]));
  return FITTED_TO.map(([service, column]) => {
    const row = rows.find((row) => row.service === service);
    if (row?.meanNs == null || row[column] === null) throw new RangeError(`no ${service} in pmake`);
    return row[column] * row.meanNs;
  });
}
