import type { Column } from '../../report/tables/column.ts';
import { digitsFor } from '../../report/text/words.ts';
import { isOutput, outputColumn } from './output-columns.ts';
import type { Results } from './results.ts';

/** Decimals of a column's numbers, by the column's name. */
export type Digits = Readonly<Record<string, number>>;

/** Decimals of a column's numbers in tables, sentences and charts alike: none of counts, two of a percentage, else four digits of the largest. */
export function digitsOf({ kind, unit }: Pick<Column, 'kind' | 'unit'>, values: readonly unknown[]): number {
  if (kind === 'integer') return 0;
  if (unit === '%') return 2;
  return digitsFor(
    values.reduce<number>((most, each) => (typeof each === 'number' ? Math.max(most, Math.abs(each)) : most), 0),
  );
}

/** Those of an output of a study, or of what draws make of it: `totalMs.median` as `totalMs`. */
export const digitsOfOutput = (digits: Digits, name: string): number =>
  digits[name] ?? digits[name.replace(/\.(low|median|high)$/, '')];

/** Those of a study's outputs. */
export const digitsOfResults = ({ columns }: Pick<Results, 'columns'>): Digits =>
  Object.fromEntries(
    columns.filter(({ role }) => role === 'output').map((column) => [column.name, digitsOf(column, column.values)]),
  );

/** The same of a column that is known by its name alone, such as one that somebody derived. */
export const digitsByName = (name: string, values: readonly unknown[]): number =>
  digitsOf(
    isOutput(name) ? outputColumn(name) : { kind: values.every(Number.isInteger) ? 'integer' : 'number' },
    values,
  );
