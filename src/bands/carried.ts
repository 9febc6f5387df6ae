import { slopesOf } from './linear.ts';

/**
 * Values carried to where what must be honoured is: each less the part that a linear model, fitted to the draws, gives to how far its draw is
 * off (Beaumont, Zhang and Balding, 2002). `off`: for each row that must be honoured, how far each draw is off, over its
 * tolerance. Draws within their tolerance stay where they are: only what is beyond it is taken back.
 */
export function carried(values: Float64Array, off: readonly Float64Array[], weights: Float64Array): Float64Array {
  const beyond = off.map((each) => each.map((d) => Math.sign(d) * Math.max(0, Math.abs(d) - 1)));
  const slopes = slopesOf(off, values, weights);
  return values.map((value, n) => slopes.reduce((sum, slope, row) => sum - slope * beyond[row][n], value));
}
