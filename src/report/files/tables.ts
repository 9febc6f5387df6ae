import type { Table } from '../tables/table.ts';
import type { File } from './charts.ts';
import { encodedBlocks, encodeTable, type Provenance, TABLE_FORMATS } from './formats.ts';
import type { Content } from './write.ts';

export const tableFileNames = (name: string): string[] => TABLE_FORMATS.map((format) => `${name}.${format}`);

/** The files of a table: as CSV, Arrow and Parquet. */
export const tableFiles = (name: string, table: Table, provenance: Provenance): File[] =>
  TABLE_FORMATS.map((format) => [`${name}.${format}`, encodeTable(table, format, provenance)]);

/** The same of a table that may be long: each file is made when it is written, one after another. */
export const tableStreams = (name: string, table: Table, provenance: Provenance): [string, Content][] =>
  TABLE_FORMATS.map((format) => [`${name}.${format}`, () => encodedBlocks(table, format, provenance)]);
