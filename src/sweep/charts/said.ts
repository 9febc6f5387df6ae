import { decimal } from '../../report/text/words.ts';
import { type Digits, digitsByName } from '../results/digits.ts';
import { labelOf } from './labels.ts';
import { type ChartTable, isSetting, type Row, textOf, type Value } from './rows.ts';

/** A column's label without its unit. */
export const heading = (column: string): string => labelOf(column).split(',')[0];

/** `34.25 %` of a column's numbers. */
export function numberOf(column: string, value: number, digits: number): string {
  const unit = labelOf(column).split(', ')[1];
  return `${decimal(value, digits)}${unit === undefined ? '' : ` ${unit}`}`;
}

/** Decimals of a column's numbers: those that the table says they have all over a study, else those that suit the numbers. */
export const digitsIn = (table: ChartTable, column: string, numbers: readonly Value[]): number =>
  ('digits' in table ? (table.digits as Digits)[column] : undefined) ?? digitsByName(column, numbers);

/** Where a column's numbers are least and greatest, as a clause: `overhead is 12.00 % at least (TLB entries 128) and 34.10 % at most (TLB entries 32)`. */
export function rangeOf(table: ChartTable, rows: readonly Row[], column: string, places: readonly (string | undefined)[]): string {
  const of = (row: Row): number => row[column] as number;
  const digits = (name: string): number => digitsIn(table, name, rows.map((row) => row[name]));
  const text = (name: string, value: Value): string => (isSetting(name) || typeof value !== 'number' ? textOf(name, value) : numberOf(name, value, digits(name)));
  const at = (row: Row): string => places.filter((place) => place !== undefined).map((place) => `${heading(place)} ${text(place, row[place])}`).join(', ');
  const number = (row: Row): string => numberOf(column, of(row), digits(column));
  const least = rows.reduce((best, row) => (of(row) < of(best) ? row : best));
  const most = rows.reduce((best, row) => (of(row) > of(best) ? row : best));
  if (of(least) === of(most)) return `${heading(column)} is ${number(most)} everywhere`;
  return `${heading(column)} is ${number(least)} at least (${at(least)}) and ${number(most)} at most (${at(most)})`;
} // biome-ignore format: long lines
