/** Of weighted values, 5, 50 and 95 %: the median, and the band in which nine tenths of the weight are. */
export interface Band {
  /** What 5 % of the weight is below. */
  low: number;
  /** What half of the weight is below. */
  median: number;
  /** What 95 % of the weight is below. */
  high: number;
}

/**
 * The least value that so much of the weight does not exceed, for each share, 0 to 1. Values that are not numbers count for nothing;
 * of no weight at all every quantile is NaN. `weights`: as many as values, none negative.
 */
export function quantilesOf(
  values: ArrayLike<number>,
  weights: ArrayLike<number>,
  shares: readonly number[],
): number[] {
  const order = Array.from(values, (_, n) => n).filter((n) => !Number.isNaN(values[n]) && weights[n] > 0);
  order.sort((a, b) => values[a] - values[b]);
  const total = order.reduce((sum, n) => sum + weights[n], 0);
  return shares.map((share) => {
    let sum = 0;
    for (const n of order) {
      sum += weights[n];
      if (sum >= share * total * (1 - 1e-12)) return values[n];
    }
    return Number.NaN;
  });
}

/** The band of weighted values. */
export function bandOf(values: ArrayLike<number>, weights: ArrayLike<number>): Band {
  const [low, median, high] = quantilesOf(values, weights, [0.05, 0.5, 0.95]);
  return { low, median, high };
}
