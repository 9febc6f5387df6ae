import { type Network, type Solution, solution } from './network.ts';

/** Numbers the exact recursion must keep: a queue length for every station in every population vector up to the network's own. */
export function latticeSize({ stations, population }: Network): number {
  return population.reduce((states, n) => states * (n + 1), stations);
}

/**
 * Exact mean value analysis of several classes (M. Reiser, S. S. Lavenberg, "Mean-value analysis of closed multichain queuing
 * networks", Journal of the ACM 27(2), 1980): queues of each population vector from those with one customer of one class fewer.
 * Every class has customers and a demand or think time; `latticeSize` numbers are kept and each is visited once per class.
 */
export function exact(network: Network): Solution {
  const { stations, demand, think, population } = network;
  const classes = population.length;
  // Vectors are numbered in mixed radix, the last class fastest, so that taking one customer away is a step back of the class's stride.
  const stride = new Int32Array(classes);
  let states = 1;
  for (let c = classes - 1; c >= 0; c--) {
    stride[c] = states;
    states *= population[c] + 1;
  }
  const queues = new Float64Array(states * stations); // all classes together
  const customers = new Int32Array(classes);
  const throughput = new Float64Array(classes);
  const residence = new Float64Array(classes * stations);
  for (let state = 1; state < states; state++) {
    let digit = classes - 1;
    while (customers[digit] === population[digit]) customers[digit--] = 0;
    customers[digit]++;

    const here = state * stations;
    for (let c = 0; c < classes; c++) {
      if (customers[c] === 0) continue;
      const row = c * stations;
      const without = (state - stride[c]) * stations;
      let cycle = think[c];
      for (let s = 0; s < stations; s++) {
        const ns = demand[row + s] * (1 + queues[without + s]);
        residence[row + s] = ns;
        cycle += ns;
      }
      throughput[c] = customers[c] / cycle;
      for (let s = 0; s < stations; s++) queues[here + s] += throughput[c] * residence[row + s];
    }
  }
  // The last vector is the network's own, in which every class has customers: throughput and residence are its.
  return solution('exact', states - 1, network, throughput, residence);
}
