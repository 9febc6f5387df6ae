import { existsSync } from 'node:fs';
import { cp, lstat, lutimes, mkdir, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import { UserError } from '../../../errors.ts';
import { printable } from '../../../printable.ts';
import { WORK_FOLDER } from '../system/init-script.ts';
import { appletsOf } from './applets.ts';
import type { DebianFile } from './apt.ts';
import { runTool } from './tools.ts';

/** Seconds of every time that we set: 2020-01-01, the guest's own time when it starts. */
export const EPOCH = 1_577_836_800;

/** Folders that are links into /usr, as in any Debian since its 12th release; its packages have them as folders still. */
const MERGED = ['bin', 'sbin', 'lib'] as const;
const FOLDERS = [
  'dev',
  'proc',
  'sys',
  'run',
  'tmp',
  'root',
  'etc',
  'work',
  'usr/bin',
  'usr/sbin',
  'usr/lib',
  'var/tmp',
];

/** What scripts of packages would do, as far as programs need it: names of programs that packages have under another. */
const ALTERNATIVES = [
  ['cc', 'gcc'],
  ['c++', 'g++'],
  ['awk', 'mawk'],
] as const;

export async function unpack(root: string, file: DebianFile, signal?: AbortSignal): Promise<void> {
  await runTool('dpkg-deb', ['-x', file.path, root], { signal });
}

/** Moves what is in a folder into another that may have some of the same folders. */
async function merge(from: string, to: string): Promise<void> {
  await mkdir(to, { recursive: true });
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory() && existsSync(target)) await merge(source, target);
    else await rename(source, target);
  }
  await rm(from, { recursive: true });
}

/** What scripts of packages would do: links into /usr, users, other names of programs; and busybox for what no package has. */
export async function finishRoot(root: string): Promise<void> {
  for (const name of MERGED) {
    if (existsSync(join(root, name))) await merge(join(root, name), join(root, 'usr', name));
    await symlink(`usr/${name}`, join(root, name));
  }
  for (const folder of FOLDERS) await mkdir(join(root, folder), { recursive: true });
  const add = async (name: string, text: string): Promise<void> => {
    if (!existsSync(join(root, name))) await writeFile(join(root, name), text);
  };
  await add('etc/passwd', 'root:x:0:0:root:/root:/bin/sh\n');
  await add('etc/group', 'root:x:0:\n');
  await add('etc/hosts', '127.0.0.1 localhost\n');
  const there = async (): Promise<Set<string>> =>
    new Set([...(await readdir(join(root, 'usr/bin'))), ...(await readdir(join(root, 'usr/sbin')))]);
  const before = await there();
  for (const [name, program] of ALTERNATIVES)
    if (before.has(program) && !before.has(name)) await symlink(program, join(root, 'usr/bin', name));
  const programs = await there();
  for (const applet of appletsOf(await readFile(join(root, 'bin/busybox'))))
    if (!programs.has(applet)) await symlink('busybox', join(root, 'usr/bin', applet));
}

/** Copies files of the user's, and folders with all in them. */
export async function copyFiles(root: string, paths: readonly string[]): Promise<void> {
  for (const path of paths) {
    const target = join(root, WORK_FOLDER, basename(resolve(path)));
    if (existsSync(target))
      throw new UserError(
        `--files ${printable(path)}: there is a ${printable(basename(target))} in ${WORK_FOLDER} already`,
      );
    try {
      await cp(path, target, { recursive: true, preserveTimestamps: true, verbatimSymlinks: true });
    } catch (error) {
      throw filesError(path, error);
    }
  }
}

/** Unpacks the program that a source package is of, as its authors published it; Debian's changes are left out. */
export async function unpackSource(root: string, name: string, files: readonly DebianFile[], signal?: AbortSignal) {
  const archive =
    files.find((file) => /\.orig\.tar\.\w+$/.test(file.name)) ?? files.find((file) => /\.tar\.\w+$/.test(file.name));
  if (archive === undefined) throw new UserError(`--source ${name}: the package has no archive of sources`);
  await runTool('tar', ['-xf', archive.path, '--no-same-owner', '-C', join(root, WORK_FOLDER)], { signal });
}

/** Gives everything that has a later time than any package the guest's own: what was made here. */
export async function setTimes(root: string, since: number): Promise<void> {
  for (const name of await readdir(root, { recursive: true })) await setTime(join(root, name), since);
  await setTime(root, since);
}

async function setTime(path: string, since: number): Promise<void> {
  const { mtimeMs } = await lstat(path);
  if (mtimeMs >= since) await lutimes(path, EPOCH, EPOCH);
}

function filesError(path: string, error: unknown): unknown {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === undefined) return error;
  if (code === 'ENOENT') return new UserError(`--files ${printable(path)}: there is no such file`);
  if (code === 'ENOSPC') return error;
  return new UserError(`--files ${printable(path)} cannot be copied: ${message}`);
}
