import type { FileHandle } from 'node:fs/promises';
import type { Member } from './kind.ts';

/** A file of a zip, as PKWARE's APPNOTE.TXT (4.3, 4.4) has it. */
export interface ZipMember extends Member {
  readonly isEncrypted: boolean;
  /** How it is packed: 0 not at all, 8 deflate, and others. */
  readonly method: number;
  /** Where its local header is. */
  readonly offset: number;
  /** Bytes as packed; undefined where only the end of the content tells them. */
  readonly packedBytes: number | undefined;
  /** CRC-32 of the content; undefined where it stands behind it. */
  readonly crc: number | undefined;
  /** It is in the directory, which stands at the end: the archive is whole. */
  readonly isListed: boolean;
}

const LOCAL = 0x04034b50;
const CENTRAL = 0x02014b50;
const END = 0x06054b50;
const END_64 = 0x06064b50;
const LOCATOR_64 = 0x07064b50;
const LOCAL_BYTES = 30;
const CENTRAL_BYTES = 46;
const END_BYTES = 22;
const END_64_BYTES = 56;
const LOCATOR_64_BYTES = 20;
const MAX_COMMENT_BYTES = 65535;
const Flag = { encrypted: 1, sizesBehind: 8, strongEncryption: 0x40 } as const;
/** A 32-bit field that says that the 64-bit one has the number. */
const IN_64 = 0xffffffff;
const EXTRA_64 = 1;

/** Bytes of the longest directory that is read. */
export const MAX_DIRECTORY_BYTES = 1 << 26;

const numberAt = (bytes: Buffer, at: number): number => Number(bytes.readBigUInt64LE(at));

/** Bytes `[from, from + length)` of a file, fewer where it ends. */
export async function bytesAt(file: FileHandle, from: number, length: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(length);
  let done = 0;
  while (done < length) {
    const { bytesRead } = await file.read(buffer, done, length - done, from + done);
    if (bytesRead === 0) break;
    done += bytesRead;
  }
  return buffer.subarray(0, done);
}

/**
 * The files of a zip by the directory at its end; undefined where there is none. What stands before the archive (a program that unpacks it)
 * shifts all places.
 */
export async function readDirectory(file: FileHandle, size: number): Promise<ZipMember[] | undefined> {
  const tailAt = Math.max(0, size - END_BYTES - MAX_COMMENT_BYTES - LOCATOR_64_BYTES);
  const tail = await bytesAt(file, tailAt, size - tailAt);
  let at = tail.length - END_BYTES;
  while (at >= 0 && !(tail.readUInt32LE(at) === END && at + END_BYTES + tail.readUInt16LE(at + 20) <= tail.length))
    at--;
  if (at < 0) return undefined;
  let bytes = tail.readUInt32LE(at + 12);
  let from = tail.readUInt32LE(at + 16);
  let end = tailAt + at;
  const locator = at - LOCATOR_64_BYTES;
  if (locator >= 0 && tail.readUInt32LE(locator) === LOCATOR_64) {
    end = numberAt(tail, locator + 8);
    const end64 = await bytesAt(file, end, END_64_BYTES);
    if (end64.length < END_64_BYTES || end64.readUInt32LE(0) !== END_64) return undefined;
    bytes = numberAt(end64, 40);
    from = numberAt(end64, 48);
  }
  const shift = end - bytes - from;
  if (shift < 0 || bytes > MAX_DIRECTORY_BYTES) return undefined;
  return entriesOf(await bytesAt(file, from + shift, bytes), shift);
}

/** The entries of a directory; undefined where it is none. */
function entriesOf(directory: Buffer, shift: number): ZipMember[] | undefined {
  const members: ZipMember[] = [];
  for (let at = 0; at < directory.length; ) {
    if (at + CENTRAL_BYTES > directory.length || directory.readUInt32LE(at) !== CENTRAL) return undefined;
    const [nameBytes, extraBytes, commentBytes] = [28, 30, 32].map((field) => directory.readUInt16LE(at + field));
    const nameEnd = at + CENTRAL_BYTES + nameBytes;
    const next = nameEnd + extraBytes + commentBytes;
    if (next > directory.length) return undefined;
    const flags = directory.readUInt16LE(at + 8);
    const extra = directory.subarray(nameEnd, nameEnd + extraBytes);
    const [, packedBytes, offset] = wide(extra, [24, 20, 42].map((field) => directory.readUInt32LE(at + field))); // biome-ignore format: a line
    members.push({
      name: textOf(directory.subarray(at + CENTRAL_BYTES, nameEnd)),
      isEncrypted: (flags & (Flag.encrypted | Flag.strongEncryption)) !== 0,
      method: directory.readUInt16LE(at + 10),
      offset: offset + shift,
      packedBytes,
      crc: directory.readUInt32LE(at + 16),
      isListed: true,
    });
    at = next;
  }
  return members;
}

/** The numbers, of which those that do not fit 32 bits follow each other in the extra field of zip64. */
function wide(extra: Buffer, numbers: readonly number[]): number[] {
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    if (extra.readUInt16LE(at) !== EXTRA_64) continue;
    let field = at + 4;
    return numbers.map((number) => {
      if (number !== IN_64 || field + 8 > extra.length) return number;
      field += 8;
      return numberAt(extra, field - 8);
    });
  }
  return [...numbers];
}

/** The files of a zip without its end, by the headers before them. The last one may be cut off, and is all that follows where its length is unknown. */
export async function walkHeaders(file: FileHandle, size: number): Promise<ZipMember[]> {
  const members: ZipMember[] = [];
  for (let offset = 0; offset + LOCAL_BYTES <= size; ) {
    const header = await readLocalHeader(file, offset);
    if (header === undefined) break;
    members.push(header.member);
    if (header.member.packedBytes === undefined) break;
    offset = header.contentAt + header.member.packedBytes;
  }
  return members;
}

/** What stands before a file's content, and where that is; undefined where there is no such header. */
export async function readLocalHeader(
  file: FileHandle,
  offset: number,
): Promise<{ member: ZipMember; contentAt: number } | undefined> {
  const fixed = await bytesAt(file, offset, LOCAL_BYTES);
  if (fixed.length < LOCAL_BYTES || fixed.readUInt32LE(0) !== LOCAL) return undefined;
  const nameBytes = fixed.readUInt16LE(26);
  const rest = await bytesAt(file, offset + LOCAL_BYTES, nameBytes + fixed.readUInt16LE(28));
  const flags = fixed.readUInt16LE(6);
  const [, packedBytes] = wide(rest.subarray(nameBytes), [22, 18].map((field) => fixed.readUInt32LE(field))); // biome-ignore format: a line
  const sizesBehind = (flags & Flag.sizesBehind) !== 0;
  const member: ZipMember = {
    name: textOf(rest.subarray(0, nameBytes)),
    isEncrypted: (flags & (Flag.encrypted | Flag.strongEncryption)) !== 0,
    method: fixed.readUInt16LE(8),
    offset,
    packedBytes: sizesBehind ? undefined : packedBytes,
    crc: sizesBehind ? undefined : fixed.readUInt32LE(14),
    isListed: false,
  };
  return { member, contentAt: offset + LOCAL_BYTES + rest.length };
}

/** A name: UTF-8 if it is that, whatever the flags say. */
function textOf(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return bytes.toString('latin1');
  }
}
