import { rm, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { TopLevelSpec } from 'vega-lite';
import { UserError } from '../../errors.ts';
import { writeAside } from '../../trace/bytes/atomic-file.ts';
import { toPng, toSvg } from '../draw/render.ts';
import { type ReportOptions, toHtml } from '../page/html.ts';
import type { Run } from '../run/run.ts';
import { FOOTPRINT_CHARTS, footprintCharts } from '../sections/footprint/charts.ts';
import { footprints } from '../sections/footprint/footprint.ts';
import { LOCALITY_CHARTS, localityCharts } from '../sections/locality/charts.ts';
import { localityRuns } from '../sections/locality/locality.ts';
import { breakdownChart, monitorChart } from '../sections/times/breakdown-chart.ts';
import { windowsChart } from '../sections/times/windows-chart.ts';
import { TABLES, type TableName } from '../tables/tables.ts';
import { encodeTable, isTableFormat, TABLE_FORMATS, type TableFormat } from './formats.ts';
import { toJsonText } from './json.ts';
import { writeFolder } from './write.ts';

type File = [name: string, content: Uint8Array | string];

const encode = (name: TableName, format: TableFormat, runs: readonly Run[], options: ReportOptions): File => {
  return [`${name}.${format}`, encodeTable(TABLES[name](runs), format, runs, options)];
};

/**
 * Writes tables for other programs. A target that ends in .csv, .arrow or .parquet becomes one table, the long one unless another is named;
 * any other is a folder, which receives every table in each of these formats. Throws a UserError where it cannot be written.
 */
export async function exportTables(
  target: string,
  runs: readonly Run[],
  { table = 'times', ...options }: ReportOptions & { table?: TableName } = {},
): Promise<void> {
  const format = extname(target).slice(1).toLowerCase();
  const isFolder = format === '' || (await stat(target).catch(() => undefined))?.isDirectory() === true;
  if (isFolder) {
    const names = Object.keys(TABLES) as TableName[];
    await writeFolder(
      target,
      new Map(names.flatMap((name) => TABLE_FORMATS.map((each) => encode(name, each, runs, options)))),
    );
    return;
  }
  if (!isTableFormat(format))
    throw new UserError(
      `${target}: no format for .${format}; expected a folder or a name in .${TABLE_FORMATS.join(', .')}`,
    );
  const [, content] = encode(table, format, runs, options);
  await writeAside(target, (handle) => handle.writeFile(content));
}

/** Files a report has only for some runs. */
const SOMETIMES = [
  ...['monitor', 'windows', ...LOCALITY_CHARTS, ...FOOTPRINT_CHARTS].flatMap((name) => [`${name}.svg`, `${name}.png`]),
  'locality.csv',
  'footprint.csv',
];

/**
 * Writes the whole report into a folder: report.html, the charts (SVG, PNG, the first one's specification), times, counts and result.json.
 * Throws a UserError where it cannot be written, and leaves an older report as it was.
 */
export async function writeReport(folder: string, runs: readonly Run[], options: ReportOptions = {}): Promise<void> {
  const breakdown = breakdownChart(runs);
  const files = new Map<string, Uint8Array | string>([
    ['report.html', await toHtml(runs, options)],
    ...(await draw('breakdown', breakdown)),
    ...(await draw('monitor', monitorChart(runs))),
    ...(await draw('windows', windowsChart(runs))),
    ['breakdown.vl.json', `${JSON.stringify(breakdown, null, 2)}\n`],
    ...TABLE_FORMATS.map((format) => encode('times', format, runs, options)),
    encode('counts', 'csv', runs, options),
    ['result.json', toJsonText(runs)],
  ]);
  if (localityRuns(runs).length > 0) files.set(...encode('locality', 'csv', runs, options));
  if (footprints(runs).length > 0) files.set(...encode('footprint', 'csv', runs, options));
  for (const [name, chart] of [...localityCharts(runs), ...footprintCharts(runs)])
    for (const file of await draw(name, chart)) files.set(...file);
  await writeFolder(folder, files);
  // An older report's files that this one has not.
  for (const name of SOMETIMES) if (!files.has(name)) await rm(join(folder, name), { force: true });
}

async function draw(name: string, chart: TopLevelSpec | undefined): Promise<File[]> {
  if (chart === undefined) return [];
  const svg = await toSvg(chart);
  return [[`${name}.svg`, svg], [`${name}.png`, toPng(svg)]]; // biome-ignore format: a pair
}
