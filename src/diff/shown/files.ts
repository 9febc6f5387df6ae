import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { drawn } from '../../report/draw/drawn.ts';
import { WIDE } from '../../report/draw/theme.ts';
import { chartFileNames, chartFiles } from '../../report/files/charts.ts';
import { tableFiles } from '../../report/files/tables.ts';
import { type Content, writeFolder } from '../../report/files/write.ts';
import { pageHtml } from '../../report/page/html.ts';
import { VERSION } from '../../version.ts';
import type { ResultDiff } from '../diff.ts';
import { diffPage } from './page.ts';
import { changesTable, inputsTable } from './tables.ts';

/**
 * Writes a diff into a folder: the page, its JSON, the changes and the inputs as CSV, Arrow and Parquet, the chart as SVG, PNG and
 * specification where something changed. Returns the files' names. Throws a UserError where it cannot.
 */
export async function writeDiff(folder: string, diff: ResultDiff, command?: string): Promise<string[]> {
  const page = diffPage(diff, command);
  const provenance = { 'disco.version': VERSION, ...(command === undefined ? {} : { 'disco.command': command }) };
  const charts = await drawn(page.figures.map(({ name, draw }) => [name, draw(WIDE)] as const));
  const files = new Map<string, Content>([
    ['diff.html', await pageHtml(page)],
    ['diff.json', `${JSON.stringify(diff, null, 2)}\n`],
    ...tableFiles('diff', changesTable.of(diff), provenance),
    ...tableFiles('inputs', inputsTable.of(diff), provenance),
    ...charts.flatMap(chartFiles),
  ]);
  await writeFolder(folder, files);
  for (const name of chartFileNames('changes')) if (!files.has(name)) await rm(join(folder, name), { force: true });
  return [...files.keys()];
}
