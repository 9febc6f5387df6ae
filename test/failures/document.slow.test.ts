import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { blocks, DOCUMENT, withBlocks } from '../../.ci/failures.ts';

test('docs/failures.md shows what the command line prints', () => {
  const text = readFileSync(DOCUMENT, 'utf8');
  expect(withBlocks(text, blocks())).toBe(text);
});
