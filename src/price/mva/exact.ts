import { type Steps, stepsOf } from './steps.ts';
import type { Visits } from './visits.ts';

/** Numbers the exact recursion keeps, at most: a queue length for every station in every population vector up to the network's own. */
export function latticeSize(stations: number, population: Int32Array, classes: number = population.length): number {
  let size = stations;
  for (let c = 0; c < classes; c++) size *= population[c] + 1;
  return size;
}

/**
 * Exact mean value analysis of several classes (M. Reiser, S. S. Lavenberg, "Mean-value analysis of closed multichain queuing
 * networks", Journal of the ACM 27(2), 1980): queues of each population vector from those with one customer of one class fewer.
 * Each vector is visited once per class.
 */
export class Lattice {
  private steps: Steps = stepsOf(new Int32Array(0));

  /** Solves the network; returns the population vectors visited. */
  solve(visits: Visits): number {
    return visits.classes === 1 ? solveOne(visits) : this.solveAll(visits);
  }

  private solveAll(network: Visits): number {
    const { classes, count: visits, stations, think, first, station, demand, stays, throughput } = network;
    const { states, ends, whose, customers, without } = this.stepsOf(network);
    // Where every class visits every station, all of them do so in the order of the stations' numbers: no list of visits is read.
    const dense = visits === classes * stations;
    // One array for what the loops read and write: demands, stays, then the queues of all classes together, `[vector][station]`.
    const queues = 2 * visits;
    const size = queues + states * stations;
    const work = roomFor(size);
    for (let i = 0; i < visits; i++) work[i] = demand[i];
    work.fill(0, queues, size);
    for (let state = 1, step = 0; state < states; state++) {
      const here = queues + state * stations;
      for (const end = ends[state]; step < end; step++) {
        const c = whose[step];
        const from = first[c];
        const to = first[c + 1];
        const before = queues + without[step] * stations;
        let cycle = think[c];
        if (dense) {
          for (let i = from, s = before; i < to; i++, s++) {
            const ns = work[i] * (1 + work[s]);
            work[i + visits] = ns;
            cycle += ns;
          }
        } else {
          for (let i = from; i < to; i++) {
            const ns = work[i] * (1 + work[before + station[i]]);
            work[i + visits] = ns;
            cycle += ns;
          }
        }
        const rate = customers[step] / cycle;
        throughput[c] = rate;
        if (dense) for (let i = from + visits, s = here; i < to + visits; i++, s++) work[s] += rate * work[i];
        else for (let i = from; i < to; i++) work[here + station[i]] += rate * work[i + visits];
      }
    }
    // The last vector is the network's own, in which every class has customers: throughput and stays are its.
    for (let i = 0; i < visits; i++) stays[i] = work[i + visits];
    return states - 1;
  }

  private stepsOf({ classes, population }: Visits): Steps {
    const { steps } = this;
    const same = steps.population.length === classes && steps.population.every((n, c) => n === population[c]);
    if (!same) this.steps = stepsOf(population.subarray(0, classes));
    return this.steps;
  }
}

/** One class needs the queues of the last vector only. */
function solveOne({ count, think, population, demand, stays, throughput }: Visits): number {
  stays.fill(0, 0, count);
  let rate = 0;
  for (let n = 1; n <= population[0]; n++) {
    // Arrival theorem: a customer finds the queues of the network with itself away, here the previous population's X R.
    let cycle = think[0];
    for (let i = 0; i < count; i++) {
      const ns = demand[i] * (1 + rate * stays[i]);
      stays[i] = ns;
      cycle += ns;
    }
    rate = n / cycle;
  }
  throughput[0] = rate;
  return population[0];
}

/** What one solution at a time works on. */
let room = new Float64Array(0);

function roomFor(size: number): Float64Array {
  if (room.length < size) room = new Float64Array(size);
  return room;
}
