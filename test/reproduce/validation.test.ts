import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import {
  CHANGES,
  DOCUMENTS,
  folds,
  inReport,
  predictions,
  reportFiles,
  whatIfs,
  withTables,
} from '../../.ci/validation.ts';
import { EXHIBIT_NAMES, foldsText } from '../../src/reproduce/index.ts';

test.each(DOCUMENTS.map((url) => [url.pathname.split('/').at(-1), url]))(
  '%s has the tables of reports/reproduction/',
  (_, url) => {
    const text = readFileSync(url, 'utf8');
    expect(withTables(text)).toBe(text);
  },
);

test('the report has every exhibit, and every change that the document names', () => {
  expect([...new Set(predictions().map(({ exhibit }) => exhibit))]).toEqual(EXHIBIT_NAMES);
  expect(whatIfs().map(({ what, set }) => [what, ...set])).toEqual(CHANGES);
});

test('the report has the folds of each figure, and they fit a terminal', () => {
  expect(folds().map(({ exhibit }) => exhibit)).toEqual(['fig5', 'fig5', 'fig5', 'fig7', 'fig8', 'fig8']);
  for (const line of foldsText(folds()).split('\n')) expect(line.length).toBeLessThanOrEqual(80);
});

test('the report has the page, the charts and the table of its predictions, byte for byte, in less than a megabyte', {
  timeout: 60_000,
}, async () => {
  const files = await reportFiles();
  expect(files.map(([name]) => name)).toHaveLength(2 + 2 * EXHIBIT_NAMES.length);
  for (const [name, content] of files) expect(readFileSync(inReport(name), 'utf8') === content, name).toBe(true);
  expect(files.reduce((sum, [, content]) => sum + Buffer.byteLength(content), 0)).toBeLessThan(1_048_576);
});
