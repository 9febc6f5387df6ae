import { type FileHandle, lstat, open, readdir } from 'node:fs/promises';
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

/** Features of ext4, so that an administrator's mke2fs.conf does not matter; without checksums of metadata, which would cost the guest time. */
const FEATURES =
  'none,has_journal,ext_attr,resize_inode,dir_index,filetype,extent,flex_bg,sparse_super,large_file,huge_file,dir_nlink,extra_isize';

/** Makes an image of a disk with a file system of what is in the folder; its holes take no space. Returns its bytes. */
export async function makeDisk(image: string, folder: string, signal?: AbortSignal): Promise<number> {
  const bytes = roomFor(await contentBytes(folder));
  const file = await open(image, 'w+');
  try {
    await file.truncate(bytes);
    const options = ['-t', 'ext4', '-b', String(BLOCK), '-I', '256', '-O', FEATURES, '-U', IDENTITY, '-L', 'disco'];
    const extended = `hash_seed=${HASH_SEED},root_owner=0:0,lazy_itable_init=0,lazy_journal_init=0`;
    await runTool('mke2fs', ['-q', '-F', ...options, '-E', extended, '-d', folder, image], {
      env: { E2FSPROGS_FAKE_TIME: String(EPOCH), SOURCE_DATE_EPOCH: String(EPOCH) },
      signal,
    });
    await settleInodes(file);
    return bytes;
  } finally {
    await file.close();
  }
}

const SUPERBLOCK = 1024;
/** Offsets of an inode's times, and of their fractions: of access, change, modification, creation (kernel's fs/ext4/ext4.h). */
const SECONDS = [8, 12, 16, 144] as const;
const FRACTIONS = [132, 136, 140, 148] as const;
const OWNERS = [2, 24, 120, 122] as const; // of 16 bits: user, group, and their upper halves

/** mke2fs copies owners and times of the preparing machine's files: all belong to root here, and have the time of their modification. */
async function settleInodes(file: FileHandle): Promise<void> {
  const superblock = await bytesAt(file, SUPERBLOCK, 1024);
  const inodes = superblock.readUInt32LE(0);
  const perGroup = superblock.readUInt32LE(40);
  const inodeBytes = superblock.readUInt16LE(88);
  for (let group = 0; group * perGroup < inodes; group++) {
    const descriptor = await bytesAt(file, BLOCK + group * 32, 32);
    const place = descriptor.readUInt32LE(8) * BLOCK;
    const table = await bytesAt(file, place, perGroup * inodeBytes);
    let used = false;
    for (let at = 0; at < table.length; at += inodeBytes) {
      if (table.readUInt16LE(at) === 0) continue; // no mode: no inode
      used = true;
      const modified = table.readUInt32LE(at + 16);
      for (const offset of SECONDS) table.writeUInt32LE(modified, at + offset);
      for (const offset of FRACTIONS) table.writeUInt32LE(0, at + offset);
      for (const offset of OWNERS) table.writeUInt16LE(0, at + offset);
    }
    if (used) await file.write(table, 0, table.length, place);
  }
}

async function bytesAt(file: FileHandle, place: number, length: number): Promise<Buffer> {
  const { buffer } = await file.read(Buffer.alloc(length), 0, length, place);
  return buffer;
}
