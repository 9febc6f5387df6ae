import type { Network, Solution } from './network.ts';

/** A network with like classes joined, and where each class went. */
export interface Aggregation {
  network: Network;
  /** For each class of the original, its class in `network`, or -1 for one that never queues (no customers, or no demand). */
  groupOf: Int32Array;
}

/**
 * Joins classes of equal think time and demands into one with all their customers: the product form cannot tell them apart,
 * so the answer stays exact, while the lattice of 8 like CPUs shrinks from 2^8 states to 9. Classes that never queue are left out.
 */
export function aggregate(network: Network): Aggregation {
  const { stations, demand, think, population } = network;
  const groupOf = new Int32Array(population.length).fill(-1);
  const first: number[] = []; // the first class of each group
  for (let c = 0; c < population.length; c++) {
    if (population[c] === 0 || !queues(network, c)) continue;
    let group = first.findIndex((other) => alike(network, c, other));
    if (group < 0) group = first.push(c) - 1;
    groupOf[c] = group;
  }
  const joined: Network = {
    stations,
    demand: new Float64Array(first.length * stations),
    think: Float64Array.from(first, (c) => think[c]),
    population: new Int32Array(first.length),
  };
  first.forEach((c, group) => {
    joined.demand.set(demand.subarray(c * stations, (c + 1) * stations), group * stations);
  });
  for (let c = 0; c < groupOf.length; c++) if (groupOf[c] >= 0) joined.population[groupOf[c]] += population[c];
  return { network: joined, groupOf };
}

/** The solution of the original network from that of its aggregation: each class has its customers' share of the group. */
export function expand(original: Network, { network, groupOf }: Aggregation, joined: Solution): Solution {
  const { stations, think, population } = original;
  const throughput = new Float64Array(population.length);
  const residence = new Float64Array(population.length * stations);
  const queue = new Float64Array(population.length * stations);
  for (let c = 0; c < population.length; c++) {
    const group = groupOf[c];
    if (group < 0) {
      if (population[c] > 0) throughput[c] = population[c] / think[c];
      continue;
    }
    const share = population[c] / network.population[group];
    throughput[c] = joined.throughput[group] * share;
    for (let s = 0; s < stations; s++) {
      residence[c * stations + s] = joined.residence[group * stations + s];
      queue[c * stations + s] = joined.queue[group * stations + s] * share;
    }
  }
  return { ...joined, throughput, residence, queue };
}

function queues({ stations, demand }: Network, c: number): boolean {
  for (let s = 0; s < stations; s++) if (demand[c * stations + s] > 0) return true;
  return false;
}

function alike({ stations, demand, think }: Network, a: number, b: number): boolean {
  if (think[a] !== think[b]) return false;
  for (let s = 0; s < stations; s++) if (demand[a * stations + s] !== demand[b * stations + s]) return false;
  return true;
}
