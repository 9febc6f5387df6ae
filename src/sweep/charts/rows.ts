import type { ColumnTable } from 'arquero';
import { suggestion } from '../../config/suggestion.ts';
import { excerpt, UserError } from '../../errors.ts';
import { OUTPUTS } from '../../price/outputs.ts';
import { fromZero } from '../../report/draw/beginning.ts';
import { axisRoom, axisTitle, charactersIn } from '../../report/draw/layout.ts';
import type { Table } from '../../report/tables/table.ts';
import { printable } from '../../report/text/words.ts';
import type { Digits } from '../results/digits.ts';
import { axisLabels, labelOf, valueLabel } from './labels.ts';

export type Value = number | string | boolean | null;
export type Row = Record<string, Value>;

/** Rows with the names of their columns. */
export interface NamedRows {
  columns: readonly string[];
  rows: readonly Row[];
  /** Decimals of a study's numbers, by column. Default: those that suit the rows. */
  digits?: Digits;
}

/** What charts are drawn of: a table of arquero, or rows. */
export type ChartTable = ColumnTable | NamedRows;

/** A table as rows, of its columns' values. */
export const namedRows = ({ columns, values, length }: Pick<Table, 'columns' | 'values' | 'length'>): NamedRows => ({
  columns: columns.map(({ name }) => name),
  rows: Array.from({ length }, (_, n) => Object.fromEntries(columns.map(({ name }, c) => [name, values[c][n]]))),
});

/** More rows than this make a chart that nobody can read, and a specification of megabytes. */
const MOST_ROWS = 20_000;

/**
 * The named columns of a table as rows, without those in which one of `needed` is null. Throws UserError for a column that is not there,
 * for one of `numbers` that holds something else, or where nothing is left.
 */
export function rowsOf(
  table: ChartTable,
  { columns, numbers }: { columns: readonly (string | undefined)[]; numbers: readonly string[] },
): Row[] {
  const names = [...new Set(columns.filter((name) => name !== undefined))];
  const known = 'columns' in table ? table.columns : table.columnNames();
  for (const name of names)
    if (!known.includes(name))
      throw new UserError(
        `no such column ${excerpt(name)}${suggestion(name, known)}; the table has ${known.join(', ')}`,
      );
  const all =
    'columns' in table
      ? table.rows.map((row) => Object.fromEntries(names.map((name) => [name, row[name]])))
      : (table.select(names).objects() as Row[]);
  const rows = all.filter((row) => names.every((name) => row[name] !== null));
  for (const name of numbers) {
    const wrong = rows.find((row) => typeof row[name] !== 'number' || !Number.isFinite(row[name]));
    if (wrong !== undefined)
      throw new UserError(`column ${name}: found ${excerpt(String(wrong[name]))}, expected numbers`);
  }
  if (rows.length === 0) throw new UserError(`nothing to draw: no row has a value in all of ${names.join(', ')}`);
  if (rows.length > MOST_ROWS)
    throw new UserError(
      `${rows.length} rows are too many for a chart, at most ${MOST_ROWS}; filter the table, or take fewer values`,
    );
  return rows;
}

/** A column's different values; numbers in order, others as they come. */
export function distinct(rows: readonly Row[], column: string): Value[] {
  const values = [...new Set(rows.map((row) => row[column]))];
  return values.every((value) => typeof value === 'number') ? values.sort((a, b) => a - b) : values;
}

export const isNumeric = (values: readonly Value[]): values is number[] => values.every((v) => typeof v === 'number');

/** Whether settings stand at equal ratios above 0, and so want a logarithmic axis. */
export function suitsLog(values: readonly number[]): boolean {
  const sorted = [...new Set(values)].sort((a, b) => a - b);
  if (sorted.length < 3 || sorted[0] <= 0) return false;
  const ratios = sorted.slice(1).map((value, n) => Math.log(value / sorted[n]));
  return Math.max(...ratios) < 1.05 * Math.min(...ratios);
}

/** Ticks on a logarithmic axis, at most: one at each value. */
const MOST_TICKS = 10;

/** Pixels left of a plot for an axis of these numbers with its title. */
export const roomOf = (column: string, values: readonly number[]): number => {
  const most = values.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
  const signs = values.some((value) => value < 0) || column.endsWith('Bytes') ? 10 : 1;
  return axisRoom(most * signs) + 8 + (labelOf(column).length > charactersIn(240) ? 14 : 0);
};

/** Whether a column is a setting, not what came out at one. */
export const isSetting = (column: string): boolean => !Object.hasOwn(OUTPUTS, column);

/** An axis of numbers, `pixels` long: of settings at equal ratios logarithmic, with a tick at each; else linear, that of an answer from 0 where `fromZero` says so. */
export function numericAxis(
  column: string,
  values: readonly number[],
  { pixels = Number.POSITIVE_INFINITY, setting = isSetting(column) } = {},
): object {
  const unique = [...new Set(values)].sort((a, b) => a - b);
  const log = setting && suitsLog(unique);
  const scale = log
    ? { type: 'log', nice: false }
    : setting
      ? { zero: false, nice: false }
      : { zero: fromZero(unique), nice: 6 };
  const axis = {
    ...axisLabels(column),
    labelOverlap: true,
    tickCount: Math.min(6, Math.floor(pixels / 45)),
    ...(log && unique.length <= MOST_TICKS ? { values: unique } : {}),
  };
  return {
    field: fieldOf(column),
    type: 'quantitative',
    title: axisTitle(labelOf(column), Math.min(pixels, 240)),
    scale,
    axis,
  };
}

/** Vega takes dots and brackets in names for paths. */
export const fieldOf = (column: string): string => column.replace(/[.[\]\\'"]/g, '_');

/** Rows under names that Vega takes as they are; of `texts`, what people read instead of the value. */
export const safeRows = (rows: readonly Row[], columns: readonly string[], texts: readonly string[]): Row[] =>
  rows.map((row) =>
    Object.fromEntries(
      columns.map((name) => [fieldOf(name), texts.includes(name) ? textOf(name, row[name]) : row[name]]),
    ),
  );

export const textOf = (column: string, value: Value): string => printable(valueLabel(column, value));
