import { createHash, randomBytes } from 'node:crypto';
import { readFileSync, readlinkSync } from 'node:fs';
import { readdir, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { basename, dirname, join } from 'node:path';

/** Days without a write after which a file that another machine began counts as abandoned. */
export const ABANDONED_DAYS = 7;

/** Bytes of a target's name that its temporary file bears, so that the whole is one that file systems take. */
const NAME_BYTES = 180;

/** A temporary file: `.NAME.disco-WHERE-PID-RANDOM.tmp`. */
const ASIDE = /^\..*\.disco-([0-9a-f]{8})-(\d{1,10})-[0-9a-f]{12}\.tmp$/s;

let here: string | undefined;

/** Names where process numbers are unique: this host since it was booted, in this container. */
function whereabouts(): string {
  const seen = [() => hostname(), () => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8'), () => readlinkSync('/proc/self/ns/pid')];
  here ??= createHash('sha256').update(seen.map(tried).join()).digest('hex').slice(0, 8);
  return here;
} // biome-ignore format: a line

function tried(read: () => string): string {
  try {
    return read();
  } catch {
    return '';
  }
}

/** A path beside the target for what is to be renamed into its place. It tells whose it is, should this process die. */
export function asideOf(target: string): string {
  const name = Buffer.from(basename(target)).subarray(0, NAME_BYTES).toString('latin1').replaceAll(/[^\w.-]/g, '_');
  return join(dirname(target), `.${name}.disco-${whereabouts()}-${process.pid}-${randomBytes(6).toString('hex')}.tmp`);
} // biome-ignore format: a line

/** Folders that this process has looked through. */
const looked = new Set<string>();

/** The same as `removeAbandoned` of this folder alone, once in each process. */
export async function removeAbandonedOnce(folder: string): Promise<void> {
  if (looked.has(folder)) return;
  looked.add(folder);
  await removeAbandoned(folder, 0);
}

/**
 * Removes the temporary files of processes that died: those of this machine of which the process is gone, and those of others that nobody has
 * written to for a week. Looks into a folder and, so many levels deep, those in it. What cannot be read or removed stays.
 */
export async function removeAbandoned(folder: string, levels = 1): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  for (const entry of entries) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && levels > 0) await removeAbandoned(path, levels - 1);
    else if (entry.isFile() && (await isAbandoned(path, entry.name))) await rm(path, { force: true }).catch(() => {});
  }
}

async function isAbandoned(path: string, name: string): Promise<boolean> {
  const [, where, pid] = ASIDE.exec(name) ?? [];
  if (where === undefined) return false;
  if (where === whereabouts()) return !isAlive(Number(pid));
  const found = await stat(path).catch(() => undefined);
  return found !== undefined && Date.now() - found.mtimeMs > 1000 * 3600 * 24 * ABANDONED_DAYS;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}
