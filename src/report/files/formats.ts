import { bool, type DataType, float64, int64, tableFromArrays, tableToIPC, utf8 } from '@uwdata/flechette';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { VERSION } from '../../version.ts';
import type { Cell, ColumnKind } from '../tables/column.ts';
import type { Table } from '../tables/table.ts';

export const TABLE_FORMATS = ['csv', 'arrow', 'parquet'] as const;
export type TableFormat = (typeof TABLE_FORMATS)[number];
export const isTableFormat = (name: string): name is TableFormat => (TABLE_FORMATS as readonly string[]).includes(name);

/** What the numbers were made from, by key, for the files that have a place for it. */
export type Provenance = Readonly<Record<string, string>>;

const ARROW: Record<ColumnKind, () => DataType> = { text: utf8, boolean: bool, integer: int64, number: float64 };
const PARQUET = { text: 'STRING', boolean: 'BOOLEAN', integer: 'INT64', number: 'DOUBLE' } as const;

/** A table as CSV text, as an Arrow IPC file or as Parquet. Arrow and Parquet have the provenance and the columns' units and meanings in their metadata. */
export function encodeTable(table: Table, format: TableFormat, provenance: Provenance): Uint8Array | string {
  switch (format) {
    case 'csv':
      return toCsv(table);
    case 'arrow':
      return toArrow(table, metadataOf(table, provenance));
    case 'parquet':
      return toParquet(table, metadataOf(table, provenance));
  }
}

const metadataOf = ({ columns }: Table, provenance: Provenance): [string, string][] => [
  ...Object.entries(provenance),
  ['disco.columns', JSON.stringify(columns)],
];

function toCsv({ columns, values, length }: Table): string {
  const lines = [columns.map(({ name }) => csvCell(name)).join(',')];
  for (let row = 0; row < length; row++) lines.push(values.map((column) => csvCell(column[row])).join(','));
  return `${lines.join('\n')}\n`;
}

const csvCell = (value: Cell): string => {
  const text = value === null ? '' : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

/** A column's values as its kind: a text column may be given numbers, as `ways` is `4` or `full`. */
const valuesAs = (kind: ColumnKind, values: readonly Cell[]): readonly Cell[] =>
  kind === 'text' ? values.map((value) => (value === null ? null : String(value))) : values;

function toArrow({ columns, values }: Table, metadata: [string, string][]): Uint8Array {
  const data = Object.fromEntries(columns.map(({ name, kind }, n) => [name, [...valuesAs(kind, values[n])]]));
  const types = Object.fromEntries(columns.map(({ name, kind }) => [name, ARROW[kind]()]));
  const arrow = tableFromArrays(data, { types });
  arrow.schema.metadata = new Map(metadata);
  return tableToIPC(arrow, { format: 'file' }) as Uint8Array;
}

function toParquet({ columns, values }: Table, metadata: [string, string][]): Uint8Array {
  const columnData = columns.map(({ name, kind }, n) => ({
    name,
    type: PARQUET[kind],
    data:
      kind === 'integer'
        ? values[n].map((value) => (value === null ? null : BigInt(value as number)))
        : [...valuesAs(kind, values[n])],
  }));
  const kvMetadata = metadata.map(([key, value]) => ({ key, value }));
  return new Uint8Array(parquetWriteBuffer({ columnData, kvMetadata, createdBy: `disco-replay ${VERSION}` }));
}
