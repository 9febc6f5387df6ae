import { existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { removeTemporaryFolders, temporaryFolder } from './temporary.ts';

test('no test makes folders for temporary files by itself, which nobody removes', () => {
  const made = globSync('test/**/*.ts').filter((file) => /\bmkdtemp(Sync)?\(/.test(readFileSync(file, 'utf8')));
  expect(made.sort()).toEqual(['test/global-setup.ts', 'test/temporary.ts']);
});

test('a temporary folder goes with all that is in it', () => {
  const folder = temporaryFolder('some');
  mkdirSync(join(folder, 'below'));
  writeFileSync(join(folder, 'below', 'file'), 'x');
  removeTemporaryFolders();
  expect([existsSync(folder), existsSync(dirname(folder))]).toEqual([false, true]);
});
