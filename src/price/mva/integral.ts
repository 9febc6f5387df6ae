import { laguerre } from './laguerre.ts';
import type { Visits } from './visits.ts';

/** Customers at most: the products of so many factors, and the weights of the points, are far from the ends of a number's range. */
const MOST = 32;

/** Points of the integral of a network of these customers and stations: the quadrature's, in as many dimensions as stations, of which there are two at most. */
export const pointsOf = (customers: number, stations: number): number =>
  customers > MOST || stations > 2 ? Infinity : quadrature(customers) ** stations;

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
  /** Of each class, as shares of its time without waiting: think time, and demand at the first station and at the second. */
  private readonly think: Float64Array;
  private readonly first: Float64Array;
  private readonly second: Float64Array;
  /** Of each class: its factor at a point; sums over the points of what is without it, alone and with a further t of either station. */
  private readonly factors: Float64Array;
  private readonly alone: Float64Array;
  private readonly atFirst: Float64Array;
  private readonly atSecond: Float64Array;

  constructor(classes: number) {
    this.think = new Float64Array(classes);
    this.first = new Float64Array(classes);
    this.second = new Float64Array(classes);
    this.factors = new Float64Array(classes);
    this.alone = new Float64Array(classes);
    this.atFirst = new Float64Array(classes);
    this.atSecond = new Float64Array(classes);
  }

  /** Solves a network of that many customers at one or two stations; returns the points visited. */
  solve(visits: Visits, customers: number): number {
    const { classes, stations, population } = visits;
    const { think, first, second, factors, alone, atFirst, atSecond } = this;
    this.scale(visits);
    alone.fill(0, 0, classes);
    atFirst.fill(0, 0, classes);
    atSecond.fill(0, 0, classes);
    const { points, weights } = laguerre(quadrature(customers));
    const n = points.length;
    // Nothing depends on a second station that is not there: one point, wherever it is.
    const m = stations === 1 ? 1 : n;
    for (let i = 0; i < n; i++)
      for (let j = 0; j < m; j++) {
        const t = points[i];
        const u = points[j];
        let product = m === 1 ? weights[i] : weights[i] * weights[j];
        for (let c = 0; c < classes; c++) {
          const factor = think[c] + first[c] * t + second[c] * u;
          factors[c] = factor;
          product *= factor;
          for (let more = population[c]; more > 1; more--) product *= factor;
        }
        for (let c = 0; c < classes; c++) {
          const without = product / factors[c];
          alone[c] += without;
          atFirst[c] += without * t;
          atSecond[c] += without * u;
        }
      }
    this.write(visits);
    return n * m;
  }

  /** As shares products keep within range, and the answer is the same. */
  private scale({ classes, think, demand, first, station }: Visits): void {
    for (let c = 0; c < classes; c++) {
      let all = think[c];
      for (let i = first[c]; i < first[c + 1]; i++) all += demand[i];
      this.think[c] = think[c] / all;
      this.first[c] = this.second[c] = 0;
      for (let i = first[c]; i < first[c + 1]; i++) {
        if (station[i] === 0) this.first[c] = demand[i] / all;
        else this.second[c] = demand[i] / all;
      }
    }
  }

  private write({ classes, think, demand, first, station, population, stays, throughput }: Visits): void {
    const { alone, atFirst, atSecond } = this;
    for (let c = 0; c < classes; c++) {
      let cycle = think[c];
      for (let i = first[c]; i < first[c + 1]; i++) {
        stays[i] = demand[i] * ((station[i] === 0 ? atFirst[c] : atSecond[c]) / alone[c]);
        cycle += stays[i];
      }
      throughput[c] = population[c] / cycle;
    }
  }
}
