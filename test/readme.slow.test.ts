import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { withOutputs } from '../.ci/readme.ts';

test('README shows what its commands print', () => {
  const text = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  expect(text.match(/^ {4}\$ npm/gm)).toHaveLength(2);
  expect(withOutputs(text)).toBe(text);
});
