import { excerpt, UserError } from '../../errors.ts';

/** A value of a setting: what a line of YAML can hold. */
export type Scalar = number | string | boolean | null;

/** Values an axis may have, at most: a slip of the hand must not fill the memory. */
const MOST_VALUES = 1_000_000;

const NUMBER = String.raw`[-+]?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?`;
const RANGE = new RegExp(String.raw`^\s*(${NUMBER})\s*\.\.\s*(${NUMBER})\s*(?::|\s)\s*(step|log)?\s*(${NUMBER})\s*$`);

/** Whether a text wants to be a range: two numbers with dots between. */
export const looksLikeRange = (text: string): boolean => /^\s*[-+]?\d[\d.eE+-]*\s*\.\./.test(text);

/**
 * The values of `300..3000 step 100` (also `300..3000:100`), or of `32..512 log 5` (`32..512:log5`): five values, each the same ratio
 * above the one before. The first is always among them; the last, if a step hits it. Throws UserError with what is wrong.
 */
export function parseRange(text: string): number[] {
  const match = RANGE.exec(text);
  const wrong = (why: string): UserError =>
    new UserError(`found ${excerpt(text)}: ${why}; a range is 300..3000 step 100 or 32..512 log 5`);
  if (match === null) throw wrong('no range');
  const [from, to, size] = [match[1], match[2], match[4]].map(Number);
  if (to < from) throw wrong('it runs downwards');
  if (match[3] === 'log') {
    if (!(from > 0)) throw wrong('equal ratios need a beginning above 0');
    if (!Number.isInteger(size) || size < 2 || size > MOST_VALUES) throw wrong('expected how many values, 2 or more');
    return Array.from({ length: size }, (_, n) => tidy(from * (to / from) ** (n / (size - 1))));
  }
  if (!(size > 0)) throw wrong('expected a step above 0');
  const steps = Math.floor((to - from) / size + 1e-9);
  if (steps >= MOST_VALUES) throw wrong(`${steps + 1} values, expected at most ${MOST_VALUES}`);
  return Array.from({ length: steps + 1 }, (_, n) => tidy(from + n * size));
}

/** The number without the last digits' rounding errors: 0.3 for 0.1 + 2 × 0.1, 64 for the second of `32..512 log 5`. */
const tidy = (n: number): number => Number(n.toPrecision(12));
