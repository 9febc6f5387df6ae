import zlib from 'node:zlib';
import { UserError } from '../../../errors.ts';
import { GzipCheck, skipGzipHeader } from './gzip.ts';
import { type Ending, outputOf, type Program } from './program.ts';
import { xzStreams } from './xz.ts';

/** Bytes of a piece that the decompressors deliver. */
const CHUNK_BYTES = 1 << 20;

export type Compression = 'none' | 'gzip' | 'zstd' | 'xz' | 'bzip2' | 'lz4';

/** What decompression finds out on its way. */
export interface Findings {
  /** The input's name, for messages. */
  readonly name: string;
  /** Compressions seen through, outermost first. */
  layers: Compression[];
  /** A sentence, when the stream was cut off. */
  truncated?: string;
  /** A sentence, when bytes behind a whole stream were passed over. */
  surplus?: string;
}

/** What a bzip2 stream has behind `BZh` and the size of its blocks: the first two digits of pi, or of its root where there is no block. */
const BZIP2: ReadonlySet<string> = new Set(['\x31\x41', '\x17\x72']);

/** The compression by its magic bytes, of which the first six suffice. */
export function sniff(head: Buffer): Compression {
  if (head.length >= 3 && head[0] === 0x1f && head[1] === 0x8b && head[2] === 8) return 'gzip';
  if (head.length >= 6 && head.readUIntBE(0, 6) === 0xfd377a585a00) return 'xz';
  if (head.length >= 6 && BZIP2.has(head.toString('latin1', 4, 6)) && /^BZh[1-9]/.test(head.toString('latin1', 0, 4)))
    return 'bzip2';
  if (head.length < 4) return 'none';
  const magic = head.readUInt32LE(0);
  const skippable = magic >>> 4 === 0x184d2a5; // RFC 8878, 3.1.2: pzstd begins its files so
  if (magic === 0x184d2204 || magic === 0x184c2102) return 'lz4'; // a frame, and the legacy frame of `lz4 -l`
  return magic === 0xfd2fb528 || skippable ? 'zstd' : 'none';
}

/** A byte stream with look-ahead: what was peeked at or put back comes again. */
export class Feed {
  private readonly iterator: AsyncIterator<Buffer>;
  private readonly kept: Buffer[] = [];

  constructor(source: AsyncIterable<Buffer>) {
    this.iterator = source[Symbol.asyncIterator]();
  }

  async next(): Promise<Buffer | undefined> {
    const kept = this.kept.shift();
    if (kept !== undefined) return kept;
    const { done, value } = await this.iterator.next();
    return done ? undefined : value;
  }

  putBack(chunk: Buffer): void {
    if (chunk.length > 0) this.kept.unshift(chunk);
  }

  /** Exactly so many bytes, or undefined if fewer are left. */
  async read(bytes: number): Promise<Buffer | undefined> {
    let chunk = bytes === 0 ? Buffer.alloc(0) : await this.next();
    if (chunk === undefined || chunk.length >= bytes) {
      this.putBack(chunk?.subarray(bytes) ?? Buffer.alloc(0));
      return chunk?.subarray(0, bytes);
    }
    const joined = Buffer.allocUnsafe(bytes);
    for (let have = 0; chunk !== undefined; chunk = await this.next()) {
      const copied = chunk.copy(joined, have);
      have += copied;
      if (have < bytes) continue;
      this.putBack(chunk.subarray(copied));
      return joined;
    }
    return undefined;
  }

  /** The first `bytes` of what is left, fewer only at the end. */
  async peek(bytes: number): Promise<Buffer> {
    const chunks: Buffer[] = [];
    for (let have = 0; have < bytes; ) {
      const chunk = await this.next();
      if (chunk === undefined) break;
      chunks.push(chunk);
      have += chunk.length;
    }
    const head = chunks.length === 1 ? chunks[0] : Buffer.concat(chunks);
    this.putBack(head);
    return head.subarray(0, bytes);
  }

  /** All that is left. */
  async *rest(): AsyncGenerator<Buffer, void> {
    for (let chunk = await this.next(); chunk !== undefined; chunk = await this.next()) yield chunk;
  }

  async close(): Promise<void> {
    await this.iterator.return?.();
  }
}

