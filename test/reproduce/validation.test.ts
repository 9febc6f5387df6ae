import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { CHANGES, DOCUMENTS, folds, predictions, whatIfs, withTables } from '../../.ci/validation.ts';
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
