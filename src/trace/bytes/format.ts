import type { OpenOptions, Trace } from '../words/trace.ts';
import type { Input } from './input.ts';

/**
 * A format of traces: all that opening, converting, help and errors know of it. The list of formats is read by the command line's help,
 * so what reads and writes is behind a dynamic import.
 */
export interface TraceFormat {
  /** For `--format`. */
  readonly name: string;
  /** What a file of it is, in a sentence: `an Arrow container`. */
  readonly called: string;
  /**
   * How well the first 64 KB of a content fit this format: true or 1 where all of it does, the share of lines that do, false or 0 where
   * it is another's. Absent where nothing in it tells.
   */
  sniff?(head: Buffer): boolean | number;
  /** Names, without the ending of a compression, of files whose content may not tell: asked where no format knows the content. */
  readonly named?: RegExp;
  /** Opens a content as a trace. Throws a UserError, at once or when it is read, on one that is malformed. */
  open(input: Input, options: OpenOptions): Promise<Trace>;
  /** Opens a folder as a trace, where a trace can be several files; `open` opens one of them. Throws a UserError on one that holds none. */
  folder?(path: string, open: (file: string) => Promise<Input>, options: OpenOptions): Promise<Trace>;
  /** How a trace (opened with its details) is written; absent where it is only read. */
  readonly written?: WrittenText | WrittenBytes | WrittenFile;
}

/** Text, which may be compressed. */
export interface WrittenText {
  /** What names of such files end in, without the dot. */
  readonly ending: string;
  /** The trace in pieces. What the format cannot say goes to the trace's notes, at the end. */
  text(trace: Trace): AsyncIterable<string>;
}

/** Bytes, which may be compressed. */
export interface WrittenBytes {
  readonly ending: string;
  /** As `text` of `WrittenText`. */
  bytes(trace: Trace): AsyncIterable<Uint8Array>;
}

/** A file with compression of its own. It appears when it is complete. */
export interface WrittenFile {
  readonly ending: string;
  file(trace: Trace, path: string, options: WriteOptions): Promise<void>;
}

export interface WriteOptions {
  /** zstd's level, 1 to 22. */
  readonly level?: number | undefined;
  /** Ends the writing with an AbortError. */
  readonly signal?: AbortSignal | undefined;
}

/** How well a table fits that has a column of addresses, and nothing that says what was done there: anything may be listed so. */
export const TABLE_OF_ADDRESSES = 0.75;

/** Bytes and lines of a text looked at to tell its format. */
const SNIFFED_BYTES = 1 << 16;
const SNIFFED_LINES = 500;

/**
 * The first lines of a text, without their ends and a byte-order mark; not a last one that ends no line, which may be cut, unless it is all
 * there is.
 */
export function firstLines(head: Buffer): string[] {
  const lines = head
    .toString('latin1', 0, SNIFFED_BYTES)
    .replace(/^\u00ef\u00bb\u00bf/, '')
    .split(/\r?\n/, SNIFFED_LINES + 1);
  if (lines.length > 1) lines.pop();
  return lines;
}

/** The share of lines that fit, of those of which `fits` says whether they do; 0 where it says so of none. */
export function shareOf(lines: readonly string[], fits: (line: string) => boolean | undefined): number {
  let all = 0;
  let fitting = 0;
  for (const line of lines) {
    const fit = fits(line);
    if (fit !== undefined) all++;
    if (fit) fitting++;
  }
  return all === 0 ? 0 : fitting / all;
}
