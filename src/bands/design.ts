import { Random } from '../trace/synthetic/random.ts';

/** Draws of a design, at most: each assumption's range is cut into so many parts of equal weight, and each draw takes another part. */
export const STRATA = 64;

/** A draw: structural assumptions are drawn anew for each `structural`, costs for each `costs` of it. Draw 0, 0 is the centres. */
export interface DrawNumber {
  seed: number;
  structural: number;
  costs: number;
}

/** What a draw makes of an assumption: its quantile, 0 to 1. */
export type QuantileOf = (id: string) => number;

/**
 * Quantiles of a draw, by Latin hypercubes (McKay, Beckman and Conover, 1979): over 64 draws every assumption is once in each 64th of its
 * weight, in an order of its own. What a draw makes of an assumption hangs on the seed, the draw's number and the assumption's
 * name alone: not on how many draws there are, nor on which other assumptions there are.
 */
export function structuralQuantiles({ seed, structural }: DrawNumber): QuantileOf {
  return structural === 0 ? () => 0.5 : (id) => column(`${seed} ${id}`)[structural % STRATA];
}

/** The same of costs: a hypercube for each structural draw. */
export function costQuantiles({ seed, structural, costs }: DrawNumber): QuantileOf {
  return structural === 0 && costs === 0 ? () => 0.5 : (id) => column(`${seed} ${structural} ${id}`)[costs % STRATA];
}

const columns = new Map<string, Float64Array>();
const MOST_COLUMNS = 20_000;

/** Quantiles of 64 draws, each anywhere in its stratum. */
function column(name: string): Float64Array {
  const known = columns.get(name);
  if (known !== undefined) return known;
  const random = new Random(hashOf(name));
  const strata = Array.from({ length: STRATA }, (_, n) => n);
  for (let n = STRATA - 1; n > 0; n--) {
    const other = random.below(n + 1);
    [strata[n], strata[other]] = [strata[other], strata[n]];
  }
  const quantiles = Float64Array.from(strata, (stratum) => (stratum + random.next() / 2 ** 32) / STRATA);
  if (columns.size >= MOST_COLUMNS) columns.clear();
  columns.set(name, quantiles);
  return quantiles;
}

/** FNV-1a, 31 bits. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let n = 0; n < text.length; n++) hash = Math.imul(hash ^ text.charCodeAt(n), 0x01000193);
  return hash >>> 1;
}
