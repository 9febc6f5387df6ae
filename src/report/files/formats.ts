import { bool, type DataType, float64, int64, tableFromArrays, tableToIPC, utf8 } from '@uwdata/flechette';
import { ByteWriter, ParquetWriter, schemaFromColumnData } from 'hyparquet-writer';
import { VERSION } from '../../version.ts';
import type { Cell, ColumnKind } from '../tables/column.ts';
import type { Table } from '../tables/table.ts';
import { csvBlocks } from './csv.ts';

export const TABLE_FORMATS = ['csv', 'arrow', 'parquet'] as const;
export type TableFormat = (typeof TABLE_FORMATS)[number];
export const isTableFormat = (name: string): name is TableFormat => (TABLE_FORMATS as readonly string[]).includes(name);

/** What the numbers were made from, by key, for the files that have a place for it. */
export type Provenance = Readonly<Record<string, string>>;

const ARROW: Record<ColumnKind, () => DataType> = { text: utf8, boolean: bool, integer: int64, number: float64 };
const PARQUET = { text: 'STRING', boolean: 'BOOLEAN', integer: 'INT64', number: 'DOUBLE' } as const;

/** Rows that are encoded at a time. Parquet's first group is shorter, as hyparquet has it. */
export const BLOCK_ROWS = 100_000;
const ROW_GROUPS = [1000, BLOCK_ROWS];

/** A table as CSV text, as an Arrow IPC file or as Parquet. Arrow and Parquet have the provenance and the columns' units and meanings in their metadata. */
export function encodeTable(table: Table, format: TableFormat, provenance: Provenance): Uint8Array | string {
  const blocks = [...encodedBlocks(table, format, provenance)];
  return format === 'csv' ? blocks.join('') : Buffer.concat(blocks as Uint8Array[]);
}

/** The same in parts that follow each other, for tables that are too long to be held twice. */
export function encodedBlocks(
  table: Table,
  format: TableFormat,
  provenance: Provenance,
): Iterable<Uint8Array | string> {
  switch (format) {
    case 'csv':
      return csvBlocks(table, BLOCK_ROWS);
    case 'arrow':
      return arrowBlocks(table, metadataOf(table, provenance));
    case 'parquet':
      return parquetBlocks(table, metadataOf(table, provenance));
  }
}

const metadataOf = ({ columns }: Table, provenance: Provenance): [string, string][] => [
  ...Object.entries(provenance),
  ['disco.columns', JSON.stringify(columns)],
];

/** A column's values as its kind: a text column may be given numbers, as `ways` is `4` or `full`. */
const valuesAs = (kind: ColumnKind, values: readonly Cell[]): readonly Cell[] =>
  kind === 'text' ? values.map((value) => (value === null ? null : String(value))) : values;

function arrowBlocks({ columns, values }: Table, metadata: [string, string][]): Uint8Array[] {
  const data = Object.fromEntries(columns.map(({ name, kind }, n) => [name, valuesAs(kind, values[n]) as unknown[]]));
  const types = Object.fromEntries(columns.map(({ name, kind }) => [name, ARROW[kind]()]));
  const arrow = tableFromArrays(data, { types, maxBatchRows: BLOCK_ROWS });
  arrow.schema.metadata = new Map(metadata);
  const blocks: Uint8Array[] = [];
  const sink = {
    write: (bytes: Uint8Array) => void blocks.push(bytes),
    pad: (count: number) => void blocks.push(new Uint8Array(count)),
    finish: () => null,
  };
  tableToIPC(arrow, { format: 'file', sink });
  return blocks;
}

function* parquetBlocks({ columns, values, length }: Table, metadata: [string, string][]): Generator<Uint8Array> {
  const writer = new ByteWriter();
  const taken = (): Uint8Array => {
    const bytes = writer.getBytes().slice();
    writer.index = 0;
    return bytes;
  };
  const typed = columns.map(({ name, kind }) => ({ name, type: PARQUET[kind] }));
  const parquet = new ParquetWriter({
    writer,
    schema: schemaFromColumnData({ columnData: typed.map((column) => ({ ...column, data: [] })) }),
    kvMetadata: metadata.map(([key, value]) => ({ key, value })),
    createdBy: `disco-replay ${VERSION}`,
  });
  for (let from = 0, group = 0; from < length; group++) {
    const to = Math.min(length, from + ROW_GROUPS[Math.min(group, ROW_GROUPS.length - 1)]);
    const columnData = typed.map(({ name }, n) => ({
      name,
      data: parquetCells(columns[n], values[n].slice(from, to)),
    }));
    parquet.write({ columnData, rowGroupSize: to - from });
    yield taken();
    from = to;
  }
  parquet.finish();
  yield taken();
}

const parquetCells = ({ kind }: Table['columns'][number], cells: readonly Cell[]): unknown[] =>
  kind === 'integer'
    ? cells.map((value) => (value === null ? null : BigInt(value as number)))
    : [...valuesAs(kind, cells)];
