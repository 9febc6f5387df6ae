import { MovableScanner } from '../bytes/ahead/movable.ts';
import { HEX, HEX_PAIR, NOT_HEX } from '../bytes/hex.ts';
import { AccessBlock, BLOCK_ACCESSES } from '../words/encoder/access-block.ts';
import { ENDS_IN_SPACE, Kind, MAX_REFERENCE_BYTES, type ReferenceKind, runsPastEnd } from '../words/layout.ts';
import { type LackeySink, type OpenCalls, RemarkReader } from './remarks.ts';

const CR = 13;
const COMMA = 44;
const HASH = 35;
const ZERO = 48;
const LETTER_X = 120;

/** By a record's second byte: its first three as a little-endian number (0 where there is no such record), and its kind. */
const HEAD = new Int32Array(256);
const KIND = new Uint8Array(256);
/** A load and then a store. */
const MODIFY = 2;
/** By a record's letter: its kind and one, 0 of others. */
const KIND_OF_LETTER = new Uint8Array(256);
for (const [head, kind] of [
  ['I  ', Kind.fetch],
  [' L ', Kind.load],
  [' S ', Kind.store],
  [' M ', MODIFY],
] as const) {
  HEAD[head.charCodeAt(1)] = head.charCodeAt(0) | (head.charCodeAt(1) << 8) | (head.charCodeAt(2) << 16);
  KIND[head.charCodeAt(1)] = kind;
  KIND_OF_LETTER[head.trim().charCodeAt(0)] = kind + 1;
}

/** `,` D LF, and `,` D D LF, as masks over four bytes read as a little-endian number. */
const ONE_DIGIT = 0x0a002c;
const ONE_DIGIT_MASK = 0xff00ff;
const TWO_DIGITS = 0x0a00002c;
const TWO_DIGITS_MASK = 0xff0000ff | 0;

/** `plainLines` looks at no more bytes from the start of a line. */
const PLAIN_BYTES = 32;
const EXPECTED =
  "a lackey record such as ' L 1fff000758,8', or a line of Valgrind's (is the program's output mixed in? use --log-file)";
const SIZE = `a size of 1 to ${MAX_REFERENCE_BYTES} bytes`;

/**
 * Reads Valgrind lackey's output, chunk by chunk: one scanner for each file or connection.
 *
 *     I  0401b770,1
 *      S 1fff000760,8
 *
 * Records as Valgrind prints them, with an even number of digits from 8 to 16 and a size below 100, are *plain*;
 * every other line is read by `slowLine`, which knows the errors. Blank lines, and those that begin with `#`, are passed over.
 */
export class LackeyScanner extends MovableScanner<OpenCalls> {
  private readonly sink: LackeySink;
  private readonly remarks: RemarkReader;
  private readonly block = new AccessBlock();

  constructor(name: string, sink: LackeySink) {
    super(name);
    this.sink = sink;
    this.remarks = new RemarkReader(sink);
  }

  protected override own(): OpenCalls {
    return this.remarks.open;
  }

  protected override resumeOwn(open: OpenCalls): void {
    this.remarks.open = open;
  }

  protected override scan(b: Buffer, from: number, to: number): void {
    const view = new DataView(b.buffer, b.byteOffset, b.length);
    for (let p = from; p < to; this.line++) {
      p = this.plainLines(view, p, to - PLAIN_BYTES);
      this.flush();
      p = this.slowLine(b, p); // a plain line is shorter than PLAIN_BYTES, so one at least is left
    }
  }

  private flush(): void {
    if (this.block.count > 0) this.sink.accesses(this.block);
    this.block.count = 0;
  }

