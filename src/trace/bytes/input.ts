import { constants, open, stat } from 'node:fs/promises';
import { addAbortSignal, type Readable } from 'node:stream';
import { isatty } from 'node:tty';
import { UserError } from '../../errors.ts';
import { printable } from '../../printable.ts';
import { decompress, discard, Feed, type Findings } from './compression/decompress.ts';
import { missingPointer } from './missing.ts';
import { openPipe } from './pipe.ts';

/** Bytes of one read of a file. */
const READ_BYTES = 1 << 20;
/** Bytes kept of a file's beginning, so that looking further rarely means reading again. */
const HEAD_BYTES = 1 << 16;

/** A trace file's bytes, decompressed. */
export interface Input {
  /** For messages: the path in one line, as a terminal may show it, or `standard input`. */
  readonly name: string;
  /** The path as it was given, or `standard input`: what headers say of where a trace is from; the name unless given. */
  readonly origin?: string | undefined;
  /** `none`, or the compressions seen through, outermost first: `gzip`, `zstd+gzip`. */
  readonly compression: string;
  /** The path, when it is a plain uncompressed file in which one can seek. */
  readonly path?: string | undefined;
  /** The content, from its beginning for each iteration; of a pipe once only. */
  readonly chunks: AsyncIterable<Buffer>;
  /** A chunk is done with: its memory may be used again. */
  release?(chunk: Buffer): void;
  /** It is a pipe. */
  readonly once?: true;
  /** A sentence, set when an iteration ended because the compressed stream, or the container in it, was cut off. */
  truncated?: string | undefined;
  /** A sentence, set when an iteration passed over bytes behind the compressed stream. */
  readonly surplus?: string | undefined;
  /** The first `bytes` of the content, fewer if it is shorter; they come again in `chunks`. */
  peek(bytes: number): Promise<Buffer>;
}

export interface InputOptions {
  /** Told of compressed bytes read so far, and of the file's size, unknown for pipes. */
  onProgress?: ((bytes: number, total: number | undefined) => void) | undefined;
  signal?: AbortSignal | undefined;
  /** What `-` stands for; the process's own by default. */
  stdin?: Readable;
}

/** Opens a file, or standard input as `-`. Throws a UserError if there is nothing to read. */
export async function openInput(path: string, options: InputOptions = {}): Promise<Input> {
  if (path === '') throw new UserError('the name of the trace is empty; expected a file, or - for standard input');
  if (path === '-') {
    const stdin = options.stdin ?? process.stdin;
    if ((stdin as Partial<NodeJS.ReadStream>).isTTY) throw terminal('standard input');
    return notEmpty(new PipeInput('standard input', stdin, options));
  }
  const name = printable(path);
  try {
    const status = await stat(path);
    if (status.isDirectory()) throw new UserError(`${name} is a directory; expected a trace file`);
    if (status.isSocket()) throw new UserError(`${name} is a socket; expected a trace file, or a pipe`);
    if (status.isBlockDevice()) throw new UserError(`${name} is a disk; expected a trace file`);
    if (status.isCharacterDevice() && (await isTerminal(path))) throw terminal(name);
    if (!status.isFile() || status.size === 0)
      // the kernel's files, in /proc and the like, have no size
      return await notEmpty(new PipeInput(path, openPipe(path, status.isFIFO()), options));
    return await notEmpty(new FileInput(path, status.size, options));
  } catch (error) {
    throw readError(name, error);
  }
}

const terminal = (name: string): UserError =>
  new UserError(`${name} is a terminal; expected a trace from a file or a pipe`);

