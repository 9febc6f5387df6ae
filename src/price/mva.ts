import { checkNetwork, type Network, type Solution } from './mva/network.ts';
import { EXACT_LIMIT, Solver } from './mva/solver.ts';

export type { Network, Solution } from './mva/network.ts';

/**
 * Waiting in a closed queueing network by mean value analysis. Like classes are joined first; what is left is solved exactly if it
 * is one class, or if (population vectors × stations) is at most `exactLimit`; otherwise by Schweitzer's approximation.
 * Throws RangeError on a network whose shapes, times or populations make no sense.
 */
export function solve(network: Network, exactLimit: number = EXACT_LIMIT): Solution {
  checkNetwork(network);
  const { stations, demand, think, population } = network;
  const classes = population.length;
  const solver = new Solver(classes, stations);
  solver.demand.set(demand);
  solver.think.set(think);
  solver.population.set(population);
  solver.solve(classes, stations, exactLimit);
  const { groups, residence, method, iterations } = solver;
  const throughput = new Float64Array(classes);
  const queue = new Float64Array(classes * stations);
  const utilisation = new Float64Array(stations);
  for (let group = 0; group < groups.count; group++)
    for (let s = 0; s < stations; s++)
      utilisation[s] += solver.throughput[group] * demand[groups.first[group] * stations + s];
  for (let c = 0; c < classes; c++) {
    const group = groups.of[c];
    if (group < 0) {
      if (population[c] > 0) throughput[c] = population[c] / think[c];
      continue;
    }
    const share = population[c] / groups.population[group];
    throughput[c] = solver.throughput[group] * share;
    for (let s = 0; s < stations; s++)
      queue[c * stations + s] = solver.throughput[group] * residence[c * stations + s] * share; // Little's law
  }
  return { method, iterations, throughput, residence, queue, utilisation };
}

/**
 * The same of one class: `demand` is by station and `think` a delay, both in ns per cycle; the solution's matrices have that one row.
 * Throws RangeError on a time that is negative or not finite, or a population that is not a whole number from 0.
 */
export function singleClass(demand: Float64Array, think: number, population: number): Solution {
  const network = {
    stations: demand.length,
    demand,
    think: Float64Array.of(think),
    population: Int32Array.of(population),
  };
  if (!Number.isInteger(population) || population < 0 || network.population[0] !== population)
    throw new RangeError(`population is ${population}: expected a whole number from 0 to ${2 ** 31 - 1}`);
  return solve(network);
}
