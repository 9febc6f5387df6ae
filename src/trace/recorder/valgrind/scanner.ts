import { FormatError } from '../../../errors.ts';
import { MAX_LINE_BYTES } from '../../bytes/lines.ts';
import { LackeyScanner, type LackeySink } from '../../lackey/open.ts';
import { pieceFrom } from '../../lackey/remarks.ts';

const LF = 10;
/** A chunk is scanned in pieces of so much, so that a line too long is seen before it is scanned. */
const PIECE_BYTES = 1 << 15;
/** What is left of Valgrind's own lines when two processes print theirs at once; says nothing that others do not. */
const FRAGMENT = /^\s*(?:clone\(\w+\): process \d+ created child \d+\s*)?$|^SCHEDSETJMP\(/;
const SHOWN = 5;

/** Lines of a recording that nobody understood. */
export class UnknownLines {
  count = 0;
  /** The first few, with what is wrong. */
  readonly examples: string[] = [];

  add(what: string): void {
    this.count++;
    if (this.examples.length < SHOWN) this.examples.push(what);
  }
}

/**
 * A lackey scanner that a strange line does not stop, since a recording cannot be asked to begin again: the line is
 * put down as unknown, but for what another process printed onto a line left open.
 */
export class RecordingScanner extends LackeyScanner {
  private readonly unknown: UnknownLines;
  /** Where what is strange begins. */
  private badFrom = 0;
  /** Bytes since the last line feed; a line of more than `MAX_LINE_BYTES` (a long command) is cut there. */
  private pending = 0;

  constructor(name: string, sink: LackeySink, unknown: UnknownLines) {
    super(name, sink);
    this.unknown = unknown;
  }

  override push(chunk: Buffer): void {
    for (let from = 0; from < chunk.length; from += PIECE_BYTES) this.piece(chunk.subarray(from, from + PIECE_BYTES));
  }

  private piece(bytes: Buffer): void {
    const first = bytes.indexOf(LF);
    if (this.pending + (first < 0 ? bytes.length : first) >= MAX_LINE_BYTES) {
      if (this.pending < MAX_LINE_BYTES) this.cutLine(bytes);
      this.pending = MAX_LINE_BYTES;
      if (first < 0) return;
      this.pending = 0;
      bytes = bytes.subarray(first + 1);
    }
    const last = bytes.lastIndexOf(LF);
    this.pending = last < 0 ? this.pending + bytes.length : bytes.length - 1 - last;
    super.push(bytes);
  }

  /** Ends the line after as many bytes as a line may have. */
  private cutLine(bytes: Buffer): void {
    this.unknown.add(`line ${this.line} has more than ${MAX_LINE_BYTES} bytes; the rest was dropped`);
    super.push(bytes.subarray(0, MAX_LINE_BYTES - 1 - this.pending));
    super.push(Buffer.from('\n'));
  }

  protected override scan(b: Buffer, from: number, to: number): void {
    for (let p = from; p < to; ) {
      try {
        super.scan(b, p, to);
        return;
      } catch (error) {
        if (!(error instanceof FormatError)) throw error;
        const end = b.indexOf(LF, this.badFrom);
        this.repair(b, this.badFrom, end, error);
        p = end + 1;
      }
    }
  }

  protected override malformed(b: Buffer, start: number, at: number, to: number, expected: string): never {
    this.badFrom = at;
    return super.malformed(b, start, at, to, expected);
  }

  /** Takes what else of Valgrind's there is in `b[from, end)`, up to the line's end; the line stays counted once. */
  private repair(b: Buffer, from: number, end: number, error: FormatError): void {
    const text = b.toString('latin1', from, end);
    const glued = pieceFrom(text, 1);
    if (!FRAGMENT.test(text.slice(0, glued))) this.unknown.add(error.message);
    if (glued < text.length) this.scan(b, from + glued, end + 1);
    else this.line++;
  }
}
