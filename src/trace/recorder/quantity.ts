import { excerpt, UserError } from '../../errors.ts';

const FACTOR: Readonly<Record<string, number>> = { '': 1, k: 1e3, K: 1e3, M: 1e6, G: 1e9 };

/**
 * A count as people write it: `1000`, `200k`, `10M`, `1.5G` (decimal prefixes). `what` names it in the error.
 * Throws a UserError for anything that is not a whole number of at least 1.
 */
export function parseCount(text: string, what: string): number {
  const m = /^(\d{1,16}(?:\.\d{1,9})?)([kKMG]?)$/.exec(text);
  const value = m === null ? Number.NaN : Number(m[1]) * FACTOR[m[2]];
  const whole = Math.round(value); // 1.1 * 1e9 is not exact in binary
  if (Number.isSafeInteger(whole) && whole >= 1 && Math.abs(value - whole) <= 1e-6) return whole;
  throw new UserError(`${what}: found ${excerpt(text)}, expected a whole number such as 500, 200k, 10M or 1.5G`);
}
