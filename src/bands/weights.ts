/** Draws with their weights, which add up to 1: `weights[structural × costs + cost]`. */
export interface Weights {
  weights: Float64Array;
  /** Effective number of structural draws, 1 / Σ w² (Kish, 1965): how many equally likely ones would tell as much. */
  effective: number;
  /** What the tolerances were multiplied by so that the effective number is not below `FEWEST`; 1: nothing. */
  widened: number;
}

/** Structural draws that must count, at least: with fewer, a 90 % band would hang on one or two of them. */
export const FEWEST = 30;

/**
 * Weights by what draws must honour. `misfit`: half the sum of the squares of the differences, each over its tolerance; of each draw,
 * as many costs for each structural draw. Where so few draws honour it that fewer than 30 structural ones count, tolerances are
 * widened until 30 do (half, if there are fewer than 60), and what is predicted is to be carried to where the rows are honoured: `carried`.
 */
export function weightsOf(misfit: Float64Array, costs: number): Weights {
  const structural = misfit.length / costs;
  const wanted = Math.min(FEWEST, structural / 2);
  const least = misfit.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const at = (widened: number): Weights => {
    const weights = misfit.map((each) => Math.exp(-(each - least) / widened ** 2));
    const total = weights.reduce((sum, w) => sum + w, 0);
    for (let n = 0; n < weights.length; n++) weights[n] /= total;
    return { weights, effective: effectiveNumber(structuralWeights(weights, costs)), widened };
  };
  const plain = at(1);
  if (plain.effective >= wanted) return plain;
  let [narrow, wide] = [1, 2];
  while (at(wide).effective < wanted && wide < 1e6) [narrow, wide] = [wide, 2 * wide];
  for (let n = 0; n < 40; n++) {
    const middle = Math.sqrt(narrow * wide);
    if (at(middle).effective < wanted) narrow = middle;
    else wide = middle;
  }
  return at(wide);
}

/** The weight of each structural draw, all its costs together. */
export function structuralWeights(weights: ArrayLike<number>, costs: number): Float64Array {
  const sums = new Float64Array(weights.length / costs);
  for (let n = 0; n < weights.length; n++) sums[Math.floor(n / costs)] += weights[n];
  return sums;
}

/** 1 / Σ w² of weights that add up to 1. */
export const effectiveNumber = (weights: Float64Array): number => 1 / weights.reduce((sum, w) => sum + w * w, 0);
