import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { writeFolder } from '../../src/report/files/write.ts';
import { temporaryFolder } from '../temporary.ts';

test('a folder that was made for a report that failed goes with it', async () => {
  const folder = join(temporaryFolder('write-folder'), 'made');
  const fails = function* (): Generator<string> {
    yield 'a part';
    throw Object.assign(new Error('full'), { code: 'ENOSPC', syscall: 'write' });
  };
  await expect(writeFolder(folder, new Map([['a', fails]]))).rejects.toThrow('the disk is full; nothing was changed');
  expect(existsSync(folder)).toBe(false);
});