async function isTerminal(path: string): Promise<boolean> {
  const handle = await open(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
  const is = isatty(handle.fd);
  await handle.close();
  return is;
}

/** A failure of the file system, told to the user; anything else as it is. */
export function readError(name: string, error: unknown): unknown {
  const { code, syscall } = error as NodeJS.ErrnoException;
  if (error instanceof UserError || code === undefined || syscall === undefined) return error;
  const why = REASONS[code];
  const meant = code === 'ENOENT' ? missingPointer(name) : '';
  return new UserError(printable(why === undefined ? `${name} cannot be read (${code})` : `${name}: ${why}${meant}`));
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'there is no such file (a part of the path is not a folder)',
  EACCES: 'permission to read it is denied',
  EPERM: 'permission to read it is denied',
  EISDIR: 'is a directory; expected a trace file',
  EIO: 'the device failed while reading it',
  ELOOP: 'its links lead round in a circle',
  ENAMETOOLONG: 'no file has a name so long',
  EMFILE: 'too many files are open',
  ENFILE: 'too many files are open',
};

const layersOf = ({ layers }: Findings): string => layers.join('+') || 'none';

/** The input, unless there is nothing in it: then throws a UserError. */
export async function notEmpty(input: Input): Promise<Input> {
  if ((await input.peek(1)).length > 0) return input;
  const { name, compression, truncated } = input;
  if (truncated !== undefined) throw new UserError(`${name}: ${truncated.split(';')[0]}, before any of its content`);
  throw new UserError(`${name} is empty${compression === 'none' ? '' : ' once decompressed'}; expected a trace`);
}

/** Where the bytes of an input come from, not yet decompressed: from their beginning each time. What it finds out on the way goes to `findings`. */
export type Source = (findings: Findings, onProgress: InputOptions['onProgress']) => AsyncIterable<Buffer>;

/** What can be read anew for each iteration, and for a look at its beginning. */
export class RepeatableInput implements Input {
  readonly name: string;
  readonly origin: string;
  readonly chunks: AsyncIterable<Buffer>;
  compression = 'none';
  truncated: string | undefined;
  surplus: string | undefined;
  private readonly source: Source;
  private head = Buffer.alloc(0);

  constructor(origin: string, source: Source, { onProgress }: InputOptions) {
    this.name = printable(origin);
    this.origin = origin;
    this.source = source;
    this.chunks = { [Symbol.asyncIterator]: () => this.content(onProgress) };
  }

  async peek(bytes: number): Promise<Buffer> {
    if (this.head.length < bytes) {
      const feed = new Feed(this.content(undefined));
      this.head = Buffer.from(await feed.peek(Math.max(bytes, HEAD_BYTES)));
      await feed.close();
    }
    return this.head.subarray(0, bytes);
  }

  private async *content(onProgress: InputOptions['onProgress']): AsyncGenerator<Buffer, void> {
    const findings: Findings = { name: this.name, layers: [] };
    try {
      yield* decompress(this.source(findings, onProgress), findings);
    } finally {
      this.compression = layersOf(findings);
      this.truncated ??= findings.truncated;
      this.surplus ??= findings.surplus;
    }
  }
}

/** A file. */
class FileInput extends RepeatableInput {
  private readonly memory: ChunkMemory;

  constructor(path: string, size: number, options: InputOptions) {
    const memory = new ChunkMemory(Math.min(READ_BYTES, size + 1));
    super(path, fileSource(path, size, memory, options.signal), options);
    this.memory = memory;
  }

  get path(): string | undefined {
    return this.compression === 'none' ? this.origin : undefined;
  }

  release(chunk: Buffer): void {
    if (!this.memory.release(chunk)) discard(chunk);
  }
}

/** Memory that a file is read into: that of chunks which were released, else new. */
class ChunkMemory {
  private readonly bytes: number;
  private readonly own = new WeakSet<ArrayBufferLike>();
  private readonly free: Buffer[] = [];

  constructor(bytes: number) {
    this.bytes = bytes;
  }

  next(): Buffer {
    const buffer = this.free.pop() ?? Buffer.allocUnsafeSlow(this.bytes);
    this.own.add(buffer.buffer);
    return buffer;
  }

  /** Whether it is this memory: what was decompressed on the way is other. */
  release({ buffer }: Buffer): boolean {
    if (!this.own.delete(buffer)) return false;
    this.free.push(Buffer.from(buffer));
    return true;
  }
}

/** A file's bytes; the next read is under way while a chunk is used. */
const fileSource = (path: string, size: number, memory: ChunkMemory, signal: AbortSignal | undefined): Source =>
  async function* (_findings, onProgress) {
    const handle = await open(path);
    const read = () => {
      const result = handle.read({ buffer: memory.next() });
      result.catch(() => {}); // told when it is awaited
      return result;
    };
    let bytes = 0;
    let next = read();
    try {
      for (;;) {
        signal?.throwIfAborted();
        const { bytesRead, buffer } = await next;
        if (bytesRead === 0) return;
        next = read();
        bytes += bytesRead;
        onProgress?.(bytes, Math.max(bytes, size));
        yield buffer.subarray(0, bytesRead);
      }
    } catch (error) {
      throw readError(path, error);
    } finally {
      await next.catch(() => {});
      await handle.close();
    }
  };

/** Standard input or another pipe: passes once. */
class PipeInput implements Input {
  readonly name: string;
  readonly origin: string;
  readonly chunks: AsyncIterable<Buffer>;
  readonly once = true;
  private readonly stream: Readable;
  private readonly options: InputOptions;
  private readonly findings: Findings;
  private readonly feed: Feed;
  private used = false;

  constructor(origin: string, stream: Readable, options: InputOptions) {
    this.name = printable(origin);
    this.origin = origin;
    this.stream = stream;
    this.options = options;
    this.findings = { name: this.name, layers: [] };
    this.feed = new Feed(decompress(this.read(), this.findings));
    this.chunks = { [Symbol.asyncIterator]: () => this.content() };
  }

  get compression(): string {
    return layersOf(this.findings);
  }
  get truncated(): string | undefined {
    return this.findings.truncated;
  }
  get surplus(): string | undefined {
    return this.findings.surplus;
  }
  set truncated(sentence: string) {
    this.findings.truncated = sentence;
  }

  peek(bytes: number): Promise<Buffer> {
    return this.feed.peek(bytes);
  }

  private async *content(): AsyncGenerator<Buffer, void> {
    if (this.used) throw new UserError(`${this.name} can be read once only; save it to a file first`);
    this.used = true;
    try {
      for (let chunk = await this.feed.next(); chunk !== undefined; chunk = await this.feed.next()) yield chunk;
    } finally {
      this.stream.destroy(); // first, or closing would wait for the writer
      await this.feed.close();
    }
  }

  private async *read(): AsyncGenerator<Buffer, void> {
    const { onProgress, signal } = this.options;
    signal?.throwIfAborted();
    if (signal !== undefined) addAbortSignal(signal, this.stream);
    let bytes = 0;
    try {
      for await (const chunk of this.stream) {
        bytes += chunk.length;
        onProgress?.(bytes, undefined);
        yield chunk;
      }
    } catch (error) {
      signal?.throwIfAborted();
      throw readError(this.name, error);
    }
  }
}
