import { decimal, digitsFor } from '../../report/text/words.ts';
import { labelOf } from './labels.ts';
import { type Row, textOf } from './rows.ts';

/** A column's label without its unit. */
export const heading = (column: string): string => labelOf(column).split(',')[0];

/** `34.25 %` of a column's numbers, the largest of which is `most`. */
export function numberOf(column: string, value: number, most: number): string {
  const unit = labelOf(column).split(', ')[1];
  return `${decimal(value, Number.isInteger(value) ? 0 : Math.min(2, digitsFor(most)))}${unit === undefined ? '' : ` ${unit}`}`;
}

/** Where a column's numbers are least and greatest, as a clause: `overhead is 12 % at TLB entries 128 at least and 34 % at TLB entries 32 at most`. */
export function rangeOf(rows: readonly Row[], column: string, places: readonly (string | undefined)[]): string {
  const of = (row: Row): number => row[column] as number;
  const at = (row: Row): string => places.filter((place) => place !== undefined).map((place) => `${heading(place)} ${textOf(place, row[place])}`).join(', '); // biome-ignore format: a line
  const least = rows.reduce((best, row) => (of(row) < of(best) ? row : best));
  const most = rows.reduce((best, row) => (of(row) > of(best) ? row : best));
  const largest = Math.max(Math.abs(of(least)), Math.abs(of(most)));
  if (of(least) === of(most)) return `${heading(column)} is ${numberOf(column, of(most), largest)} everywhere`;
  return `${heading(column)} is ${numberOf(column, of(least), largest)} at least (${at(least)}) and ${numberOf(column, of(most), largest)} at most (${at(most)})`;
}
