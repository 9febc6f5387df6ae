import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { startOutput, withStart } from '../.ci/readme.ts';

test('README shows what npm start prints', () => {
  const text = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
  expect(withStart(text, startOutput())).toBe(text);
});
