import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { DOCUMENT, studies, TRACES, withTables } from '../../.ci/failures.ts';

test('docs/failures.md has the tables of reports/failures/', () => {
  const text = readFileSync(DOCUMENT, 'utf8');
  for (const name of ['recovery', 'memory', 'scenario']) expect(text).toContain(`<!-- end of ${name} -->`);
  expect(withTables(text)).toBe(text);
  expect(studies().map(({ trace }) => trace)).toEqual(TRACES);
  for (const { failures, recovery } of studies()) expect(recovery).toHaveLength(failures.length);
});
