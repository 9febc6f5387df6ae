/** Solves as many linear equations as unknowns, each its coefficients and its right side (Gauss, with the largest pivot first). */
export function solve(equations: readonly (readonly number[])[]): number[] {
  const rows = equations.map((row) => [...row]);
  for (let k = 0; k < rows.length; k++) {
    const pivot = rows.reduce((best, row, n) => (n > k && Math.abs(row[k]) > Math.abs(rows[best][k]) ? n : best), k);
    [rows[k], rows[pivot]] = [rows[pivot], rows[k]];
    for (let n = 0; n < rows.length; n++) {
      if (n === k) continue;
      const factor = rows[n][k] / rows[k][k];
      for (let column = k; column < rows[n].length; column++) rows[n][column] -= factor * rows[k][column];
    }
  }
  return rows.map((row, k) => row[rows.length] / row[k]);
}

/** A part of each regressor's own variance that is added to it, so that those that say the same, or nothing, are harmless. */
const RIDGE = 1e-6;

/**
 * Slopes of the straight line nearest to weighted values (least squares): of each regressor, an array of as many numbers as values.
 * A regressor that does not vary has slope 0.
 */
export function slopesOf(
  regressors: readonly ArrayLike<number>[],
  values: ArrayLike<number>,
  weights: ArrayLike<number>,
): number[] {
  const centred = regressors.map((each) => deviations(each, weights));
  const y = deviations(values, weights);
  const product = (a: Float64Array, b: Float64Array): number => {
    let sum = 0;
    for (let n = 0; n < a.length; n++) sum += weights[n] * a[n] * b[n];
    return sum;
  };
  const varying = centred.flatMap((each, n) => (product(each, each) > 1e-24 ? [n] : []));
  const rows = varying.map((i) => [
    ...varying.map((j) => product(centred[i], centred[j]) * (i === j ? 1 + RIDGE : 1)),
    product(centred[i], y),
  ]);
  const found = solve(rows);
  return regressors.map((_, n) => (varying.includes(n) ? found[varying.indexOf(n)] : 0));
}

/** The values without their weighted mean. */
export function deviations(values: ArrayLike<number>, weights: ArrayLike<number>): Float64Array {
  const mean = meanOf(values, weights);
  return Float64Array.from(values, (value) => value - mean);
}

/** The weighted mean. */
export function meanOf(values: ArrayLike<number>, weights: ArrayLike<number>): number {
  let [sum, total] = [0, 0];
  for (let n = 0; n < values.length; n++) {
    sum += weights[n] * values[n];
    total += weights[n];
  }
  return sum / total;
}

/** The weighted variance. */
export const varianceOf = (values: ArrayLike<number>, weights: ArrayLike<number>): number =>
  meanOf(deviations(values, weights).map((each) => each * each), weights); // biome-ignore format: a line
