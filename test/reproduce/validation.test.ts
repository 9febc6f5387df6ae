import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { CHANGES, DOCUMENTS, predictions, whatIfs, withTables } from '../../.ci/validation.ts';
import { EXHIBIT_NAMES } from '../../src/reproduce/index.ts';

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
