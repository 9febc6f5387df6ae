import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { disco } from '../../command-line.ts';
import { temporaryFolder } from '../../temporary.ts';

test.each(['out.csv', 'out.csv.gz', 'out.csv.zst', 'out.din.gz', 'out.arrow'])(
  'a fault in a row of standard input is told in one message, and %s is not there',
  async (name) => {
    const folder = temporaryFolder('convert');
    const outcome = await disco(['trace', 'convert', '-', join(folder, name)], ['0,1,u,I,400000,4,\n0,1,u,L\n']);
    expect(outcome).toEqual({
      code: 2,
      stdout: '',
      stderr: expect.stringMatching(/^disco: standard input:2:\d+: found .*\n$/),
    });
    expect(readdirSync(folder)).toEqual([]);
  },
);
