import { readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { UserError } from '../../../src/errors.ts';
import { makeFolders, writeAside, writeError } from '../../../src/trace/bytes/atomic-file.ts';
import { temporaryFolder } from '../../temporary.ts';

const folder = temporaryFolder('aside');
const path = join(folder, 'out');
const root = temporaryFolder('folders');

test('the file appears when it is whole, with its old permissions', async () => {
  writeFileSync(path, 'old', { mode: 0o640 });
  await writeAside(path, async (handle) => {
    await handle.writeFile('new');
    expect(readFileSync(path, 'utf8')).toBe('old');
  });
  expect(readFileSync(path, 'utf8')).toBe('new');
  expect(statSync(path).mode & 0o777).toBe(0o640);
  expect(readdirSync(folder)).toEqual(['out']);
});

test('a failure leaves the old file and nothing else', async () => {
  writeFileSync(path, 'old');
  const full = Object.assign(new Error('ENOSPC'), { code: 'ENOSPC', syscall: 'write' });
  const attempt = writeAside(path, async (handle) => {
    await handle.writeFile('half');
    throw full;
  });
  await expect(attempt).rejects.toThrow(
    new UserError(`${path} cannot be written: the disk is full; nothing was changed`),
  );
  expect(readFileSync(path, 'utf8')).toBe('old');
  expect(readdirSync(folder)).toEqual(['out']);
});

test('a symbolic link stays one, and its target is replaced', async () => {
  const link = join(folder, 'link');
  writeFileSync(path, 'old');
  symlinkSync(path, link);
  await writeAside(link, (handle) => handle.writeFile('through'));
  expect(readFileSync(path, 'utf8')).toBe('through');
  expect(readdirSync(folder).sort()).toEqual(['link', 'out']);
  rmSync(link);
});

test('a device is written to and not replaced', async () => {
  await writeAside('/dev/null', (handle) => handle.writeFile('x'));
  expect(statSync('/dev/null').isCharacterDevice()).toBe(true);
});

test('a folder that is missing or a target that is a folder is a UserError', async () => {
  const missing = join(folder, 'no', 'out');
  const write = async () => {};
  await expect(writeAside(missing, write)).rejects.toThrow(
    new UserError(`${missing} cannot be written: there is no folder ${join(folder, 'no')}`),
  );
  await expect(writeAside(join(path, 'x'), write)).rejects.toThrow(`${path} is not a folder`);
  await expect(writeAside(folder, write)).rejects.toThrow(`${folder} is a directory; expected a file to write`);
});

test('an error that is not the file system’s stays as it is', () => {
  const bug = new TypeError('x');
  expect(writeError('p', bug)).toBe(bug);
  const strange = Object.assign(new Error(), { code: 'EXDEV', syscall: 'write' });
  expect(writeError('p', strange)).toEqual(new UserError('p cannot be written: EXDEV'));
});

test('folders that several make at once are there for each of them', async () => {
  for (let round = 0; round < 20; round++) {
    const deep = join(root, `${round}`, 'a', 'b', 'c');
    await Promise.all(Array.from({ length: 16 }, (_, n) => makeFolders(join(deep, `${n % 4}`))));
    expect(readdirSync(deep).sort()).toEqual(['0', '1', '2', '3']);
  }
});
