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
  /** Whether the first 64 KB of a content are of this format, and of no other; absent where nothing in it tells. */
  sniff?(head: Buffer): boolean;
  /** Opens a content as a trace. Throws a UserError, at once or when it is read, on one that is malformed. */
  open(input: Input, options: OpenOptions): Promise<Trace>;
  /** How a trace (opened with its details) is written; absent where it is only read. */
  readonly written?: WrittenText | WrittenFile;
}

/** Text, which may be compressed. */
export interface WrittenText {
  /** What names of such files end in, without the dot. */
  readonly ending: string;
  /** The trace in pieces. What the format cannot say goes to the trace's notes, at the end. */
  text(trace: Trace): AsyncIterable<string>;
}

/** A file with compression of its own. It appears when it is complete. */
export interface WrittenFile {
  readonly ending: string;
  file(trace: Trace, path: string, options: WriteOptions): Promise<void>;
}

export interface WriteOptions {
  /** zstd's level, 1 to 22. */
  readonly level?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Bytes of a text looked at to tell its format. */
const SNIFFED_BYTES = 4096;

/** The first lines of a text, without a byte-order mark; the last may be cut. */
export const firstLines = (head: Buffer): string[] =>
  head
    .toString('latin1', 0, SNIFFED_BYTES)
    .replace(/^\u00ef\u00bb\u00bf/, '')
    .split('\n');

/** The same without a last one that may be cut. */
export function wholeLines(head: Buffer): string[] {
  const lines = firstLines(head);
  if (lines.length > 1) lines.pop();
  return lines;
}