/**
 * Sees through at most `depth` layers of compression. A stream that was cut off delivers all that could be
 * decompressed, then ends with `findings.truncated` set; a corrupt one throws a UserError.
 */
export async function* decompress(
  source: AsyncIterable<Buffer>,
  findings: Findings,
  depth = 2,
): AsyncGenerator<Buffer, void> {
  const feed = new Feed(source);
  try {
    const kind = depth === 0 ? 'none' : sniff(await feed.peek(6));
    if (kind === 'none') {
      yield* feed.rest();
      return;
    }
    findings.layers.push(kind);
    const content =
      kind === 'gzip' || kind === 'zstd' ? inflate(kind, feed, findings) : byProgram(kind, feed, findings);
    yield* decompress(content, findings, depth - 1);
  } finally {
    await feed.close();
  }
}

const passesOver = (findings: Findings, kind: Compression): void => {
  findings.surplus ??= `bytes behind the end of the ${kind} stream are none of it and were passed over`;
};

const endsEarly = (findings: Findings, kind: Compression): void => {
  findings.truncated ??= `the ${kind} stream ends early; what came before it was read`;
};

const corrupt = (findings: Findings, kind: Compression, delivered: number, why: string): UserError =>
  new UserError(`${findings.name}: the ${kind} stream is corrupt after ${delivered} bytes of its content: ${why}`);

/**
 * Whether another member or frame follows. What else is behind the last one is passed over, as gunzip does: zeros, which pad, without a
 * word, other bytes with a finding.
 */
async function follows(kind: 'gzip' | 'zstd' | 'xz', feed: Feed, findings: Findings): Promise<boolean> {
  if (sniff(await feed.peek(6)) === kind) return true;
  for (let chunk = await feed.next(); chunk !== undefined; chunk = await feed.next())
    if (chunk.some((byte) => byte !== 0)) {
      passesOver(findings, kind);
      return false;
    }
  return false;
}

/** The content of a gzip member behind its header, if all of it is at hand: bgzip writes members of 64 KB, for which a stream each would be slow. */
async function smallMember(feed: Feed): Promise<Buffer | undefined> {
  const chunk = await feed.next();
  if (chunk === undefined) return undefined;
  try {
    const options = { info: true, chunkSize: 1 << 17, maxOutputLength: 1 << 22 };
    const { buffer, engine } = zlib.inflateRawSync(chunk, options) as unknown as {
      buffer: Buffer;
      engine: { bytesWritten: number };
    };
    feed.putBack(chunk.subarray(engine.bytesWritten));
    return buffer;
  } catch {
    feed.putBack(chunk); // it goes on in the next chunk, is large, or is corrupt: the stream tells
    return undefined;
  }
}

/** Memory of pieces that are the last in theirs: no decompressor writes to it any more. */
const full = new WeakSet<ArrayBufferLike>();

/**
 * Frees a piece that nobody looks at any more, and those before it in its memory; passes over what is none of ours. Else the garbage collector
 * comes each time that they add up to some 30 MB, which takes as long as decompressing them. Once memory was freed so, V8 checks in every loop
 * whether it is still there: a twentieth of the time of a replay in the same thread.
 */
export function discard({ buffer }: Buffer): void {
  if (full.delete(buffer)) (buffer as ArrayBuffer).transfer(0);
}

