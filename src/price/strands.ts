import { CONTEXT_COUNT } from '../replay/counts/event.ts';
import { PART_COUNT } from './parts.ts';

/** Times of a strand, of one interval's (shape `[strand][context][part]`): `[context][part]`, a view. */
export const strandOf = (times: Float64Array, n: number): Float64Array =>
  times.subarray(n * CONTEXT_COUNT * PART_COUNT, (n + 1) * CONTEXT_COUNT * PART_COUNT);

/** Adds ns to a part of the contexts of these strands, shared in proportion to their weights; to none where all weigh nothing. */
export function share(
  strands: readonly Float64Array[],
  ns: number,
  part: number,
  weight: (times: Float64Array, context: number) => number,
): void {
  const weights = strands.map((times) => Array.from({ length: CONTEXT_COUNT }, (_, context) => weight(times, context)));
  let all = 0;
  for (const row of weights) for (const each of row) all += each;
  if (ns === 0 || all === 0) return;
  strands.forEach((times, n) => {
    weights[n].forEach((each, context) => {
      times[context * PART_COUNT + part] += (ns * each) / all;
    });
  });
}

export const sum = (values: Float64Array): number => values.reduce((total, x) => total + x, 0);
