import zlib from 'node:zlib';

/** Bytes of a gzip member's header before its optional fields, and of its trailer: CRC-32 and length of the content (RFC 1952). */
const HEADER_BYTES = 10;
const TRAILER_BYTES = 8;
const Flag = { headerCrc: 2, extra: 4, name: 8, comment: 16 } as const;

/** What of a byte stream is needed: see `Feed`. */
interface Bytes {
  read(bytes: number): Promise<Buffer | undefined>;
}

/** Passes over a member's header. Returns false if it is cut off. */
export async function skipGzipHeader(feed: Bytes): Promise<boolean> {
  const header = await feed.read(HEADER_BYTES);
  if (header === undefined) return false;
  const flags = header[3];
  if ((flags & Flag.extra) !== 0) {
    const length = await feed.read(2);
    if (length === undefined || (await feed.read(length.readUInt16LE(0))) === undefined) return false;
  }
  for (const text of [Flag.name, Flag.comment])
    for (let byte = -1; (flags & text) !== 0 && byte !== 0; ) {
      const next = await feed.read(1);
      if (next === undefined) return false;
      byte = next[0];
    }
  return (flags & Flag.headerCrc) === 0 || (await feed.read(2)) !== undefined;
}

/** What a member's trailer says of its content. */
export class GzipCheck {
  private crc = 0;
  private bytes = 0;

  see(content: Buffer): void {
    this.crc = zlib.crc32(content, this.crc);
    this.bytes = (this.bytes + content.length) % 2 ** 32;
  }

  /** Reads the trailer: what is wrong with the content, '' if nothing, undefined if the trailer is cut off. */
  async problem(feed: Bytes): Promise<string | undefined> {
    const trailer = await feed.read(TRAILER_BYTES);
    if (trailer === undefined) return undefined;
    if (trailer.readUInt32LE(0) !== this.crc) return 'incorrect data check';
    return trailer.readUInt32LE(4) === this.bytes ? '' : 'incorrect length check';
  }
}
