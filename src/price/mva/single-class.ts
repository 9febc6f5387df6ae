import { checkTimes, type Solution, solution } from './network.ts';

/**
 * Exact mean value analysis of one class: time `population × stations`, memory of one row of stations.
 * `demand` is by station and `think` a delay, both in ns per cycle; the solution's matrices have that one row.
 * Throws RangeError on a time that is negative or not finite, or a population that is not a whole number from 0.
 */
export function singleClass(demand: Float64Array, think: number, population: number): Solution {
  checkTimes('demand', demand);
  const network = {
    stations: demand.length,
    demand,
    think: Float64Array.of(think),
    population: Int32Array.of(population),
  };
  checkTimes('think', network.think);
  if (!Number.isInteger(population) || population < 0 || network.population[0] !== population)
    throw new RangeError(`population is ${population}: expected a whole number from 0 to ${2 ** 31 - 1}`);
  const stations = demand.length;
  const residence = new Float64Array(stations);
  const service = demand.reduce((sum, ns) => sum + ns, 0);
  if (service === 0) {
    const idle = solution('exact', population, network, new Float64Array(1), residence);
    if (population > 0) idle.throughput[0] = population / think;
    return idle;
  }
  let throughput = 0;
  for (let n = 1; n <= population; n++) {
    // Arrival theorem: a customer finds the queues of the network with itself away, here the previous population's X R.
    let cycle = think;
    for (let s = 0; s < stations; s++) {
      const ns = demand[s] * (1 + throughput * residence[s]);
      residence[s] = ns;
      cycle += ns;
    }
    throughput = n / cycle;
  }
  return solution('exact', population, network, Float64Array.of(throughput), residence);
}
