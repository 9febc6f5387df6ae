import { FormatError, UserError } from '../../errors.ts';
import { OTHER_TEXTS } from './other-text.ts';

/** An opened input: its bytes, decompressed, in order. */
export interface TextInput {
  readonly name: string;
  /** As an Input's; the name unless given. */
  readonly origin?: string | undefined;
  readonly chunks: AsyncIterable<Buffer>;
  /** A chunk is done with: its memory may be used again. */
  release?(chunk: Buffer): void;
  /** Set by the end of `chunks` when the stream was cut off (a broken gzip, say), or behind it when its last record is: how. */
  truncated?: string | undefined;
  /** Set by the end of `chunks` when bytes behind a compressed stream were passed over. */
  readonly surplus?: string | undefined;
}

/** Bytes of the longest line, its end included: bounds memory on an input without line ends. */
export const MAX_LINE_BYTES = 1 << 16;

const LF = 10;

/**
 * Cuts chunks into blocks of whole lines for a byte scanner: only a line that straddles two chunks is copied.
 * A UTF-8 byte order mark at the start is skipped.
 */
export abstract class LineScanner {
  /** What errors call the input. */
  readonly name: string;
  /** Number of the line to be scanned next, from 1; `scan` keeps it. */
  line = 1;

  /** The beginning of a line, whose end is yet to come. */
  protected readonly rest: Buffer = Buffer.allocUnsafe(MAX_LINE_BYTES + 1);
  protected restBytes = 0;
  protected started = false;

  constructor(name: string) {
    this.name = name;
  }

  /** Scans `bytes[from, to)`: whole lines, the last byte is a line feed. */
  protected abstract scan(bytes: Buffer, from: number, to: number): void;

  push(chunk: Buffer): void {
    let from = 0;
    if (this.restBytes > 0) {
      from = chunk.indexOf(LF) + 1;
      this.keep(chunk, 0, from === 0 ? chunk.length : from);
      if (from === 0) return;
      this.deliver(this.rest, 0, this.restBytes);
      this.restBytes = 0;
    }
    const to = Math.max(from, chunk.lastIndexOf(LF) + 1);
    if (to > from) this.deliver(chunk, from, to);
    if (to < chunk.length) this.keep(chunk, to, chunk.length);
  }

  /**
   * No more chunks. A last line without an end counts as a line, unless the stream was cut off: then nobody knows whether
   * it is whole, and it is dropped. Returns a remark if so.
   */
  end(truncated = false): string | undefined {
    if (this.restBytes === 0) return undefined;
    if (truncated) {
      const text = printable(this.rest, 0, this.restBytes);
      this.restBytes = 0;
      return `line ${this.line} is cut off and was dropped: ${JSON.stringify(text)}`;
    }
    if (!this.started) this.refuseOther(this.rest.subarray(0, this.restBytes));
    this.rest[this.restBytes++] = LF;
    this.deliver(this.rest, 0, this.restBytes);
    this.restBytes = 0;
    return undefined;
  }

  /** Position of the line feed that ends the line at `from`. */
  protected lineEnd(bytes: Buffer, from: number): number {
    const end = bytes.indexOf(LF, from);
    if (end - from >= MAX_LINE_BYTES) this.tooLong(bytes, from);
    return end;
  }

  /** Malformed: `bytes[at, to)` on the present line, which starts at `start`. */
  protected malformed(bytes: Buffer, start: number, at: number, to: number, expected: string): never {
    const place = { file: this.name, line: this.line, column: at - start + 1 };
    throw new FormatError(place, printable(bytes, at, to), expected);
  }

  private refuseOther(head: Buffer): void {
    const other = OTHER_TEXTS.find(({ sniff }) => sniff(head));
    if (other !== undefined)
      throw new UserError(`${this.name}: this is ${other.called}, which is not read; ${other.advice}`);
  }

  private tooLong(bytes: Buffer, from: number): never {
    if (this.line === 1) this.refuseOther(bytes.subarray(from));
    return this.malformed(bytes, from, from, bytes.length, `the end of the line within ${MAX_LINE_BYTES} bytes`);
  }

  private deliver(bytes: Buffer, from: number, to: number): void {
    if (!this.started) {
      this.started = true;
      this.refuseOther(bytes.subarray(from, to));
      if (bytes[from] === 0xef && bytes[from + 1] === 0xbb && bytes[from + 2] === 0xbf) from += 3;
    }
    this.scan(bytes, from, to);
  }

  private keep(bytes: Buffer, from: number, to: number): void {
    if (this.restBytes + to - from > MAX_LINE_BYTES) {
      if (this.restBytes === 0) this.tooLong(bytes, from);
      this.tooLong(this.rest.subarray(0, this.restBytes), 0);
    }
    bytes.copy(this.rest, this.restBytes, from, to);
    this.restBytes += to - from;
  }
}

/** The start of `bytes[from, to)` as text for a message; bytes that are no text show as U+FFFD. */
function printable(bytes: Buffer, from: number, to: number): string {
  const text = bytes.toString('utf8', from, Math.min(to, from + 80));
  return text.replace(/[\u007f-\u009f]/g, '\ufffd');
}
