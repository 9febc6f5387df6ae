import { excerpt, UserError } from '../../errors.ts';

/**
 * How much at the start of each window is warm-up, as data has it: a number of instructions, of all CPUs together, or of references:
 * `1000000`, `100refs`.
 */
export type Warmup = number | `${number}refs`;

/** Multiples, decimal. */
const FACTOR: Readonly<Record<string, number>> = { '': 1, k: 1e3, K: 1e3, M: 1e6, G: 1e9 };

/** A warm-up as people write it: `0`, `200k`, `1.5M`, `100refs`, `10k refs`. */
export const WARMUP_TEXT = /^(\d{1,16}(?:\.\d{1,9})?)([kKMG]?)( ?refs)?$/;

/** Reads a warm-up. `what` names it in the error. Throws a UserError for anything that is none. */
export function parseWarmup(text: string | number, what: string): Warmup {
  const m = WARMUP_TEXT.exec(`${text}`);
  const value = m === null ? Number.NaN : Number(m[1]) * FACTOR[m[2]];
  const whole = Math.round(value); // 1.1 * 1e9 is not exact in binary
  if (m !== null && Number.isSafeInteger(whole) && Math.abs(value - whole) <= 1e-6)
    return m[3] === undefined ? whole : `${whole}refs`;
  throw new UserError(
    `${what}: found ${excerpt(`${text}`)}, expected a whole number such as 500, 200k or 10M, of instructions, or of references: 100refs`,
  );
}

/** How many of what. */
export interface WarmupLength {
  count: number;
  of: 'instructions' | 'references';
}

export const lengthOf = (warmup: Warmup): WarmupLength =>
  typeof warmup === 'number'
    ? { count: warmup, of: 'instructions' }
    : { count: Number(warmup.slice(0, -'refs'.length)), of: 'references' };

/** For people: `1,000,000 instructions`. */
export function warmupText(warmup: Warmup): string {
  const { count, of } = lengthOf(warmup);
  return `${count.toLocaleString('en-US')} ${count === 1 ? of.slice(0, -1) : of}`;
}
