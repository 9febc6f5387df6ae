import { bool, type DataType, float64, int64, tableToIPC, utf8 } from '@uwdata/flechette';
import type { ColumnTable } from 'arquero';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { VERSION } from '../../version.ts';
import type { ReportOptions } from '../page/html.ts';
import type { Run } from '../run/run.ts';

export const TABLE_FORMATS = ['csv', 'arrow', 'parquet'] as const;
export type TableFormat = (typeof TABLE_FORMATS)[number];
export const isTableFormat = (name: string): name is TableFormat => (TABLE_FORMATS as readonly string[]).includes(name);

type Kind = 'text' | 'flag' | 'integer' | 'real';

/** Numbers that count something; other numbers are real. */
const INTEGERS = new Set(['window', 'cpu', 'vm', 'count', 'entries', 'references', 'misses', 'clock', 'pages']);
const FLAGS = new Set(['warmup']);
const REALS = new Set([
  'ns', 'percent', 'percentOfSystemTime', 'meanNs', 'slowdown', 'kernelExecution', 'tlbWriteEmulation', 'otherPrivileged',
  'monitorCalls', 'kernelTlbFaults', 'missRatio', 'value', 'overhead', 'worth', 'MB',
]); // biome-ignore format: a list

/** A column's kind, by its name: the same whatever the values, and when there are none. */
function kindOf(column: string): Kind {
  if (INTEGERS.has(column) || column.startsWith('count:')) return 'integer';
  if (FLAGS.has(column)) return 'flag';
  return REALS.has(column) ? 'real' : 'text';
}

const ARROW: Record<Kind, () => DataType> = { text: utf8, flag: bool, integer: int64, real: float64 };
const PARQUET = { text: 'STRING', flag: 'BOOLEAN', integer: 'INT64', real: 'DOUBLE' } as const;

/** A table as CSV text, as an Arrow IPC file or as Parquet. What it was made from is in Parquet's and Arrow's metadata. */
export function encodeTable(
  table: ColumnTable,
  format: TableFormat,
  runs: readonly Run[],
  options: ReportOptions,
): Uint8Array | string {
  switch (format) {
    case 'csv':
      return table.toCSV();
    case 'arrow': {
      const types = Object.fromEntries(table.columnNames().map((name) => [name, ARROW[kindOf(name)]()]));
      const arrow = table.toArrow({ types });
      arrow.schema.metadata = new Map(Object.entries(provenance(runs, options)));
      return tableToIPC(arrow, { format: 'file' }) as Uint8Array;
    }
    case 'parquet': {
      const columnData = table.columnNames().map((name) => {
        const kind = kindOf(name);
        const values = Array.from(table.array(name) as ArrayLike<unknown>);
        return {
          name,
          type: PARQUET[kind],
          data: kind === 'integer' ? values.map((n) => (n === null ? null : BigInt(n as number))) : values,
        };
      });
      const kvMetadata = Object.entries(provenance(runs, options)).map(([key, value]) => ({ key, value }));
      return new Uint8Array(parquetWriteBuffer({ columnData, kvMetadata, createdBy: `disco-replay ${VERSION}` }));
    }
  }
}

/** What the numbers were made from. */
function provenance(runs: readonly Run[], { command }: ReportOptions): Record<string, string> {
  const [{ trace }] = runs;
  return {
    'disco.version': VERSION,
    'disco.trace': JSON.stringify(trace.header),
    'disco.structures': JSON.stringify(runs.map(({ structure }) => structure)),
    'disco.costs': JSON.stringify(runs.map(({ costs }) => costs)),
    ...(command === undefined ? {} : { 'disco.command': command }),
  };
}
