import zlib from 'node:zlib';

/** Bytes of what ends a stream: CRC-32, backward size, flags, `YZ` (The .xz File Format, 2.1.2); the CRC is of the 6 bytes in the middle. */
const FOOTER_BYTES = 12;
const MAGIC = 'YZ';

/** Where the stream that has these bytes ends, if its footer ends behind `from`; else -1. */
function endOf(bytes: Buffer, from: number): number {
  for (let at = bytes.indexOf(MAGIC, Math.max(from - 1, 0)); at >= 0; at = bytes.indexOf(MAGIC, at + 1)) {
    const begin = at + MAGIC.length - FOOTER_BYTES;
    if (begin >= 0 && zlib.crc32(bytes.subarray(begin + 4, begin + 10)) === bytes.readUInt32LE(begin))
      return at + MAGIC.length;
  }
  return -1;
}

/** What of a byte stream is needed: see `Feed`. */
interface Bytes {
  next(): Promise<Buffer | undefined>;
  putBack(chunk: Buffer): void;
}

/**
 * The xz streams that follow each other, without what is between and behind them: xz takes bytes that are none for a stream that is corrupt or
 * cut off. `follows`: whether another begins with what is left.
 */
export async function* xzStreams(feed: Bytes, follows: () => Promise<boolean>): AsyncGenerator<Buffer, void> {
  let before = Buffer.alloc(0);
  for (let chunk = await feed.next(); chunk !== undefined; chunk = await feed.next()) {
    const bytes = Buffer.concat([before, chunk]);
    const end = endOf(bytes, before.length);
    if (end < 0) {
      before = bytes.subarray(Math.max(0, bytes.length - FOOTER_BYTES + 1));
      yield chunk;
      continue;
    }
    yield bytes.subarray(before.length, end);
    feed.putBack(bytes.subarray(end));
    if (!(await skipZeros(feed)) || !(await follows())) return;
    before = Buffer.alloc(0);
  }
}

/** Passes over the zeros that pad a stream; whether anything else is left. */
async function skipZeros(feed: Bytes): Promise<boolean> {
  for (let chunk = await feed.next(); chunk !== undefined; chunk = await feed.next()) {
    const first = chunk.findIndex((byte) => byte !== 0);
    if (first < 0) continue;
    feed.putBack(chunk.subarray(first));
    return true;
  }
  return false;
}
