import { open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import zlib from 'node:zlib';
import { UserError } from '../../errors.ts';
import { printable } from '../../printable.ts';
import type { Findings } from '../bytes/compression/decompress.ts';
import { type Input, readError } from '../bytes/input.ts';
import { hasBytes } from '../bytes/magic.ts';
import { type ArchiveKind, archiveEndsEarly, corruptArchive } from './kind.ts';
import { readDirectory, readLocalHeader, walkHeaders, type ZipMember } from './zip-directory.ts';

const READ_BYTES = 1 << 20;

/** How files are packed in a zip (APPNOTE.TXT, 4.4.5): what unpacks them, or, of the others, what they are called. */
const METHODS: Readonly<Record<number, string | (() => NodeJS.ReadWriteStream & { destroy(): unknown })>> = {
  8: () => zlib.createInflateRaw({ chunkSize: READ_BYTES }),
  9: 'Deflate64',
  12: 'bzip2',
  14: 'LZMA',
  93: () => zlib.createZstdDecompress({ chunkSize: READ_BYTES }),
  95: 'xz',
  98: 'PPMd',
};

/** A zip, read by its directory: a file is one place in it, so that neither its name nor others of that name matter. */
export const ZIP: ArchiveKind<ZipMember> = {
  name: 'zip',
  begins: (head) => ['PK\x03\x04', 'PK\x05\x06', 'PK\x07\x08'].some((magic) => hasBytes(magic)(head)),
  async members(input) {
    return withFile(input, async (file) => {
      const { size } = await file.stat();
      return (await readDirectory(file, size)) ?? walkHeaders(file, size);
    });
  },
  async *content(input, members, findings) {
    for (const member of members) yield* contentOf(input, member, findings);
  },
  seeks: true,
};

async function withFile<T>(input: Input, use: (file: Awaited<ReturnType<typeof open>>) => Promise<T>): Promise<T> {
  const file = await openFile(input);
  try {
    return await use(file);
  } finally {
    await file.close();
  }
}

async function openFile({ path, name }: Input): ReturnType<typeof open> {
  if (path === undefined)
    throw new UserError(
      `${name} is a zip archive in a stream, whose end has to be read first; save it to a file, neither packed nor in another archive`,
    );
  return open(path).catch((error) => {
    throw readError(name, error);
  });
}

async function* contentOf(input: Input, member: ZipMember, findings: Findings): AsyncGenerator<Buffer, void> {
  const shown = `${input.name}:${printable(member.name)}`;
  if (member.isEncrypted)
    throw new UserError(`${shown} is encrypted; unpack it with its password first: unzip ${input.name}`);
  const unpack = METHODS[member.method];
  if (member.method !== 0 && typeof unpack !== 'function')
    throw new UserError(
      `${shown} is packed by ${unpack ?? `method ${member.method} of zip`}, which is not read; unpack it first: 7z x ${input.name}`,
    );
  let delivered = 0;
  const corrupt = (why: string): UserError =>
    corruptArchive(input, 'zip', ` after ${delivered} bytes of ${printable(member.name)}: ${why}`);
  const file = await openFile(input);
  let isCut = false;
  let missing: UserError | undefined;
  async function* packed(): AsyncGenerator<Buffer, void> {
    const { size } = await file.stat();
    const header = await readLocalHeader(file, member.offset);
    if (header === undefined) throw corrupt('there is no file where its directory says');
    const end = header.contentAt + (member.packedBytes ?? Number.POSITIVE_INFINITY);
    isCut = end > size;
    for (let at = header.contentAt; at < end; ) {
      const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(Math.min(READ_BYTES, end - at)), 0, null, at);
      if (bytesRead === 0) return;
      at += bytesRead;
      yield buffer.subarray(0, bytesRead);
    }
  }
  const codec = typeof unpack === 'function' ? unpack() : undefined;
  const source = Readable.from(packed(), { objectMode: false });
  try {
    if (codec !== undefined) {
      source.on('error', (error) => {
        missing = error as UserError;
        codec.destroy();
      });
      source.pipe(codec);
    }
    let crc = 0;
    for await (const piece of (codec ?? source) as AsyncIterable<Buffer>) {
      crc = zlib.crc32(piece, crc);
      delivered += piece.length;
      yield piece;
    }
    if (!member.isListed) findings.truncated ??= archiveEndsEarly('zip');
    if (isCut && codec === undefined) findings.truncated ??= archiveEndsEarly('zip');
    else if (member.crc !== undefined && crc !== member.crc) throw corrupt('incorrect data check');
  } catch (error) {
    if (missing !== undefined) throw missing;
    if (error instanceof UserError) throw error;
    if (!isCut || (error as NodeJS.ErrnoException).code !== 'Z_BUF_ERROR') throw corrupt((error as Error).message);
    findings.truncated ??= archiveEndsEarly('zip');
  } finally {
    source.destroy();
    codec?.destroy();
    await file.close();
  }
}
