import { deviations, slopesOf, varianceOf } from './linear.ts';

/** How much of a number's variance an assumption makes. */
export interface Share {
  id: string;
  /** 0 to 1. */
  share: number;
}

/** What a regressor must explain of what is left, as F of one degree of freedom: chance alone gets there once in 600 tries. */
const F_LEAST = 10;
const MOST_TERMS = 12;

/**
 * Shares of a number's variance over the draws, the largest first; what is missing to 1 is interaction, curvature, the sample's noise
 * and what is too small to be told from it. The variance between structural draws is shared among the structural assumptions, that within
 * them among the costs. Each is taken as a sum of straight lines in the assumptions' quantiles; lines are chosen one by one,
 * the one that explains most first, as long as it explains more than chance would (forward selection): first-order Sobol' indices of a
 * linear model. `values[structural × costs + cost]`; quantiles of structural assumptions by structural draw, those of costs by draw.
 */
export function sharesOf(
  values: Float64Array,
  structural: ReadonlyMap<string, Float64Array>,
  costs: ReadonlyMap<string, Float64Array>,
): Share[] {
  const draws = values.length;
  const even = new Float64Array(draws).fill(1);
  const variance = varianceOf(values, even);
  if (!(variance > 0)) return [];
  const groups = [...structural.values()][0]?.length ?? 1;
  const each = draws / groups;
  const means = Float64Array.from({ length: groups }, (_, s) => {
    let sum = 0;
    for (let k = 0; k < each; k++) sum += values[s * each + k];
    return sum / each;
  });
  const within = values.map((value, n) => value - means[Math.floor(n / each)]);
  const found = [
    ...selected(means, structural).map(({ id, share }) => ({ id, share: (share * varianceOf(means, new Float64Array(groups).fill(1))) / variance })),
    ...selected(within, costs).map(({ id, share }) => ({ id, share: (share * varianceOf(within, even)) / variance })),
  ]; // biome-ignore format: a list
  return found.sort((a, b) => b.share - a.share);
}

/** Lines in quantiles that explain the values, and which share of their variance each adds. */
function selected(values: Float64Array, regressors: ReadonlyMap<string, Float64Array>): Share[] {
  const even = new Float64Array(values.length).fill(1);
  const total = varianceOf(values, even);
  const chosen: Share[] = [];
  if (!(total > 0)) return chosen;
  let left = deviations(values, even);
  while (chosen.length < Math.min(MOST_TERMS, values.length / 4)) {
    const before = varianceOf(left, even);
    const free = [...regressors].filter(([id]) => chosen.every((other) => other.id !== id));
    const tried = free.map(([id, quantiles]) => ({ id, explained: correlation(left, quantiles, even) ** 2 }));
    const best = tried.reduce((a, b) => (b.explained > a.explained ? b : a), { id: '', explained: 0 });
    const freedom = values.length - chosen.length - 2;
    if (!(best.explained / (1 - best.explained) > F_LEAST / freedom)) break;
    const ids = [...chosen.map(({ id }) => id), best.id];
    const lines = ids.map((id) => regressors.get(id)!);
    const slopes = slopesOf(lines, values, even);
    const fitted = values.map((_, n) => slopes.reduce((sum, slope, i) => sum + slope * lines[i][n], 0));
    left = deviations(values.map((value, n) => value - fitted[n]), even); // biome-ignore format: a line
    chosen.push({ id: best.id, share: (before - varianceOf(left, even)) / total });
  }
  return chosen.filter(({ share }) => share > 0);
}

function correlation(a: Float64Array, b: Float64Array, weights: Float64Array): number {
  const [x, y] = [deviations(a, weights), deviations(b, weights)];
  let [xy, xx, yy] = [0, 0, 0];
  for (let n = 0; n < x.length; n++) {
    xy += x[n] * y[n];
    xx += x[n] * x[n];
    yy += y[n] * y[n];
  }
  return xx > 0 && yy > 0 ? xy / Math.sqrt(xx * yy) : 0;
}
