import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { disco } from './command-line.ts';
import { temporaryFolder } from './temporary.ts';

test('a trace that is written over another is told of', async () => {
  const folder = temporaryFolder('replaces');
  mkdirSync(folder, { recursive: true });
  const out = join(folder, 'padded.csv');
  const convert = async () => (await disco(['trace', 'convert', 'padded', out, '--events'])).stderr;
  expect(await convert()).not.toContain('replaces');
  expect(await convert()).toContain(`replaces ${out}\n`);
});
