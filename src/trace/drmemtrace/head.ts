import { excerpt, UserError } from '../../errors.ts';
import type { Input } from '../bytes/input.ts';
import { ENTRY_BYTES, EntryType, MarkerType } from './entries.ts';

/** Bytes looked at for the first timestamp: it stands within the first dozen entries. */
const HEAD_BYTES = 1 << 12;

/** What a thread's file says before its first access. */
export interface ThreadHead {
  version: number;
  /** Bits of `offline_file_type_t`. */
  fileType: number;
  /** The first timestamp; undefined where there is none. */
  time: bigint | undefined;
}

/** Reads what stands before the first access. Throws a UserError on what is no drmemtrace file of a 64-bit program. */
export async function readHead(input: Input): Promise<ThreadHead> {
  const bytes = await input.peek(HEAD_BYTES);
  const bad = (found: string, expected: string): never => {
    throw new UserError(`${input.name}: record 1 (byte 0): found ${excerpt(found)}, expected ${expected}`);
  };
  if (bytes.length < ENTRY_BYTES) bad(`${bytes.length} bytes`, `a header of drmemtrace of ${ENTRY_BYTES} bytes`);
  if (bytes.readUInt16LE(0) !== EntryType.header) {
    if (bytes.readUInt16BE(0) === EntryType.header)
      bad('a big-endian header', 'drmemtrace, which is little-endian; convert it by drraw2trace');
    bad(
      bytes.toString('hex', 0, ENTRY_BYTES),
      'a header of drmemtrace (type 25); a raw recording is converted by drraw2trace',
    );
  }
  // A 32-bit program's entries have 8 bytes: the next begins where the upper half of the version would be.
  if (bytes.readUInt32LE(8) !== 0)
    bad('the trace of a 32-bit program', 'entries of 12 bytes, of a 64-bit program; those of 32 bits are not read');
  const head: ThreadHead = { version: bytes.readUInt32LE(4), fileType: 0, time: undefined };
  for (let p = ENTRY_BYTES; p + ENTRY_BYTES <= bytes.length && head.time === undefined; p += ENTRY_BYTES) {
    if (bytes.readUInt16LE(p) !== EntryType.marker) continue;
    const value = bytes.readBigUInt64LE(p + 4);
    const type = bytes.readUInt16LE(p + 2);
    if (type === MarkerType.version) head.version = Number(value);
    else if (type === MarkerType.fileType) head.fileType = Number(BigInt.asUintN(53, value));
    else if (type === MarkerType.timestamp) head.time = value;
  }
  return head;
}
