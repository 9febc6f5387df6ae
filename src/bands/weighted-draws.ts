import { readFileSync } from 'node:fs';
import type { CostName } from '../price/costs.ts';
import { costQuantiles, type QuantileOf, structuralQuantiles } from './design.ts';
import { structuralWeights } from './weights.ts';

/**
 * The draws that come with the program, weighted by the native and fitted numbers of the paper that they honour: the mean of the weights that
 * each workload of the paper gives them, as a trace of one's own may be like any of these. `[structural × costs + cost]`.
 */
export interface WeightedDraws {
  /** What made them. */
  command: string;
  seed: number;
  structural: number;
  costs: number;
  /** They add up to 1. */
  weights: readonly number[];
  /** Costs that are fitted to Table 2, solved for in each draw, in cycles. */
  solved: Readonly<Partial<Record<CostName, readonly number[]>>>;
}

const FILE = new URL('./weighted-draws.json', import.meta.url);

let read: WeightedDraws | undefined;

export const weightedDraws = (): WeightedDraws => {
  read ??= JSON.parse(readFileSync(FILE, 'utf8')) as WeightedDraws;
  return read;
};

/** A structural draw that was chosen, and what it makes of costs. */
export interface ChosenDraw {
  structural: number;
  quantileOf: QuantileOf;
  costs: readonly { quantileOf: QuantileOf; weight: number; solved: Readonly<Partial<Record<CostName, number>>> }[];
}

/**
 * As many structural draws, chosen by their weights at even distances (systematic resampling), so that each has the same weight; one that is
 * chosen twice is there once, with twice the weight. The weights of all costs of all of them add up to 1.
 */
export function chosenDraws(count: number, draws: WeightedDraws = weightedDraws()): ChosenDraw[] {
  const { seed, costs, weights, solved } = draws;
  const own = structuralWeights(weights, costs);
  return [...Map.groupBy(chosenNumbers(own, count), (n) => n)].map(([structural, { length: many }]) => {
    const weightOf = (n: number): number => ((weights[structural * costs + n] / own[structural]) * many) / count;
    return {
      structural,
      quantileOf: structuralQuantiles({ seed, structural, costs: 0 }),
      costs: Array.from({ length: costs }, (_, n) => ({
        quantileOf: costQuantiles({ seed, structural, costs: n }),
        weight: weightOf(n),
        solved: Object.fromEntries(Object.entries(solved).map(([name, values]) => [name, values[structural * costs + n]])), // biome-ignore format: a line
      })),
    };
  });
}

/** A draw like any other: of as many, each has the same weight. */
export interface EvenDraw {
  structural: QuantileOf;
  costs: QuantileOf;
  solved: Readonly<Partial<Record<CostName, number>>>;
}

/** Draws of equal weight: so many structural ones, and for each so many of the costs, chosen by their weights at even distances. */
export function evenDraws(structural: number, costs: number, draws: WeightedDraws = weightedDraws()): EvenDraw[] {
  return chosenDraws(structural, draws).flatMap(({ quantileOf, costs: all }) => {
    const total = all.reduce((sum, { weight }) => sum + weight, 0);
    const copies = Math.round(total * structural);
    const chosen = chosenNumbers(all.map(({ weight }) => weight / total), costs); // biome-ignore format: a line
    return Array.from({ length: copies }, () => chosen.map((n) => ({ structural: quantileOf, costs: all[n].quantileOf, solved: all[n].solved }))).flat(); // biome-ignore format: a line
  });
}

/** Numbers chosen by weights that add up to 1, at even distances; the same one perhaps several times. */
function chosenNumbers(weights: ArrayLike<number>, count: number): number[] {
  const chosen: number[] = [];
  let sum = 0;
  for (let n = 0; n < weights.length; n++) {
    sum += weights[n];
    while (chosen.length < count && (chosen.length + 0.5) / count <= sum + 1e-12) chosen.push(n);
  }
  return chosen;
}
