import type { Table } from '../tables/table.ts';
import type { File } from './charts.ts';
import { encodeTable, type Provenance, TABLE_FORMATS } from './formats.ts';

export const tableFileNames = (name: string): string[] => TABLE_FORMATS.map((format) => `${name}.${format}`);

/** The files of a table: as CSV, Arrow and Parquet. */
export const tableFiles = (name: string, table: Table, provenance: Provenance): File[] =>
  TABLE_FORMATS.map((format) => [`${name}.${format}`, encodeTable(table, format, provenance)]);
