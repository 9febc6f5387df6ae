import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { expect, test } from 'vitest';
import { blocks, DOCUMENTS, withBlocks } from '../.ci/comparing.ts';

const all = blocks();

test.each(DOCUMENTS)('%s shows what the command line prints', (document) => {
  const text = readFileSync(document, 'utf8');
  expect(withBlocks(text, all), basename(document.pathname)).toBe(text);
});
