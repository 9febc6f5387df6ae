import { table as arquero, type ColumnTable } from 'arquero';
import type { Table } from './table.ts';

/** The table for arquero. */
export const toArquero = ({ columns, values }: Table): ColumnTable =>
  arquero(
    columns.map(({ name }, n) => [name, [...values[n]]]),
    columns.map(({ name }) => name),
  );
