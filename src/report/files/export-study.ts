import type { ColumnTable } from 'arquero';
import type { TopLevelSpec } from 'vega-lite';
import { toPng, toSvg } from '../draw/render.ts';
import type { ReportOptions } from '../page/html.ts';
import type { Run } from '../run/run.ts';
import { encodeTable, TABLE_FORMATS } from './formats.ts';
import { writeFolder } from './write.ts';

/** A result that is one table and one chart. */
export interface Study {
  /** Of its files. */
  name: string;
  table: ColumnTable;
  chart: TopLevelSpec;
}

/** Writes a study into a folder: the table as CSV, Arrow and Parquet, the chart as SVG, PNG and specification. Throws a UserError where it cannot. */
export async function writeStudy(
  folder: string,
  { name, table, chart }: Study,
  runs: readonly Run[],
  options: ReportOptions = {},
): Promise<void> {
  const svg = await toSvg(chart);
  const tables = TABLE_FORMATS.map(
    (format) => [`${name}.${format}`, encodeTable(table, format, runs, options)] as const,
  );
  await writeFolder(
    folder,
    new Map([
      ...tables,
      [`${name}.svg`, svg],
      [`${name}.png`, toPng(svg)],
      [`${name}.vl.json`, `${JSON.stringify(chart, null, 2)}\n`],
    ]),
  );
}