  /** Reads lines into the block until it is full, `to` is passed or a line is not plain; returns where that one starts. */
  private plainLines(view: DataView, from: number, to: number): number {
    const { metas, highs, lows } = this.block;
    let n = 0;
    let lines = 0;
    let p = from;
    while (p < to && n < BLOCK_ACCESSES - 1) {
      const head = view.getInt32(p, true);
      const pair0 = HEX_PAIR[view.getUint16(p + 3, true)];
      const pair1 = HEX_PAIR[view.getUint16(p + 5, true)];
      const pair2 = HEX_PAIR[view.getUint16(p + 7, true)];
      const pair3 = HEX_PAIR[view.getUint16(p + 9, true)];
      let digits = pair0 | pair1 | pair2 | pair3;
      let low = (pair0 << 24) | (pair1 << 16) | (pair2 << 8) | pair3;
      let high = 0;
      let q = p + 11;
      let tail = view.getInt32(q, true);
      while ((tail & 0xff) !== COMMA && q < p + 19) {
        const pair = HEX_PAIR[tail & 0xffff];
        digits |= pair;
        high = (high << 8) | (low >>> 24);
        low = (low << 8) | pair;
        q += 2;
        tail = view.getInt32(q, true);
      }
      let bytes = ((tail >> 8) & 0xff) - ZERO;
      if (bytes < 1 || bytes > 9) break;
      q += 3;
      if ((tail & ONE_DIGIT_MASK) !== ONE_DIGIT) {
        const units = ((tail >> 16) & 0xff) - ZERO;
        if ((tail & TWO_DIGITS_MASK) !== TWO_DIGITS || units < 0 || units > 9) break;
        bytes = bytes * 10 + units;
        q++;
      }
      const second = (head >> 8) & 0xff;
      // The top 4 GB are left to slowLine: an access there may run past the end.
      if (digits < 0 || high === -1 || (head & 0xffffff) !== HEAD[second]) break;
      const kind = KIND[second];
      highs[n] = high;
      lows[n] = low;
      if (kind !== MODIFY) metas[n++] = (bytes << 2) | kind;
      else {
        metas[n++] = (bytes << 2) | Kind.load;
        highs[n] = high;
        lows[n] = low;
        metas[n++] = (bytes << 2) | Kind.store;
      }
      p = q;
      lines++;
    }
    this.block.count = n;
    this.line += lines;
    return p;
  }

  /** Reads the line at `start`, whatever it is; returns the start of the next. The block is empty before and after. */
  private slowLine(b: Buffer, start: number): number {
    const lf = this.lineEnd(b, start);
    const end = lf > start && b[lf - 1] === CR ? lf - 1 : lf;
    let p = start;
    const first = skipBlanks(b, start);
    if (first >= end || b[first] === HASH) return lf + 1; // nothing, or a comment
    while (p < end) {
      const letter = this.letterOf(b, p, end);
      if (letter >= 0) {
        this.record(b, start, letter, end);
        break;
      }
      const used = this.remarks.read(b.toString('latin1', p, end));
      if (used === 0) this.malformed(b, start, p, end, EXPECTED);
      p += used;
    }
    return lf + 1;
  }

  /** Where the letter of a record stands that begins at `at`, whatever blanks there are before it and one at least behind it; -1 if there is none. */
  private letterOf(b: Buffer, at: number, end: number): number {
    const letter = skipBlanks(b, at);
    return letter + 1 < end && KIND_OF_LETTER[b[letter]] > 0 && isBlank(b[letter + 1]) ? letter : -1;
  }

  /** Reads the record whose letter is at `letter` on the line that starts at `start`, up to `end`; blanks may stand around its fields, 0x before its address. */
  private record(b: Buffer, start: number, letter: number, end: number): void {
    const first = skipBlanks(b, letter + 1);
    let p = b[first] === ZERO && (b[first + 1] | 32) === LETTER_X ? first + 2 : first;
    const digitsFrom = p;
    while (b[p] === ZERO) p++;
    const significant = p;
    let high = 0;
    let low = 0;
    for (; HEX[b[p]] !== NOT_HEX; p++) {
      high = (high << 4) | (low >>> 28);
      low = (low << 4) | HEX[b[p]];
    }
    if (p === digitsFrom) this.malformed(b, start, p, end, 'a hexadecimal address');
    if (p - significant > 16)
      this.malformed(b, start, digitsFrom, p, 'at most 16 digits: this is an address above 64 bits');
    p = skipBlanks(b, p);
    if (b[p] !== COMMA) this.malformed(b, start, p, end, "a hexadecimal digit, or ',' and the size");
    p = skipBlanks(b, p + 1);
    const digits = p;
    let bytes = 0;
    for (; b[p] >= ZERO && b[p] <= ZERO + 9 && bytes <= MAX_REFERENCE_BYTES; p++) bytes = bytes * 10 + b[p] - ZERO;
    if (skipBlanks(b, p) < end || bytes < 1 || bytes > MAX_REFERENCE_BYTES) this.malformed(b, start, digits, end, SIZE);
    if (runsPastEnd(high, low, bytes)) this.malformed(b, start, digits, end, ENDS_IN_SPACE);
    const kind = KIND_OF_LETTER[b[letter]] - 1;
    this.block.add(kind === MODIFY ? Kind.load : (kind as ReferenceKind), high, low, bytes);
    if (kind === MODIFY) this.block.add(Kind.store, high, low, bytes);
    this.flush();
  }
}

const isBlank = (byte: number): boolean => byte === 32 || byte === 9;

function skipBlanks(b: Buffer, p: number): number {
  while (isBlank(b[p])) p++;
  return p;
}
