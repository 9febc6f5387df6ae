/** Points and weights of a Gauss–Laguerre quadrature: ∫ f(t) exp(-t) dt from 0 is Σ weights × f(points), of a polynomial f of degree 2n - 1. */
export interface Rule {
  readonly points: Float64Array;
  readonly weights: Float64Array;
}

/** By number of points. */
const known: Rule[] = [{ points: new Float64Array(0), weights: new Float64Array(0) }];

/** The rule of n points, which are the roots of the Laguerre polynomial of degree n. */
export function laguerre(n: number): Rule {
  while (known.length <= n) known.push(next(known.length, known[known.length - 1].points));
  return known[n];
}

/** Each root lies between two of the polynomial of one degree less, the first and last of them beyond; all below 4n + 2. */
function next(n: number, before: Float64Array): Rule {
  const points = Float64Array.from({ length: n }, (_, i) =>
    root(n, i === 0 ? 0 : before[i - 1], i === n - 1 ? 4 * n + 2 : before[i]),
  );
  // At a root L'(n) is -n L(n - 1) / t, and the weight 1 / (t L'(n)²).
  return { points, weights: points.map((t) => t / (n * polynomial(n - 1, t)) ** 2) };
}

/** By halving, until no number is between. */
function root(n: number, from: number, to: number): number {
  const isBelow = polynomial(n, from) > 0;
  for (let [low, high] = [from, to]; ; ) {
    const middle = (low + high) / 2;
    if (middle <= low || middle >= high) return middle;
    if (polynomial(n, middle) > 0 === isBelow) low = middle;
    else high = middle;
  }
}

function polynomial(n: number, t: number): number {
  let [before, value] = [0, 1];
  for (let k = 0; k < n; k++) [before, value] = [value, ((2 * k + 1 - t) * value - k * before) / (k + 1)];
  return value;
}
