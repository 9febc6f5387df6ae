import { randomBytes } from 'node:crypto';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../errors.ts';
import { writeError } from '../trace/atomic-file.ts';

/**
 * Writes files into a folder, which is made if need be: all of them aside first, then each renamed into place, so that a full
 * disk leaves what was there before. Throws a UserError where the folder cannot be written.
 */
export async function writeFolder(folder: string, files: ReadonlyMap<string, Uint8Array | string>): Promise<void> {
  const aside = new Map(
    Array.from(files.keys(), (name) => [name, join(folder, `.${name}.${randomBytes(6).toString('hex')}.tmp`)]),
  );
  try {
    if ((await stat(folder).catch(() => undefined))?.isDirectory() === false)
      throw new UserError(`${folder} is a file; expected a folder to write into`);
    await mkdir(folder, { recursive: true });
    for (const [name, content] of files) {
      const handle = await open(aside.get(name)!, 'wx');
      try {
        await handle.writeFile(content);
      } finally {
        await handle.close();
      }
    }
    for (const [name, path] of aside) await rename(path, join(folder, name));
  } catch (error) {
    for (const path of aside.values()) await rm(path, { force: true }).catch(() => undefined);
    throw writeError(folder, error);
  }
}
