/** Values below this are kept exactly, above it to 1 in 512. */
const EXACT = 8192;
const EXACT_BITS = 13;
const STEP_BITS = 9;
const STEPS = 1 << STEP_BITS;
/** Octaves from 2^13 to 2^32. */
const OCTAVES = 19;

/** A histogram of whole numbers from 0 to 2^32 - 1, of fixed size, for medians of any number of values. */
export class Quantiles {
  private readonly buckets = new Uint32Array(EXACT + OCTAVES * STEPS);
  private n = 0;

  add(value: number): void {
    this.buckets[bucketOf(value)]++;
    this.n++;
  }

  /** The smallest value that at least `share` (0 to 1) of the values do not exceed; null of none. */
  at(share: number): number | null {
    if (this.n === 0) return null;
    let left = Math.max(1, Math.ceil(share * this.n));
    let bucket = 0;
    while (left > this.buckets[bucket]) left -= this.buckets[bucket++];
    return firstOf(bucket);
  }
}

function bucketOf(value: number): number {
  if (value < EXACT) return value;
  const top = 31 - Math.clz32(value);
  return EXACT + (top - EXACT_BITS) * STEPS + ((value >>> (top - STEP_BITS)) & (STEPS - 1));
}

function firstOf(bucket: number): number {
  if (bucket < EXACT) return bucket;
  const above = bucket - EXACT;
  return (STEPS + (above & (STEPS - 1))) * 2 ** ((above >>> STEP_BITS) + EXACT_BITS - STEP_BITS);
}
