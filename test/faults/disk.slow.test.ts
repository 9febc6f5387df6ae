import { execFile } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { CLI } from '../command-line.ts';
import { lacks } from '../needs.ts';
import { writeTrace } from '../sweep/traces.ts';
import { temporaryFolder } from '../temporary.ts';

const folder = temporaryFolder('disk');
writeTrace(join(folder, 't.csv'), { rows: 3000 });

test.skipIf(lacks('bash')).each([
  ['trace', 'convert', 't.csv', 'out.arrow'],
  ['sweep', 't.csv', '--structures', 'flash', '--engine', 'process', '--store', 's', '-o', 'o'],
  ['compare', 't.csv', '-o', 'report'],
])('files of two kilobytes at most: %s %s is one line and code 2, and leaves no file (needs bash)', async (...args) => {
  const limited = ['-c', 'ulimit -f 2; exec "$0" "$@"', process.execPath, CLI, ...args];
  const env = { ...process.env, NODE_DISABLE_COMPILE_CACHE: '1' };
  const failed = await promisify(execFile)('bash', limited, { cwd: folder, env }).catch((error) => error);
  expect([failed.code, failed.stderr.trimEnd().split('\n')]).toEqual([
    2,
    [
      expect.stringMatching(
        /^disco: .* cannot be written: the file system allows no file so large; nothing was changed$/,
      ),
    ],
  ]);
  const left = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  expect(left.map(({ name }) => name)).toEqual(['t.csv']);
});
