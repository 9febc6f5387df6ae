import { laguerre } from './laguerre.ts';
import type { Visits } from './visits.ts';

/** Customers at most: the products of so many factors, and the weights of the points, are far from the ends of a number's range. */
const MOST = 32;

/** Points of the integral of a network of these customers and stations: the quadrature's, in as many dimensions as stations. */
export const pointsOf = (customers: number, stations: number): number =>
  customers > MOST ? Infinity : quadrature(customers) ** stations;

/** So many points of quadrature are exact for a polynomial of this degree. */
const quadrature = (degree: number): number => (degree + 2) >> 1;

/**
 * The exact solution of networks of few stations, from the integral representation of their normalising constants (J. McKenna, D. Mitra,
 * "Integral representations and asymptotic expansions for closed Markovian queueing networks: normal usage", Bell System Technical
 * Journal 61(5), 1982): G is ∫ exp(-Σ t) Π L dt over a t from 0 of each station, with a factor L = think + Σ demand × t of each customer. A station's
 * queue, and who is served there, is what a further t makes of it; a customer of a class stays for demand × (1 + the queue without it), which is
 * demand × ∫ t exp(-Σ t) Π' L dt / ∫ exp(-Σ t) Π' L dt, the product without it. These are polynomials: quadrature is exact, and all terms are positive.
 */
export class Integral {
  /** Of each class: think time and, at a point, its factor; its sum over the points. Of each visit: the demand, its sum. */
  private readonly think: Float64Array;
  private readonly factors: Float64Array;
  private readonly constants: Float64Array;
  private readonly demand: Float64Array;
  private readonly sums: Float64Array;
  /** Of each station, which point of the quadrature, and where that is. */
  private readonly digits: Int32Array;
  private readonly t: Float64Array;

  constructor(classes: number, stations: number) {
    this.think = new Float64Array(classes);
    this.factors = new Float64Array(classes);
    this.constants = new Float64Array(classes);
    this.demand = new Float64Array(classes * stations);
    this.sums = new Float64Array(classes * stations);
    this.digits = new Int32Array(stations);
    this.t = new Float64Array(stations);
  }

  /** Solves a network of that many customers; returns the points visited. */
  solve(visits: Visits, customers: number): number {
    const { classes, stations, first, station, population } = visits;
    const { think, factors, constants, demand, sums, digits, t } = this;
    const { points, weights } = laguerre(quadrature(customers));
    this.scale(visits);
    constants.fill(0, 0, classes);
    sums.fill(0, 0, visits.count);
    digits.fill(0, 0, stations);
    t.fill(points[0], 0, stations);
    let visited = 0;
    for (let s = 0; s < stations; visited++) {
      let product = 1;
      for (s = 0; s < stations; s++) product *= weights[digits[s]];
      for (let c = 0; c < classes; c++) {
        let factor = think[c];
        for (let i = first[c]; i < first[c + 1]; i++) factor += demand[i] * t[station[i]];
        factors[c] = factor;
        for (let n = population[c]; n > 0; n--) product *= factor;
      }
      for (let c = 0; c < classes; c++) {
        const without = product / factors[c];
        constants[c] += without;
        for (let i = first[c]; i < first[c + 1]; i++) sums[i] += without * t[station[i]];
      }
      for (s = 0; s < stations; s++) {
        digits[s] = digits[s] + 1 < points.length ? digits[s] + 1 : 0;
        t[s] = points[digits[s]];
        if (digits[s] > 0) break;
      }
    }
    this.write(visits);
    return visited;
  }

  /** Times as shares of a class's time without waiting, so that products keep within range; the answer is the same. */
  private scale({ classes, think, demand, first }: Visits): void {
    for (let c = 0; c < classes; c++) {
      let all = think[c];
      for (let i = first[c]; i < first[c + 1]; i++) all += demand[i];
      this.think[c] = think[c] / all;
      for (let i = first[c]; i < first[c + 1]; i++) this.demand[i] = demand[i] / all;
    }
  }

  private write({ classes, think, demand, first, population, stays, throughput }: Visits): void {
    for (let c = 0; c < classes; c++) {
      let cycle = think[c];
      for (let i = first[c]; i < first[c + 1]; i++) {
        stays[i] = (demand[i] * this.sums[i]) / this.constants[c];
        cycle += stays[i];
      }
      throughput[c] = population[c] / cycle;
    }
  }
}
