import { decimal } from '../../src/report/text/words.ts';

/** A table in Markdown; a letter of `align` for each column, `l` or `r`. */
export const table = (head: readonly string[], align: string, rows: readonly (readonly string[])[]): string =>
  [head, [...align].map((side) => (side === 'r' ? '---:' : '---')), ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');

/** Digits behind the point, thousands apart, a minus sign before what is less than zero when rounded; a dash for what is no number. */
export const number = (value: number | null, digits: number): string =>
  value === null || Number.isNaN(value) ? '–' : decimal(value, digits);

const WORDS = ['no', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve'];
/** A small number as a word. */
export const counted = (n: number): string => WORDS[n] ?? `${n}`;
