import { globSync, statSync } from 'node:fs';
import { expect, test } from 'vitest';
import { CHANGES, folds, predictions, whatIfs } from '../../.ci/validation.ts';
import { EXHIBIT_NAMES, foldsText } from '../../src/reproduce/index.ts';

test('the report has every exhibit, and every change that the document names', () => {
  expect([...new Set(predictions().map(({ exhibit }) => exhibit))]).toEqual(EXHIBIT_NAMES);
  expect(whatIfs().map(({ what, set }) => [what, ...set])).toEqual(CHANGES);
});

test('the report has the folds of each figure, and they fit a terminal', () => {
  expect(folds().map(({ exhibit }) => exhibit)).toEqual(['fig5', 'fig5', 'fig5', 'fig7', 'fig8', 'fig8']);
  for (const line of foldsText(folds()).split('\n')) expect(line.length).toBeLessThanOrEqual(80);
});

test('the folder of the report stays small', () => {
  const files = globSync('reports/reproduction/*');
  expect(files.filter((name) => /\.(?:html|csv|vl\.json)$/.test(name))).toHaveLength(2 + EXHIBIT_NAMES.length);
  expect(files.reduce((sum, name) => sum + statSync(name).size, 0)).toBeLessThan(2_000_000);
});