/** gzip members or zstd frames, one after the other. */
async function* inflate(kind: 'gzip' | 'zstd', feed: Feed, findings: Findings): AsyncGenerator<Buffer, void> {
  let delivered = 0;
  for (let exhausted = false; await follows(kind, feed, findings); exhausted = false) {
    if (kind === 'gzip' && !(await skipGzipHeader(feed))) return endsEarly(findings, kind);
    const check = kind === 'gzip' ? new GzipCheck() : undefined;
    if (check !== undefined && delivered > 0) {
      const member = await smallMember(feed);
      if (member !== undefined) {
        delivered += member.length;
        check.see(member);
        yield member;
        const problem = await check.problem(feed);
        if (problem === undefined) return endsEarly(findings, kind);
        if (problem !== '') throw corrupt(findings, kind, delivered, problem);
        continue;
      }
    }
    const codec =
      kind === 'gzip'
        ? zlib.createInflateRaw({ chunkSize: CHUNK_BYTES })
        : zlib.createZstdDecompress({ chunkSize: CHUNK_BYTES });
    let wake = () => {};
    let failure: NodeJS.ErrnoException | undefined;
    let sourceFailure: unknown;
    let present: Buffer | undefined;
    let presentAt = 0;

    const write = async (): Promise<void> => {
      for (;;) {
        const chunk = await feed.next();
        if (chunk === undefined) break;
        present = chunk;
        await new Promise<void>((resolve) => codec.write(chunk, () => resolve()));
        if (codec.bytesWritten < presentAt + chunk.length) return; // it ended inside this chunk
        presentAt += chunk.length;
        present = undefined;
      }
      exhausted = true;
      wake();
    };
    codec.on('readable', () => wake());
    codec.on('end', () => wake());
    codec.on('error', (error) => {
      failure = error;
      wake();
    });
    write().catch((error) => {
      sourceFailure = error;
      wake();
    });
    try {
      while (!codec.readableEnded && failure === undefined && sourceFailure === undefined) {
        const data = codec.read() as Buffer | null;
        if (data !== null) {
          delivered += data.length;
          check?.see(data);
          if (data.byteOffset + data.length === data.buffer.byteLength) full.add(data.buffer);
          yield data;
          continue;
        }
        // Only now that all output was read: the error of a stream cut off would take it along.
        if (exhausted && !codec.writableEnded) codec.end();
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    } finally {
      codec.destroy();
    }
    if (sourceFailure !== undefined) throw sourceFailure;
    if (failure?.code === 'Z_BUF_ERROR') return endsEarly(findings, kind);
    if (failure !== undefined) throw corrupt(findings, kind, delivered, failure.message);
    if (present !== undefined) feed.putBack(present.subarray(codec.bytesWritten - presentAt));
    const problem = check === undefined ? '' : await check.problem(feed);
    if (problem === undefined) return endsEarly(findings, kind);
    if (problem !== '') throw corrupt(findings, kind, delivered, problem);
  }
}

/** Compressions that a program of Debian's sees through. */
export const PROGRAMS = {
  xz: { name: 'xz', args: ['-dc'], package: 'xz-utils' },
  bzip2: { name: 'bzip2', args: ['-dc'], package: 'bzip2' },
  lz4: { name: 'lz4', args: ['-dc'], package: 'lz4' },
} as const satisfies Partial<Record<Compression, Program>>;

/** What these programs say of a stream that was cut off. Of foreign bytes behind a whole one, bzip2 says so, and lz4 ends with 1 and says nothing; xz is not given them. */
const ENDS_EARLY = /Unexpected end of input|ends unexpectedly|Unfinished stream/;

/** Zeros at the end of a file that are no part of a bzip2 or lz4 stream, which has none so long, but pad it. */
const PADDING = 16;

async function* byProgram(kind: keyof typeof PROGRAMS, feed: Feed, findings: Findings): AsyncGenerator<Buffer, void> {
  let padding = 0;
  async function* packed(): AsyncGenerator<Buffer, void> {
    const chunks = kind === 'xz' ? xzStreams(feed, () => follows(kind, feed, findings)) : feed.rest();
    for await (const chunk of chunks) {
      const last = chunk.findLastIndex((byte) => byte !== 0);
      padding = last < 0 ? padding + chunk.length : chunk.length - 1 - last;
      yield chunk;
    }
  }
  const output = outputOf(PROGRAMS[kind], `${findings.name} is compressed by ${kind}: reading it`, packed());
  let delivered = 0;
  try {
    for (;;) {
      const { done, value } = await output.next();
      if (done) {
        const isWhole = value.code === 0 || (kind === 'lz4' && value.code === 1 && value.said === '');
        if (isWhole) {
          const isMore = value.code === 1 || value.said.includes('trailing garbage');
          if (isMore && padding < PADDING) passesOver(findings, kind);
          return;
        }
        if (ENDS_EARLY.test(value.said)) return endsEarly(findings, kind);
        throw corrupt(findings, kind, delivered, reason(value));
      }
      delivered += value.length;
      yield value;
    }
  } finally {
    await output.return({ code: null, said: '' });
  }
}

/** The first sentence of what a program says, without its own name. */
const reason = ({ code, said }: Ending): string =>
  said.split('\n')[0].replace(/^(?:\w+: )?(?:\(stdin\): )?|\s+$/g, '') || `exit code ${code}`;
