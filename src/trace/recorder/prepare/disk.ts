import { lstat, open, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { EPOCH } from './root.ts';
import { runTool } from './tools.ts';

const BLOCK = 4096;
/** Any will do, as long as it stays: names of files are hashed with the second. */
const IDENTITY = 'd15c0d15-0000-4000-8000-000000000001';
const HASH_SEED = 'd15c0d15-0000-4000-8000-000000000002';

/** Space for what commands write, assumed: a quarter of the content, and 64 MB. */
const roomFor = (bytes: number): number => Math.ceil((bytes * 1.25 + 64 * 2 ** 20) / BLOCK) * BLOCK;

/** Bytes of blocks that the files in a folder take. */
export async function contentBytes(folder: string): Promise<number> {
  let blocks = 0;
  const inodes = new Set<number>();
  for (const name of await readdir(folder, { recursive: true })) {
    const { ino, size } = await lstat(join(folder, name));
    if (!inodes.has(ino)) blocks += Math.ceil(size / BLOCK);
    inodes.add(ino);
  }
  return blocks * BLOCK;
}

/** Makes an image of a disk with a file system of what is in the folder; its holes take no space. Returns its bytes. */
export async function makeDisk(image: string, folder: string, signal?: AbortSignal): Promise<number> {
  const bytes = roomFor(await contentBytes(folder));
  const file = await open(image, 'w');
  await file.truncate(bytes).finally(() => file.close());
  // Checksums of metadata would cost the guest time, and a journal that is yet to be made as well.
  const options = ['-t', 'ext4', '-b', String(BLOCK), '-O', '^metadata_csum', '-U', IDENTITY, '-L', 'disco'];
  const extended = `hash_seed=${HASH_SEED},root_owner=0:0,lazy_itable_init=0,lazy_journal_init=0`;
  await runTool('mke2fs', ['-q', '-F', ...options, '-E', extended, '-d', folder, image], {
    env: { E2FSPROGS_FAKE_TIME: String(EPOCH), SOURCE_DATE_EPOCH: String(EPOCH) },
    signal,
  });
  return bytes;
}
