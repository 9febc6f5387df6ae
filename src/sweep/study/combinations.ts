/** All combinations of numbers below `sizes`, the last fastest; of no sizes, the one without any. */
export function* combinations(sizes: readonly number[]): Generator<readonly number[]> {
  const choice = sizes.map(() => 0);
  for (;;) {
    yield choice.slice();
    let n = sizes.length - 1;
    for (; n >= 0 && ++choice[n] === sizes[n]; n--) choice[n] = 0;
    if (n < 0) return;
  }
}
