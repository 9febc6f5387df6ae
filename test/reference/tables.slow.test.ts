import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { expect, test } from 'vitest';
import { pathOf } from '../../.ci/docs/documents.ts';
import { type Described, tableGroups } from '../../src/commands/show/reference/columns.ts';
import { OUTPUTS } from '../../src/price/outputs.ts';
import { settingPaths } from '../../src/settings/place.ts';
import { temporaryFolder } from '../temporary.ts';
import { writtenFiles } from './written.ts';

const folder = temporaryFolder('tables');
const tables = tableGroups().flatMap((group) => group.tables);

/** What a name of the reference stands for: itself, an output, or a pattern with a part in capital letters. */
const fits = (name: string, documented: string): boolean =>
  documented === name ||
  (/^(?:EVENT|OUTPUT)/.test(documented) && Object.hasOwn(OUTPUTS, name.replace(/\.(?:low|median|high)$/, ''))) ||
  (documented.endsWith(':CONFIGURATION') && name.startsWith(documented.slice(0, -'CONFIGURATION'.length)));

/** Columns of a header that no table of this name has in the reference. */
function unknown(file: string): string[] {
  const [head] = readFileSync(file, 'utf8').split('\n', 1);
  const its = tables.filter((table: Described) => (table.file ?? table.name) === basename(file, '.csv'));
  const settings = settingPaths().structure;
  const known = its.flatMap(({ columns }) => columns.map(({ name }) => name));
  // A setting that varies is a column; so are, of bands, the columns that tell points apart.
  const [points] = tables.filter(({ name }) => name === 'results');
  const more = its.some(({ name }) => /^(?:results|sweep-bands)$/.test(name)) ? [...settings, ...points.columns.map(({ name }) => name)] : []; // biome-ignore format: a line
  return head.split(',').filter((name) => ![...known, ...more].some((each) => fits(name, each)));
}

test('the reference has every column of every CSV that a command writes', { timeout: 600_000 }, async () => {
  const files = [...(await writtenFiles(folder, 'csv')), pathOf('reports/reproduction/predictions.csv')];
  const written = new Set(files.map((file) => basename(file, '.csv')));
  for (const name of ['counts', 'bands', 'diff', 'inputs', 'results', 'failures-survivors', 'second-level-tlb', 'services'])
    expect(written).toContain(name);
  expect(files.flatMap((file) => unknown(file).map((name) => `${file}: ${name}`))).toEqual([]);
}); // biome-ignore format: a list
