import type { TopLevelSpec } from 'vega-lite';
import { drawn } from '../draw/drawn.ts';
import type { ReportOptions } from '../run/report.ts';
import type { Run } from '../run/run.ts';
import type { Table } from '../tables/table.ts';
import { chartFiles } from './charts.ts';
import { provenanceOf } from './provenance.ts';
import { tableFiles } from './tables.ts';
import { writeFolder } from './write.ts';

/** A result that is one table and one chart. */
export interface Study {
  /** Of its files. */
  name: string;
  table: Table;
  chart: TopLevelSpec;
}

/** Writes a study into a folder: the table as CSV, Arrow and Parquet, the chart as SVG, PNG and specification; returns the files' names. Throws a UserError where it cannot. */
export async function writeStudy(
  folder: string,
  { name, table, chart }: Study,
  runs: readonly Run[],
  options: ReportOptions = {},
): Promise<string[]> {
  const charts = await drawn([[name, chart]]);
  const files = [...tableFiles(name, table, provenanceOf(runs, options)), ...charts.flatMap(chartFiles)];
  await writeFolder(folder, new Map(files));
  return files.map(([file]) => file);
}
