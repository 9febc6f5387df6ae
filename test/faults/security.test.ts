import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { withTables } from '../../.ci/security.ts';

test('docs/explanation/security.md says the bounds that the program has: node .ci/security.ts writes them', () => {
  const text = readFileSync('docs/explanation/security.md', 'utf8');
  expect(withTables(text)).toBe(text);
});
