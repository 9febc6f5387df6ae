import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { DOCUMENT, withTables } from '../.ci/real-kernel.ts';
import { answer, RECORDINGS } from '../.ci/real-kernel-recordings.ts';
import { TABLES } from '../.ci/real-kernel-tables.ts';

test('docs/validation/real-kernel.md has the tables of reports/real-kernel/: node .ci/real-kernel.ts write', () => {
  const document = readFileSync(DOCUMENT, 'utf8');
  for (const name of Object.keys(TABLES)) expect(document).toContain(`<!-- end of ${name} -->`);
  expect(withTables(document)).toBe(document);
});

test('what is asked of every recording has an answer', () => {
  for (const name of Object.keys(RECORDINGS))
    for (const question of ['kernel', 'compare']) expect(answer(name, question), `${name}, ${question}`).toBeDefined();
});
