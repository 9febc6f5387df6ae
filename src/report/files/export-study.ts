import type { TopLevelSpec } from 'vega-lite';
import { drawn } from '../draw/drawn.ts';
import { pageHtml } from '../page/html.ts';
import type { Payload } from '../page/live.ts';
import type { Page } from '../page/page.ts';
import type { ReportOptions } from '../run/report.ts';
import type { Run } from '../run/run.ts';
import type { Table } from '../tables/table.ts';
import { chartFiles } from './charts.ts';
import { provenanceOf } from './provenance.ts';
import { tableFiles } from './tables.ts';
import { type Content, writeFolder } from './write.ts';

/** A result that is one table and one chart, and a page of them. */
export interface Study {
  /** Of its files. */
  name: string;
  table: Table;
  chart: TopLevelSpec;
  /** For programs: what its `--json` prints, and what it was made from. */
  json: object;
  page: Page;
  /** Of what the page is made again under other costs. */
  payload: () => Payload;
}

/** Writes a study into a folder: the page, its JSON, the table as CSV, Arrow and Parquet, the chart as SVG, PNG and specification; returns the files' names. Throws a UserError where it cannot. */
export async function writeStudy(
  folder: string,
  { name, table, chart, json, page, payload }: Study,
  runs: readonly Run[],
  options: ReportOptions = {},
): Promise<string[]> {
  const charts = await drawn([[name, chart]]);
  const files: [string, Content][] = [
    [`${name}.html`, await pageHtml(page, payload)],
    [`${name}.json`, `${JSON.stringify(json, null, 2)}\n`],
    ...tableFiles(name, table, provenanceOf(runs, options)),
    ...charts.flatMap(chartFiles),
  ];
  await writeFolder(folder, new Map(files));
  return files.map(([file]) => file);
}
