import { type Network, type Solution, solution } from './network.ts';

/** The fixed point is reached when no queue changes by more than this share of its class's population in a round. */
const TOLERANCE = 1e-10;
const MAX_ROUNDS = 100_000;

/**
 * Approximate mean value analysis (Y. Bard 1979; P. Schweitzer 1979): one customer fewer of a class is taken to shorten that
 * class's own queues by 1/N each and to leave the others as they are, which closes the recursion upon the full population.
 * Every class has customers and a demand or think time. Memory and time of a round are `classes × stations`.
 *
 * Measured against the exact solution of 12,300 random networks of 1 to 8 stations: throughput of the worst class is off by at most
 * 7 % for one class (mean 1 %), 26 % for 2 to 8 classes of 1 to 6 customers (mean 3 to 5 %), 4 % for two classes of
 * 20 to 100; queues by at most 7 % of their class's population. Waiting, a difference, is off by more: up to 40 % for 14 CPUs and 14 memory
 * nodes just below saturation.
 * Convergence slows as populations grow (about N rounds per digit in a saturated, balanced network): what is left to go when the
 * changes are below the tolerance is about N/2 times as much.
 *
 * Throws Error if the fixed point is not reached in 100,000 rounds.
 */
export function schweitzer(network: Network): Solution {
  const { stations, demand, think, population } = network;
  const classes = population.length;
  const throughput = new Float64Array(classes);
  const residence = new Float64Array(classes * stations);
  const queues = new Float64Array(classes * stations);
  const total = new Float64Array(stations);

  let change = 0;
  for (let round = 1; round <= MAX_ROUNDS; round++) {
    // Summed anew in each round: updating the sums below rounds a little each time.
    total.fill(0);
    for (let i = 0; i < queues.length; i++) total[i % stations] += queues[i];
    change = 0;
    for (let c = 0; c < classes; c++) {
      const row = c * stations;
      const own = 1 / population[c];
      let cycle = think[c];
      for (let s = 0; s < stations; s++) {
        const ns = demand[row + s] * (1 + Math.max(0, total[s] - own * queues[row + s])); // rounding alone falls below 0
        residence[row + s] = ns;
        cycle += ns;
      }
      throughput[c] = population[c] / cycle;
      // The classes that follow see these queues at once: fewer rounds than with all classes side by side.
      for (let s = 0; s < stations; s++) {
        const queue = throughput[c] * residence[row + s];
        const difference = queue - queues[row + s];
        change = Math.max(change, own * Math.abs(difference));
        total[s] += difference;
        queues[row + s] = queue;
      }
    }
    if (change <= TOLERANCE) return solution('schweitzer', round, network, throughput, residence);
  }
  throw new Error(
    `Schweitzer's approximation did not settle: after ${MAX_ROUNDS} rounds a queue still changes by ${change.toExponential(1)} of its ` +
      `class's population (expected at most ${TOLERANCE}; ${classes} classes, ${stations} stations): raise exactLimit or lower the populations`,
  );
}
