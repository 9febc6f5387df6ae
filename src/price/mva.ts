import { aggregate, expand } from './mva/aggregate.ts';
import { exact, latticeSize } from './mva/exact.ts';
import { checkNetwork, type Network, type Solution } from './mva/network.ts';
import { schweitzer } from './mva/schweitzer.ts';
import { singleClass } from './mva/single-class.ts';

export { type Aggregation, aggregate, expand } from './mva/aggregate.ts';
export type { Network, Solution } from './mva/network.ts';
export { singleClass } from './mva/single-class.ts';

/** Queue lengths the exact recursion may keep by default: 16 MB. */
export const EXACT_LIMIT = 2_000_000;

/**
 * Waiting in a closed queueing network by mean value analysis. Like classes are joined first; what is left is solved exactly if it
 * is one class, or if (population vectors × stations) is at most `exactLimit`; otherwise by Schweitzer's approximation.
 * Throws RangeError on a network whose shapes, times or populations make no sense.
 */
export function solve(network: Network, exactLimit: number = EXACT_LIMIT): Solution {
  checkNetwork(network);
  const aggregation = aggregate(network);
  return expand(network, aggregation, solveGroups(aggregation.network, exactLimit));
}

function solveGroups(network: Network, exactLimit: number): Solution {
  if (network.population.length === 1) return singleClass(network.demand, network.think[0], network.population[0]);
  return latticeSize(network) <= exactLimit ? exact(network) : schweitzer(network);
}
