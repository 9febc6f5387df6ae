/**
 * A closed queueing network: customers of several classes circle for ever between thinking (a delay, never a wait) and
 * stations with one server and a queue each. Matrices are flat and class-major: `demand[class * stations + station]`.
 *
 * A station is load-independent: processor sharing with any demands, or first come first served where classes differ in
 * their visits but not in the service time of a visit. Then the network has a product form, and mean value analysis is exact.
 */
export interface Network {
  stations: number;
  /** Service demand in ns, class × station: visits in a cycle × service time of a visit, without waiting. */
  demand: Float64Array;
  /** Delay per cycle in ns, by class. */
  think: Float64Array;
  /** Customers, by class. */
  population: Int32Array;
}

/** The steady state of a network, in the order of its classes and stations. */
export interface Solution {
  method: 'exact' | 'schweitzer';
  /** Population vectors visited by the exact recursion, points of the exact integral, or rounds of the fixed point. */
  iterations: number;
  /** Cycles per ns, by class; of all its customers together. Infinite for a class with customers but neither demand nor think time. */
  throughput: Float64Array;
  /** ns per cycle of one customer, class × station: waiting + service. Waiting alone is `residence - demand`. Zero for a class without customers. */
  residence: Float64Array;
  /** Mean customers waiting or in service, class × station. */
  queue: Float64Array;
  /** Share of time the server is busy, by station, 0 to 1. */
  utilisation: Float64Array;
}

/** Most customers a network may hold, so that sums of populations fit 32 bits. */
const MAX_CUSTOMERS = 2 ** 31 - 1;

/** Throws RangeError if shapes do not fit each other, a time is negative or not finite, or a population is negative. */
export function checkNetwork({ stations, demand, think, population }: Network): void {
  const classes = population.length;
  if (!Number.isInteger(stations) || stations < 0)
    throw new RangeError(`stations is ${stations}: expected a whole number from 0`);
  if (think.length !== classes)
    throw new RangeError(`think has ${think.length} classes, population ${classes}: expected one think time per class`);
  if (demand.length !== classes * stations)
    throw new RangeError(
      `demand has ${demand.length} entries: expected ${classes} classes × ${stations} stations = ${classes * stations}`,
    );
  checkTimes('demand', demand);
  checkTimes('think', think);
  let customers = 0;
  for (let c = 0; c < classes; c++) {
    if (population[c] < 0) throw new RangeError(`population[${c}] is ${population[c]}: expected a whole number from 0`);
    customers += population[c];
  }
  if (customers > MAX_CUSTOMERS)
    throw new RangeError(`the network holds ${customers} customers: expected at most ${MAX_CUSTOMERS}`);
}

/** Throws RangeError naming the first entry that is not a finite time from 0. */
export function checkTimes(name: string, times: Float64Array, length: number = times.length): void {
  for (let i = 0; i < length; i++) {
    if (!(times[i] >= 0 && times[i] < Infinity))
      throw new RangeError(`${name}[${i}] is ${times[i]}: expected a finite time in ns from 0`);
  }
}

/** Queue lengths by Little's law and utilisations by the utilisation law, from throughputs and residence times; throughputs are finite. */
export function solution(
  method: Solution['method'],
  iterations: number,
  network: Network,
  throughput: Float64Array,
  residence: Float64Array,
): Solution {
  const { stations, demand } = network;
  const queue = new Float64Array(residence.length);
  const utilisation = new Float64Array(stations);
  for (let c = 0; c < throughput.length; c++) {
    const row = c * stations;
    for (let s = 0; s < stations; s++) {
      queue[row + s] = throughput[c] * residence[row + s];
      utilisation[s] += throughput[c] * demand[row + s];
    }
  }
  return { method, iterations, throughput, residence, queue, utilisation };
}
