import { rm, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { suggestion } from '../../config/suggestion.ts';
import { excerpt, UserError } from '../../errors.ts';
import { writeAside } from '../../trace/bytes/atomic-file.ts';
import { drawn } from '../draw/drawn.ts';
import { toHtml } from '../page/html.ts';
import { type ReportOptions, reportOf } from '../run/report.ts';
import type { Run } from '../run/run.ts';
import { SECTIONS } from '../sections/index.ts';
import { type Section, sectionCharts } from '../sections/section.ts';
import { chartFileNames, chartFiles } from './charts.ts';
import { encodeTable, isTableFormat, TABLE_FORMATS } from './formats.ts';
import { toJsonText } from './json.ts';
import { provenanceOf } from './provenance.ts';
import { tableFileNames, tableFiles } from './tables.ts';
import { writeFolder } from './write.ts';

/** Which table, and what its provenance says. */
export interface ExportOptions extends ReportOptions {
  /** Which table a single file gets. Default `times`. */
  table?: string;
}

/**
 * Writes tables for other programs. A target that ends in .csv, .arrow or .parquet becomes one table, the long one unless another is named;
 * any other is a folder, which receives every table in each of these formats. Throws a UserError where it cannot be written.
 *
 * @param target - a folder, or a file that ends in .csv, .arrow or .parquet
 * @param runs - runs of one trace; the first is the base, 100 %
 * @param options - which table a file gets, and what its provenance says
 * @param sections - what the report is made of. Default: all sections
 * @example
 * ```ts
 * import { exportTables, loadCosts, loadStructures, openTrace, replayAll, runsOf } from 'disco-replay';
 *
 * const trace = await openTrace('padded');
 * const counted = await replayAll(trace, loadStructures(['irix', 'disco']));
 * await exportTables('counts.parquet', runsOf(trace, counted, loadCosts('flash')), { table: 'counts' });
 * ```
 */
export async function exportTables(
  target: string,
  runs: readonly Run[],
  { table = 'times', ...options }: ExportOptions = {},
  sections: readonly Section[] = SECTIONS,
): Promise<void> {
  const report = reportOf(runs, options);
  const provenance = provenanceOf(runs, options);
  const tables = sections.flatMap((section) => section.tables ?? []);
  const format = extname(target).slice(1).toLowerCase();
  const isFolder = format === '' || (await stat(target).catch(() => undefined))?.isDirectory() === true;
  if (isFolder) {
    const files = tables.flatMap(({ name, of }) => tableFiles(name, of(report), provenance));
    return await writeFolder(target, new Map(files));
  }
  if (!isTableFormat(format))
    throw new UserError(
      `${target}: no format for .${format}; expected a folder or a name in .${TABLE_FORMATS.join(', .')}`,
    );
  const names = tables.map(({ name }) => name);
  const found = tables.find(({ name }) => name === table);
  if (found === undefined)
    throw new UserError(`no such table ${excerpt(table)}${suggestion(table, names)}; known: ${names.join(', ')}`);
  await writeAside(target, (handle) => handle.writeFile(encodeTable(found.of(report), format, provenance)));
}

/** Every file that a report's sections may have. */
const sectionFileNames = (sections: readonly Section[]): string[] =>
  sections.flatMap(({ tables = [], charts = [] }) => [
    ...tables.flatMap(({ name }) => tableFileNames(name)),
    ...charts.flatMap(({ name }) => chartFileNames(name)),
  ]);

/**
 * Writes the whole report into a folder: report.html, result.json, the tables (CSV, Arrow, Parquet) and the charts (SVG, PNG, specification)
 * of the sections that apply. Throws a UserError where it cannot be written, and leaves an older report as it was.
 *
 * @param folder - made where it is not there; its parent has to be
 * @param runs - runs of one trace; the first is the base, 100 %
 * @param options - what the page says of how it was made
 * @param sections - what the report is made of. Default: all sections
 * @example
 * ```ts
 * import { loadCosts, loadStructures, openTrace, replayAll, runsOf, writeReport } from 'disco-replay';
 *
 * const trace = await openTrace('padded');
 * const counted = await replayAll(trace, loadStructures(['irix', 'disco']));
 * await writeReport('report', runsOf(trace, counted, loadCosts('flash')));
 * ```
 */
export async function writeReport(
  folder: string,
  runs: readonly Run[],
  options: ReportOptions = {},
  sections: readonly Section[] = SECTIONS,
): Promise<void> {
  const report = reportOf(runs, options);
  const provenance = provenanceOf(runs, options);
  const applying = sections.filter(({ applies }) => applies?.(report) !== false);
  const charts = await drawn(sections.flatMap((section) => sectionCharts(section, report)));
  const tables = applying.flatMap((section) => section.tables ?? []);
  const files = new Map<string, Uint8Array | string>([
    ['report.html', await toHtml(runs, options, sections)],
    ['result.json', toJsonText(runs, sections)],
    ...tables.flatMap(({ name, of }) => tableFiles(name, of(report), provenance)),
    ...charts.flatMap(chartFiles),
  ]);
  await writeFolder(folder, files);
  // An older report's files that this one has not.
  for (const name of sectionFileNames(sections)) if (!files.has(name)) await rm(join(folder, name), { force: true });
}
