import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { DOCUMENTS, studies, TRACES, withTables } from '../../.ci/failures.ts';

test('documents have the tables of reports/failures/', () => {
  const texts = DOCUMENTS.map((document) => readFileSync(document, 'utf8'));
  for (const name of ['recovery', 'memory', 'scenario', 'survivors', 'policies', 'failures'])
    expect(texts.join('')).toContain(`<!-- end of ${name} -->`);
  expect(texts.map(withTables)).toEqual(texts);
  expect(studies().map(({ trace }) => trace)).toEqual(TRACES);
  for (const { failures, recovery } of studies()) expect(recovery).toHaveLength(failures.length);
});
