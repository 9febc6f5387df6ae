import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { pathOf } from '../../.ci/docs/documents.ts';
import { JSON_DOCUMENTS } from '../../.ci/reference/json/documents.ts';
import { unsaid } from '../../.ci/reference/json/key.ts';
import { type Described, tableGroups } from '../../src/commands/show/reference/columns.ts';
import { OUTPUTS } from '../../src/price/outputs.ts';
import { settingPaths } from '../../src/settings/place.ts';
import { disco } from '../command-line.ts';
import { temporaryFolder } from '../temporary.ts';
import { writtenFiles } from './written.ts';

const folder = temporaryFolder('tables');
const tables = tableGroups().flatMap((group) => group.tables);
const columnsOf = (table: string): string[] =>
  tables.filter(({ name }) => name === table).flatMap(({ columns }) => columns.map(({ name }) => name));
/** What takes minutes to write again. */
const REPRODUCTION = ['csv', 'json'].map((ending) => pathOf(`reports/reproduction/predictions.${ending}`));

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

describe('what commands write', () => {
  let files: string[];
  beforeAll(async () => {
    files = await writtenFiles(folder);
  });

  test('has no column of a CSV that the reference lacks', () => {
    const written = [...files, ...REPRODUCTION].filter((file) => file.endsWith('.csv'));
    const names = new Set(written.map((file) => basename(file, '.csv')));
    for (const name of ['counts', 'bands', 'diff', 'inputs', 'results', 'failures-survivors', 'second-level-tlb', 'services'])
      expect(names).toContain(name);
    expect(written.flatMap((file) => unknown(file).map((name) => `${file}: ${name}`))).toEqual([]);
  });

  test('has no key of JSON that the reference lacks, nor another type', async () => {
    const written = [...files, ...REPRODUCTION].filter((file) => /(?<!\.vl)\.json$/.test(file));
    const values = written.map((file): [string, unknown] => [basename(file), JSON.parse(readFileSync(file, 'utf8'))]);
    for (const line of ['trace info padded', 'trace info shell-mips', 'doctor', 'show']) {
      const { stdout } = await disco([...line.split(' '), '--json']);
      values.push([`disco ${line.replace(/ (?:padded|shell-mips)/, '')} --json`, JSON.parse(stdout)]);
    }
    const wrong = values.flatMap(([name, value]) => {
      const document = JSON_DOCUMENTS.find(({ title }) => title === name.replace(/^[a-z-]*-tlb\.json$/, 'KEY.json'));
      if (document === undefined) return [`${name} is not in the reference`];
      const runs = (value as { runs?: unknown[] }).runs ?? [value];
      return runs.flatMap((each) => unsaid(document.keys, each, columnsOf)).map((what) => `${name}: ${what}`);
    });
    expect(new Set(values.map(([name]) => name)).size).toBe(JSON_DOCUMENTS.length);
    expect([...new Set(wrong)]).toEqual([]);
  });
}); // biome-ignore format: a list
