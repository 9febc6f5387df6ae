import { missesOf, type Reuse, touchesOf } from '../../../trace/operations/profile/profile.ts';

/** The misses of fully associative LRU caches of a line, two, four ..., up to the first that has cold misses only. */
export function curveOf(reuse: Reuse) {
  const { of, lineBytes, buckets } = reuse;
  const touches = touchesOf(reuse);
  return Array.from({ length: Math.max(1, buckets.length) }, (_, n) => {
    const lines = 2 ** n;
    const misses = missesOf(reuse, lines);
    return { of, lineBytes, lines, bytes: lines * lineBytes, touches, misses, missRatio: (100 * misses) / touches };
  });
}
