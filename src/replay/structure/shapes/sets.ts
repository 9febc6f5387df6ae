import { z } from 'zod';

const isPowerOfTwo = (n: number): boolean => n >= 1 && Number.isInteger(Math.log2(n));

/** A power of two from `min` to `max`, which are powers themselves; JSON Schema has them all. */
export const powerOfTwo = (min: number, max: number) =>
  z
    .int()
    .min(min)
    .max(max)
    .refine(isPowerOfTwo, 'expected a power of two')
    .meta({ enum: Array.from({ length: Math.log2(max / min) + 1 }, (_, n) => min * 2 ** n) });

/** Instructions of an interval, at most: four weeks at 400 MHz, and so never. */
export const MOST_INSTRUCTIONS = 1e15;

/** Ranges of addresses, and disks, that a structure tells apart, at most: each is looked through where it matters. */
export const MOST_RANGES = 1024;

/** Ways of a set-associative array: any number, or all of it in one set. */
export const ways = z
  .union([
    z
      .int()
      .min(1)
      .max(1 << 22),
    z.literal('full'),
  ])
  .meta({ unit: 'ways' });

/** What is wrong with so many entries in sets of so many ways; undefined: nothing. Sets are a power of two, as an index is bits of an address. */
export function setsProblem(entries: number, ways: number | 'full', noun: string): string | undefined {
  if (ways === 'full' || isPowerOfTwo(entries / ways)) return undefined;
  if (ways > entries)
    return `${ways} ways of ${entries} ${noun}: more ways than ${noun} (write "full" for one set of all)`;
  const sets = Number((entries / ways).toFixed(3));
  return `${entries} ${noun} of ${ways} ways are ${sets} sets, expected a power of two`;
}
