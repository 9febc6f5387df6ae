import { type Cell, type Column, type Columns, type NamedColumn, named, type RowOf } from './column.ts';

/** A row of a table of which no more is known. */
export type AnyRow = Record<string, Cell>;

/** A table: each column declared, with its values, all of them as many. */
export interface Table {
  readonly columns: readonly NamedColumn[];
  /** By column, in the order of `columns`. */
  readonly values: readonly (readonly Cell[])[];
  /** Rows. */
  readonly length: number;
}

/** Columns that are as many as there is something of: their names follow a pattern, as `count:CONFIGURATION`. */
export interface Family<S> {
  pattern: string;
  column: Column;
  names(source: S): readonly string[];
}

/** A table as it is declared: its name, what a row is, its columns, and how its rows come from a source. */
export interface TableOf<S, O = never, N extends string = string, R = AnyRow> {
  readonly name: N;
  /** What a row is: a sentence. */
  readonly meaning: string;
  /** For the reference of columns; those of a family under their pattern. */
  readonly columns: readonly NamedColumn[];
  of(source: S, options?: O): Table;
  /** The same, an object each. */
  rows(source: S, options?: O): R[];
}

interface Declaration<S, C extends Columns, O, N> {
  name: N;
  meaning: string;
  columns: C;
  family?: Family<S>;
  rows(source: S, options?: O): Iterable<RowOf<C>>;
}

/** Declares a table. Its rows have exactly the columns named, and those of the family, if there is one. */
export function tableOf<S, const C extends Columns, N extends string, O = never>(
  declaration: Declaration<S, C, O, N>,
): TableOf<S, O, N, RowOf<C>> {
  const { name, meaning, columns, family, rows } = declaration;
  const own = named(columns);
  return {
    name,
    meaning,
    columns: family === undefined ? own : [...own, { name: family.pattern, ...family.column }],
    of(source, options) {
      const more = family?.names(source).map((each) => ({ name: each, ...family.column })) ?? [];
      return tableFrom([...own, ...more], rows(source, options) as Iterable<AnyRow>);
    },
    rows(source, options) {
      return rowsOf(this.of(source, options)) as RowOf<C>[];
    },
  };
}

/** Rows as a table with these columns, also when there is no row. */
export function tableFrom(columns: readonly NamedColumn[], rows: Iterable<AnyRow>): Table {
  const values = columns.map((): Cell[] => []);
  let length = 0;
  for (const row of rows) {
    columns.forEach(({ name }, n) => {
      values[n].push(row[name]);
    });
    length++;
  }
  return { columns, values, length };
}

/** The table's rows, an object each. */
export const rowsOf = ({ columns, values, length }: Table): AnyRow[] =>
  Array.from({ length }, (_, n) => Object.fromEntries(columns.map(({ name }, i) => [name, values[i][n]])));
