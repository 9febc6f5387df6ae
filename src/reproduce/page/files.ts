import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { drawn } from '../../report/draw/drawn.ts';
import { WIDE } from '../../report/draw/theme.ts';
import { chartFileNames, chartFiles, type File } from '../../report/files/charts.ts';
import type { Provenance } from '../../report/files/formats.ts';
import { tableFiles } from '../../report/files/tables.ts';
import { writeFolder } from '../../report/files/write.ts';
import { pageHtml } from '../../report/page/html.ts';
import { payloadOf } from '../../report/page/payload.ts';
import { VERSION } from '../../version.ts';
import { EXHIBIT_NAMES } from '../exhibits/names.ts';
import type { BarsOfRuns } from '../experiments/comparison.ts';
import { jsonRows } from '../shown/json.ts';
import type { ShownRow } from '../shown/rows.ts';
import { reproductionContent, reproductionLive } from './live.ts';
import { type PageFacts, reproductionPage } from './page.ts';
import { predictionsTable } from './predictions-table.ts';

/**
 * The files of a reproduction: the page, its rows as JSON, CSV, Arrow and Parquet, and each chart as SVG, PNG and specification. With the runs that
 * the rows are of, the page can be made again under other costs.
 */
export async function reproductionFiles(
  rows: readonly ShownRow[],
  facts: PageFacts = {},
  runs: BarsOfRuns = {},
): Promise<File[]> {
  // biome-ignore format: a line
  const page = reproductionPage(rows, facts);
  const provenance: Provenance = {
    'disco.version': VERSION,
    ...(facts.set === undefined || facts.set.length === 0 ? {} : { 'disco.set': JSON.stringify(facts.set) }),
    ...(facts.command === undefined ? {} : { 'disco.command': facts.command }),
  };
  const [run] = Object.values(runs).flatMap(({ bars }) => [...bars.values()]);
  const payload = run === undefined ? undefined : () => payloadOf(reproductionLive, reproductionContent(rows, runs, facts), run.costs); // biome-ignore format: a line
  const charts = await drawn(page.figures.map(({ name, draw }) => [name, draw(WIDE)] as const));
  return [
    ['reproduction.html', await pageHtml(page, payload)],
    ['predictions.json', `${JSON.stringify(jsonRows(rows), null, 2)}\n`],
    ...tableFiles(predictionsTable.name, predictionsTable.of(rows), provenance),
    ...charts.flatMap(chartFiles),
  ];
}

/** Writes them into a folder, and takes away the charts of an older reproduction that this one has not. Throws a UserError where it cannot. */
export async function writeFiles(
  folder: string,
  rows: readonly ShownRow[],
  facts: PageFacts = {},
  runs: BarsOfRuns = {},
): Promise<string[]> {
  // biome-ignore format: a line
  const files = new Map(await reproductionFiles(rows, { docs: rootFrom(folder), ...facts }, runs));
  await writeFolder(folder, files);
  for (const name of EXHIBIT_NAMES.flatMap(chartFileNames))
    if (!files.has(name)) await rm(join(folder, name), { force: true });
  return [...files.keys()];
}

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** The way from a folder of a checkout to its root, for links that hold wherever it lies; undefined elsewhere, as documents are no part of the package. */
function rootFrom(folder: string): string | undefined {
  const path = resolve(folder);
  if (!`${path}${sep}`.startsWith(ROOT) || !existsSync(join(ROOT, 'docs/validation/README.md'))) return undefined;
  return `${relative(path, ROOT).split(sep).join('/')}/`.replace(/^\/$/, './');
}
