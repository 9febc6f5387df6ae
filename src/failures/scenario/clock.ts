/** A point of the trace's clock: instructions of all CPUs until then, or percent of all there are. */
export type Clock = { readonly instructions: number } | { readonly percent: number };

/** A clock as people write it: `200000`, `200k`, `1.5M`, `50%`. */
export const CLOCK = /^\d{1,16}(?:\.\d{1,9})?(?:[kMG]| ?%)?$/;

const FACTORS: Readonly<Record<string, number>> = { k: 1e3, M: 1e6, G: 1e9 };

/** What a clock says; a text is one that `CLOCK` takes. Instructions are rounded to whole ones. */
export function clockOf(at: number | string): Clock {
  if (typeof at === 'number') return { instructions: at };
  const number = Number.parseFloat(at);
  if (at.endsWith('%')) return { percent: number };
  return { instructions: Math.round(number * (FACTORS[at.at(-1)!] ?? 1)) };
}
