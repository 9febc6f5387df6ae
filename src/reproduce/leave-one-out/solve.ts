import { UserError } from '../../errors.ts';

/** A solution, and the bound at which it was held. */
export interface Solution {
  value: number;
  heldAt: 'lower' | 'upper' | null;
}

/** How near the function has to come to what is wanted, in its own units. */
const NEAR = 1e-7;
/** How narrow a bracket ends the search all the same, relative to the upper bound. */
const NARROW = 1e-10;

/**
 * Where a function that does not fall takes the value that is wanted, between two bounds; else the bound that comes nearest. False position,
 * with the end that stays halved (Illinois): an affine function takes one step, and is met exactly. Throws UserError where the function is the same
 * at both bounds, naming what it is of.
 */
export function solveBetween(
  name: string,
[lower, upper]: readonly [number, number], wanted: number, of: (x: number) => number): Solution {
  let [low, high] = [lower, upper];
  let below = of(low) - wanted;
  let above = of(high) - wanted;
  if (above === below) throw new UserError(`--leave-one-out: ${name} makes no difference with these settings`);
  if (below >= 0) return { value: low, heldAt: below > NEAR ? 'lower' : null };
  if (above <= 0) return { value: high, heldAt: above < -NEAR ? 'upper' : null };
  for (let stayed = 0; ; ) {
    const x = low - (below * (high - low)) / (above - below);
    const off = of(x) - wanted;
    if (Math.abs(off) <= NEAR || high - low <= NARROW * upper) return { value: x, heldAt: null };
    if (off < 0) {
      [low, below] = [x, off];
      if (stayed < 0) above /= 2;
      stayed = -1;
    } else {
      [high, above] = [x, off];
      if (stayed > 0) below /= 2;
      stayed = 1;
    }
  }
} // biome-ignore format: a signature
