import { constants, existsSync } from 'node:fs';
import { access, type FileHandle, mkdir, open, realpath, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { UserError } from '../../errors.ts';
import { printable } from '../../printable.ts';
import { asideOf, removeAbandonedOnce } from './aside.ts';

/**
 * Writes a file beside its target and renames it into place when `write` has succeeded: whoever looks finds the old
 * file or the new one, whole. If `write` throws, the temporary file goes and the old one stays.
 * A target that is no regular file (a pipe, `/dev/null`) is written to directly.
 * Throws a UserError for a missing folder, a full disk and the like.
 */
export async function writeAside(path: string, write: (handle: FileHandle) => Promise<void>): Promise<void> {
  if (path === '') throw new UserError('the name of the file to write is empty');
  try {
    const old = await stat(path).catch(() => undefined);
    if (old?.isDirectory()) throw new UserError(`${printable(path)} is a directory; expected a file to write`);
    if (old !== undefined && !old.isFile()) return await writeTo(await open(path, 'w'), write);
    const target = old === undefined ? path : await realpath(path); // a symbolic link stays one
    await removeAbandonedOnce(dirname(target));
    const aside = asideOf(target);
    const handle = await open(aside, 'wx', old === undefined ? 0o666 : old.mode & 0o777);
    try {
      await writeTo(handle, write);
      await rename(aside, target);
    } catch (error) {
      await rm(aside, { force: true });
      throw error;
    }
  } catch (error) {
    throw writeError(path, error);
  }
}

/** Whether a file can be made there at all, before the work for it is done. Throws the UserError of `writeAside` if not. */
export async function checkTarget(path: string): Promise<void> {
  if (path === '') throw new UserError('the name of the file to write is empty');
  try {
    const old = await stat(path).catch(() => undefined);
    if (old?.isDirectory()) throw new UserError(`${printable(path)} is a directory; expected a file to write`);
    await access(old === undefined || old.isFile() ? dirname(path) : path, constants.W_OK);
  } catch (error) {
    throw writeError(path, error);
  }
}

async function writeTo(handle: FileHandle, write: (handle: FileHandle) => Promise<void>): Promise<void> {
  try {
    await write(handle);
  } finally {
    await handle.close();
  }
}

/** Makes a folder and those around it. Throws a UserError if it cannot be made. */
export async function makeFolders(folder: string): Promise<void> {
  try {
    await makeIn(folder);
  } catch (error) {
    throw writeError(folder, error);
  }
}

/** Node's own recursive mkdir says ENOENT of a read-only file system. Others may make the folder around meanwhile: then it is tried once more. */
async function makeIn(folder: string, again = true): Promise<void> {
  try {
    await mkdir(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const around = dirname(folder);
    if (code === 'ENOENT' && around !== folder) {
      if (!existsSync(around)) {
        await makeIn(around);
        return makeIn(folder);
      }
      if (again) return makeIn(folder, false);
    }
    if (code !== 'EEXIST' || !(await stat(folder)).isDirectory()) throw error;
  }
}

/** A failure of the file system, told to the user; anything else as it is. */
export function writeError(path: string, error: unknown): unknown {
  const { code, syscall } = error as NodeJS.ErrnoException;
  if (error instanceof UserError || code === undefined || syscall === undefined) return error;
  return new UserError(`${printable(path)} cannot be written: ${whyNot(code, path)}`);
}

/** Why a file or folder cannot be made, by the code of the file system. */
export const whyNot = (code: string | undefined, path: string): string =>
  (code !== undefined && REASONS[code]?.(path)) || (code ?? 'unknown');

const REASONS: Readonly<Record<string, (path: string) => string>> = {
  ENOSPC: () => 'the disk is full; nothing was changed',
  EDQUOT: () => 'the disk quota is used up; nothing was changed',
  EFBIG: () => 'the file system allows no file so large; nothing was changed',
  ENOENT: (path) =>
    existsSync(dirname(path)) ? 'nothing can be made there' : `there is no folder ${printable(dirname(path))}`,
  ENOTDIR: (path) => `${printable(dirname(path))} is not a folder`,
  EACCES: () => 'permission is denied',
  EPERM: () => 'permission is denied',
  EIO: () => 'the device failed',
  EROFS: () => 'the file system is read-only',
};
