import { open } from 'node:fs/promises';
import { UserError } from '../../errors.ts';
import { Feed } from '../bytes/compression/decompress.ts';
import type { Input } from '../bytes/input.ts';
import { type Footer, type Message, parseFooter, parseMessage } from './metadata.ts';
import { MAGIC } from './schema.ts';
import { MetadataError } from './table.ts';

/** Limits that no container of ours comes near: what a corrupt length may make us allocate. */
export const MAX_METADATA_BYTES = 16 << 20;
export const MAX_BODY_BYTES = 64 << 20;

/** A message and the bytes that follow its metadata. */
export interface Encapsulated {
  message: Message;
  body: Buffer;
}

/** The encapsulated messages of an Arrow IPC file, read from front to back. */
export class MessageStream {
  private readonly feed: Feed;
  private readonly name: string;
  private position = 0;

  constructor(name: string, source: AsyncIterable<Buffer>) {
    this.name = name;
    this.feed = new Feed(source);
  }

  /** Passes the magic. */
  async start(): Promise<void> {
    const magic = await this.read(8);
    if (magic?.toString('latin1', 0, 6) !== MAGIC) throw this.corrupt('it does not begin with ARROW1');
  }

  /** The next message and its body; `end` after the last; `cut` where the stream ends too soon. */
  async next(): Promise<Encapsulated | 'end' | 'cut'> {
    const prefix = await this.read(8);
    if (prefix === undefined) return 'cut';
    const length = prefix.readUInt32LE(4);
    if (prefix.readUInt32LE(0) !== 0xffffffff) throw this.corrupt('there is no message where one should begin');
    if (length === 0) return 'end';
    if (length > MAX_METADATA_BYTES) throw this.corrupt(`a message with ${length} bytes of metadata`);
    const metadata = await this.read(length);
    if (metadata === undefined) return 'cut';
    const message = this.checked(() => parseMessage(metadata));
    if (message.bodyLength > MAX_BODY_BYTES) throw this.corrupt(`a message with a body of ${message.bodyLength} bytes`);
    const body = await this.read(message.bodyLength);
    return body === undefined ? 'cut' : { message, body };
  }

  /** What the footer says, after `end`; `cut` if it is not whole. */
  async footer(): Promise<Footer | undefined | 'cut'> {
    const rest: Buffer[] = [];
    let bytes = 0;
    for (let chunk = await this.feed.next(); chunk !== undefined; chunk = await this.feed.next()) {
      bytes += chunk.length;
      if (bytes > MAX_METADATA_BYTES) throw this.corrupt(`a footer of more than ${MAX_METADATA_BYTES} bytes`);
      rest.push(chunk);
    }
    const tail = Buffer.concat(rest);
    const length = footerLength(tail);
    if (length === undefined) return 'cut';
    if (length + 10 > tail.length)
      throw this.corrupt(`a footer of ${length} bytes where there are ${tail.length - 10}`);
    return this.checked(() => parseFooter(this.name, tail.subarray(tail.length - 10 - length, tail.length - 10)));
  }

  close(): Promise<void> {
    return this.feed.close();
  }

  /** Runs a parser of metadata, and says where in the file it failed. */
  checked<T>(parse: () => T): T {
    try {
      return parse();
    } catch (error) {
      throw error instanceof MetadataError ? this.corrupt(error.message) : error;
    }
  }

  corrupt(why: string): UserError {
    return new UserError(`${this.name}: the Arrow container is corrupt before byte ${this.position}: ${why}`);
  }

  /** Exactly so many bytes, or undefined if the stream ends before. */
  private async read(bytes: number): Promise<Buffer | undefined> {
    const got = await this.feed.read(bytes);
    if (got !== undefined) this.position += bytes;
    return got;
  }
}

/** What a plain file's footer says, without reading the batches; undefined if it has none that is whole. */
export async function readFooter({ name, path }: Input): Promise<Footer | undefined> {
  if (path === undefined) return undefined;
  const handle = await open(path);
  try {
    const { size } = await handle.stat();
    if (size < 10) return undefined;
    const tail = Buffer.alloc(10);
    await handle.read(tail, 0, 10, size - 10);
    const length = footerLength(tail);
    if (length === undefined || length > MAX_METADATA_BYTES || length + 10 > size) return undefined;
    const footer = Buffer.alloc(length);
    await handle.read(footer, 0, length, size - 10 - length);
    return parseFooter(name, footer);
  } catch (error) {
    if (error instanceof MetadataError) throw new UserError(`${name}: the Arrow footer is corrupt: ${error.message}`);
    throw error;
  } finally {
    await handle.close();
  }
}

function footerLength(tail: Buffer): number | undefined {
  if (tail.length < 10 || tail.toString('latin1', tail.length - 6) !== MAGIC) return undefined;
  return tail.readUInt32LE(tail.length - 10);
}
