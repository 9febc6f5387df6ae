import { type ColumnTable, table } from 'arquero';

export type Cell = string | number | boolean | null;

/** A table with these columns, also when it has no rows. */
export function tableOf<C extends string>(columns: readonly C[], rows: Iterable<Record<C, Cell>>): ColumnTable {
  const data = Object.fromEntries(columns.map((column) => [column, [] as Cell[]])) as Record<C, Cell[]>;
  for (const row of rows) for (const column of columns) data[column].push(row[column]);
  return table(data, columns as C[]);
}
