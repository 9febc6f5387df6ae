import { decimal, signed } from '../../report/text/words.ts';

/** A number of an exhibit as people read it: with its digits; thousands whole; a dash for none. */
export const numberText = (n: number, digits: number): string =>
  Number.isNaN(n) ? '–' : decimal(n, Math.abs(n) >= 1000 ? 0 : digits);

/** The same of a difference, with its sign. */
export const differenceText = (n: number, digits: number): string =>
  Number.isNaN(n) ? '–' : signed(n, Math.abs(n) >= 1000 ? 0 : digits);
