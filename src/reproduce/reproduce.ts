import type { TopLevelSpec } from 'vega-lite';
import { WIDE } from '../report/draw/theme.ts';
import { exhibitCharts } from './charts/index.ts';
import { compare, experimentsFor } from './exhibits/index.ts';
import { EXHIBIT_NAMES, type ExhibitName } from './exhibits/names.ts';
import type { Comparison, Runs } from './experiments/comparison.ts';
import { runAll } from './experiments/count-all.ts';
import { plannedExperiment, type RunOptions } from './experiments/run.ts';
import type { PageFacts } from './page/page.ts';
import { type ShownWith, shownRows } from './shown/rows.ts';

/**
 * Sets ours beside the paper's for some of its exhibits: a row for each published number. Takes up to half a minute for each workload;
 * the units are the exhibits' own. Throws UserError for a setting that is none.
 *
 * @param exhibits - names of exhibits. Default: all
 * @param options - settings, and how it is replayed
 * @returns a row for each published number
 * @example
 * ```ts
 * import { reproduce, reproductionCharts, toSvg } from 'disco-replay';
 *
 * const rows = await reproduce(['fig6']);
 * for (const { configuration, segment, published, predicted } of rows) console.log(configuration, segment, published, predicted);
 * const { fig6 } = reproductionCharts(rows);
 * if (fig6 !== undefined) console.log((await toSvg(fig6)).length);
 * ```
 */
export async function reproduce(
  exhibits: readonly ExhibitName[] = EXHIBIT_NAMES,
  options: RunOptions = {},
): Promise<Comparison[]> {
  const { set = [], ...rest } = options;
  const names = experimentsFor(exhibits);
  const runs = await runAll(names.map((name) => plannedExperiment(name, { set })), rest); // biome-ignore format: a line
  return compare(exhibits, Object.fromEntries(names.map((name, n) => [name, runs[n]])) as Runs);
}

/**
 * Charts of such rows in the paper's own form, published beside predicted, by exhibit: Vega-Lite specifications for a figure of at most
 * `width` CSS pixels (520 unless told). With `before`, the rows of the same exhibits with nothing set, ours is there before and after; with the
 * rows of `bands`, what ours may be.
 *
 * @param rows - what `reproduce` gave
 * @param options - what else is shown, and the width in CSS pixels
 * @returns charts by exhibit
 * @example
 * ```ts
 * import { writeFileSync } from 'node:fs';
 * import { reproduce, reproductionCharts, toSvg } from 'disco-replay';
 *
 * for (const [name, chart] of Object.entries(reproductionCharts(await reproduce(['fig6']))))
 *   writeFileSync(`${name}.svg`, await toSvg(chart));
 * ```
 */
export function reproductionCharts(
  rows: readonly Comparison[],
  { width = WIDE, ...shown }: ShownWith & { width?: number } = {},
): Partial<Record<ExhibitName, TopLevelSpec>> {
  return Object.fromEntries(exhibitCharts(shownRows(rows, shown)).map(({ name, draw }) => [name, draw(width)]));
}

/**
 * Writes such rows into a folder, which is made if its parent exists: `reproduction.html`, `predictions` as JSON, CSV, Arrow and Parquet, and
 * the charts as SVG, PNG and specification. Returns the files' names. Throws UserError where it cannot, and leaves what was there.
 *
 * @param folder - made where it is not there; its parent has to be
 * @param rows - what `reproduce` gave
 * @param options - what else is shown, and what the page says of how it was made
 * @returns names of the files
 * @example
 * ```ts
 * import { reproduce, writeReproduction } from 'disco-replay';
 *
 * console.log(await writeReproduction('fig6', await reproduce(['fig6'])));
 * ```
 */
export async function writeReproduction(
  folder: string,
  rows: readonly Comparison[],
  { set, inputs, command, ...shown }: ShownWith & Omit<PageFacts, 'docs'> = {},
): Promise<string[]> {
  const { writeFiles } = await import('./page/files.ts'); // brings the libraries that draw
  return writeFiles(folder, shownRows(rows, shown), { set, inputs, command });
}
