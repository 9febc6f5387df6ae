import { type Steps, stepsOf } from './steps.ts';

/** Numbers the exact recursion keeps, at most: a queue length for every station in every population vector up to the network's own. */
export function latticeSize(stations: number, population: Int32Array, classes: number = population.length): number {
  let size = stations;
  for (let c = 0; c < classes; c++) size *= population[c] + 1;
  return size;
}

/**
 * Exact mean value analysis of several classes (M. Reiser, S. S. Lavenberg, "Mean-value analysis of closed multichain queuing
 * networks", Journal of the ACM 27(2), 1980): queues of each population vector from those with one customer of one class fewer.
 * The buffers serve one network after the other, of at most so many classes and stations: `clear`, `add` each class, `solve`, and read.
 * Each vector is visited once per class. A station a class does not visit is left out of its sums, where it would add nothing.
 */
export class Lattice {
  private classes = 0;
  private visits = 0;
  private stations = 0;
  private steps: Steps = stepsOf(new Int32Array(0));
  private readonly think: Float64Array;
  private readonly population: Int32Array;
  /** Where each class's visits begin; one more for the end. */
  private readonly first: Int32Array;
  /** Of each visit: the station's number here, the station's number in the whole network, the demand. */
  private readonly station: Int32Array;
  private readonly original: Int32Array;
  private readonly demand: Float64Array;
  /** Of each station of the whole network, its number here, or -1. */
  private readonly numbers: Int32Array;
  private readonly stays: Float64Array;
  /** Cycles per ns of each class, from the last `solve`. */
  readonly throughput: Float64Array;

  constructor(classes: number, stations: number) {
    const most = classes * stations;
    this.think = new Float64Array(classes);
    this.population = new Int32Array(classes);
    this.first = new Int32Array(classes + 1);
    this.station = new Int32Array(most);
    this.original = new Int32Array(most);
    this.demand = new Float64Array(most);
    this.numbers = new Int32Array(stations);
    this.stays = new Float64Array(most);
    this.throughput = new Float64Array(classes);
  }

  /** Forgets all classes. */
  clear(): void {
    this.classes = this.visits = this.stations = 0;
    this.numbers.fill(-1);
  }

  /** Adds a class with customers and demand, which begins at `row`. */
  add(demand: Float64Array, row: number, stations: number, think: number, population: number): void {
    for (let s = 0; s < stations; s++) {
      const ns = demand[row + s];
      if (ns === 0) continue;
      if (this.numbers[s] < 0) this.numbers[s] = this.stations++;
      this.station[this.visits] = this.numbers[s];
      this.original[this.visits] = s;
      this.demand[this.visits++] = ns;
    }
    this.think[this.classes] = think;
    this.population[this.classes] = population;
    this.first[++this.classes] = this.visits;
  }

  /** Solves the network of the classes added; returns the population vectors visited. */
  solve(): number {
    return this.classes === 1 ? this.solveOne() : this.solveAll();
  }

  /** One class needs the queues of the last vector only. */
  private solveOne(): number {
    const { visits, demand, stays, throughput } = this;
    const [think] = this.think;
    const [population] = this.population;
    stays.fill(0, 0, visits);
    let rate = 0;
    for (let n = 1; n <= population; n++) {
      // Arrival theorem: a customer finds the queues of the network with itself away, here the previous population's X R.
      let cycle = think;
      for (let i = 0; i < visits; i++) {
        const ns = demand[i] * (1 + rate * stays[i]);
        stays[i] = ns;
        cycle += ns;
      }
      rate = n / cycle;
    }
    throughput[0] = rate;
    return population;
  }

  private solveAll(): number {
    const { classes, visits, stations, think, first, station, demand, stays, throughput } = this;
    const { states, ends, whose, customers, without } = this.stepsOfThese();
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

  private stepsOfThese(): Steps {
    const { classes, population, steps } = this;
    const same = steps.population.length === classes && steps.population.every((n, c) => n === population[c]);
    if (!same) this.steps = stepsOf(population.subarray(0, classes));
    return this.steps;
  }

  /** Writes a class's residence times, from the last `solve`, to the stations it visits of a row of them. */
  read(c: number, residence: Float64Array, row: number): void {
    for (let i = this.first[c]; i < this.first[c + 1]; i++) residence[row + this.original[i]] = this.stays[i];
  }
}

/** What one solution at a time works on. */
let room = new Float64Array(0);

function roomFor(size: number): Float64Array {
  if (room.length < size) room = new Float64Array(size);
  return room;
}
