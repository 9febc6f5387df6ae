import { mkdir, open, rename, rm, rmdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../../errors.ts';
import { printable } from '../../printable.ts';
import { asideOf, removeAbandonedOnce } from '../../trace/bytes/aside.ts';
import { writeError } from '../../trace/bytes/atomic-file.ts';

/**
 * Throws a UserError unless files can be written into the folder, or it can be made: its parent has to exist. Leaves nothing
 * behind. To be asked before a long replay.
 */
export async function checkFolder(folder: string): Promise<void> {
  if (folder === '') throw new UserError('the name of the folder for the report is empty');
  try {
    if (await makeFolder(folder)) return await rmdir(folder);
    const probe = asideOf(join(folder, 'probe'));
    await (await open(probe, 'wx')).close();
    await rm(probe);
  } catch (error) {
    throw writeError(folder, error);
  }
}

/** Makes the folder, of which the parent exists. Returns false if it was there. */
async function makeFolder(folder: string): Promise<boolean> {
  const old = await stat(folder).catch(() => undefined);
  if (old === undefined) await mkdir(folder);
  else if (!old.isDirectory())
    throw new UserError(`${printable(folder)} is no folder; expected a folder to write into`);
  return old === undefined;
}

/** What is in a file: all of it, or what makes its parts, which follow each other. */
export type Content = Uint8Array | string | (() => Iterable<Uint8Array | string>);

/**
 * Writes files into a folder, which is made if its parent exists: all of them aside first, then each renamed into place, so that a full
 * disk leaves what was there before; so does the signal. Throws a UserError where the folder cannot be written.
 */
export async function writeFolder(
  folder: string,
  files: ReadonlyMap<string, Content>,
  signal?: AbortSignal,
): Promise<void> {
  const aside = new Map(Array.from(files.keys(), (name) => [name, asideOf(join(folder, name))]));
  let made = false;
  try {
    made = await makeFolder(folder);
    await removeAbandonedOnce(folder);
    for (const [name, content] of files) {
      const handle = await open(aside.get(name)!, 'wx');
      try {
        for (const part of typeof content === 'function' ? content() : [content]) {
          signal?.throwIfAborted();
          await handle.writeFile(part);
        }
      } finally {
        await handle.close();
      }
    }
    for (const [name, path] of aside) await rename(path, join(folder, name));
  } catch (error) {
    for (const path of aside.values()) await rm(path, { force: true }).catch(() => undefined);
    if (made) await rmdir(folder).catch(() => undefined); // not if another program has put something there
    throw writeError(folder, error);
  }
}
