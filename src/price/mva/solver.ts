import { divide } from './components.ts';
import { Lattice, latticeSize } from './exact.ts';
import { Groups } from './groups.ts';
import { Integral, pointsOf } from './integral.ts';
import { checkTimes, type Solution } from './network.ts';
import { schweitzer } from './schweitzer.ts';
import { Visits } from './visits.ts';

/** Queue lengths the exact recursion may keep by default: 16 MB. */
export const EXACT_LIMIT = 2_000_000;

/** A point of the integral takes about as long as so many population vectors of the recursion. */
const VECTORS = 2;

/**
 * Solves networks of at most so many classes and stations, one after the other, and allocates nothing where the answer is exact: write
 * `demand` (class × station, ns), `think` (ns) and `population`, call `solve`, read `residence` (class × station, ns) and `throughput`.
 */
export class Solver {
  readonly demand: Float64Array;
  readonly think: Float64Array;
  readonly population: Int32Array;
  /** As in `Solution`; zero for a class that never queues. */
  readonly residence: Float64Array;
  /** Cycles per ns of each group of like classes. */
  readonly throughput: Float64Array;
  readonly groups: Groups;
  method: Solution['method'] = 'exact';
  iterations = 0;
  private readonly visits: Visits;
  private readonly lattice = new Lattice();
  private readonly integral: Integral;
  /** Of each group: where its demands begin, and which of the independent parts it is in. */
  private readonly rows: Int32Array;
  private readonly part: Int32Array;

  constructor(classes: number, stations: number) {
    this.demand = new Float64Array(classes * stations);
    this.think = new Float64Array(classes);
    this.population = new Int32Array(classes);
    this.residence = new Float64Array(classes * stations);
    this.throughput = new Float64Array(classes);
    this.groups = new Groups(classes);
    this.visits = new Visits(classes, stations);
    this.integral = new Integral(classes);
    this.rows = new Int32Array(classes);
    this.part = new Int32Array(classes);
  }

  /**
   * Solves what the first `classes` rows of `stations` describe: exactly if like classes joined leave one, or if (population vectors × stations)
   * is at most `exactLimit`; otherwise by Schweitzer's approximation. Throws RangeError on a time that is negative or not finite.
   */
  solve(classes: number, stations: number, exactLimit: number = EXACT_LIMIT): void {
    const { demand, think, population, residence, groups, rows } = this;
    checkTimes('demand', demand, classes * stations);
    checkTimes('think', think, classes);
    groups.join(classes, stations, demand, think, population);
    for (let group = 0; group < groups.count; group++) rows[group] = groups.first[group] * stations;
    residence.fill(0, 0, classes * stations);
    const size = latticeSize(stations, groups.population, groups.count);
    this.method = groups.count <= 1 || size <= exactLimit ? 'exact' : 'schweitzer';
    if (this.method === 'exact') this.solveExactly(stations);
    else this.approximate(stations);
    for (let c = 0; c < classes; c++) {
      const first = groups.first[groups.of[c]];
      if (groups.of[c] >= 0 && first !== c)
        residence.copyWithin(c * stations, first * stations, (first + 1) * stations);
    }
  }

  private solveExactly(stations: number): void {
    const { demand, think, residence, throughput, groups, visits, rows, part } = this;
    const parts = divide(groups.count, stations, demand, rows, part);
    this.iterations = 0;
    for (let n = 0; n < parts; n++) {
      visits.clear();
      for (let g = 0; g < groups.count; g++)
        if (part[g] === n) visits.add(demand, rows[g], stations, think[groups.first[g]], groups.population[g]);
      this.iterations += this.solvePart();
      for (let g = 0, c = 0; g < groups.count; g++) {
        if (part[g] !== n) continue;
        throughput[g] = visits.throughput[c];
        visits.read(c++, residence, rows[g]);
      }
    }
  }

  /** Solves what was added, by way of as few points or population vectors as may be; returns how many. */
  private solvePart(): number {
    const { visits, lattice, integral } = this;
    let states = 1;
    let customers = 0;
    for (let c = 0; c < visits.classes; c++) {
      states *= visits.population[c] + 1;
      customers += visits.population[c];
    }
    const isShort = visits.classes > 1 && VECTORS * pointsOf(customers, visits.stations) <= states;
    return isShort ? integral.solve(visits, customers) : lattice.solve(visits);
  }

  private approximate(stations: number): void {
    const { demand, think, residence, throughput, groups, rows } = this;
    const row = (g: number): Float64Array => demand.subarray(rows[g], rows[g] + stations);
    const joined = new Float64Array(groups.count * stations);
    for (let g = 0; g < groups.count; g++) joined.set(row(g), g * stations);
    const solution = schweitzer({
      stations,
      demand: joined,
      think: think.slice(0, groups.count).map((_, g) => think[groups.first[g]]),
      population: groups.population.slice(0, groups.count),
    });
    this.iterations = solution.iterations;
    throughput.set(solution.throughput);
    for (let g = 0; g < groups.count; g++)
      residence.set(solution.residence.subarray(g * stations, (g + 1) * stations), rows[g]);
  }
}
