import { MovableScanner } from '../bytes/ahead/movable.ts';
import { HEX, NOT_HEX } from '../bytes/hex.ts';
import { MAX_LINE_BYTES } from '../bytes/lines.ts';
import { ENDS_IN_SPACE, MAX_REFERENCE_BYTES, runsPastEnd } from '../words/layout.ts';
import { DIN_LABELS, type DinAccesses, DinLabel, type DinSums } from './accesses.ts';
import { PLAIN_BYTES, plainLines } from './plain.ts';

const TAB = 9;
const LF = 10;
const CR = 13;
const SPACE = 32;
const HASH = 35;
const ZERO = 48;

/** The one-letter labels of layout D; `NOT_HEX` for other bytes. */
const LETTERS = new Uint8Array(256).fill(NOT_HEX);
for (const [letter, label] of [
  ['r', DinLabel.read],
  ['w', DinLabel.write],
  ['i', DinLabel.instruction],
  ['m', DinLabel.misc],
  ['c', DinLabel.copyBack],
  ['v', DinLabel.invalidate],
] as const) {
  LETTERS[letter.charCodeAt(0)] = label;
  LETTERS[letter.toUpperCase().charCodeAt(0)] = label;
}

const NUMERIC_LABEL = 'a label: 0 (read), 1 (write), 2 (instruction), 3 (misc), 4 (copy back) or 5 (invalidate)';
const LETTER_LABEL = 'a label: r, w, i, m (misc), c (copy back) or v (invalidate); for 0, 1, 2 name the format din-d';
const ADDRESS = 'a hexadecimal address';
const SIZE = `a hexadecimal size of 1 to ${MAX_REFERENCE_BYTES.toString(16)} bytes`;

/**
 * Reads DineroIV's text layouts; numbers are hexadecimal with or without `0x`, blanks are spaces and tabs.
 *
 *     d (traditional)   label address [anything]        the aligned word of four bytes around the address
 *     D (extended)      letter address size [anything]
 *
 * Blank lines, and those that begin with `#`, are passed over, which DineroIV has none of.
 */
export class DinTextScanner extends MovableScanner<DinSums> {
  private readonly layout: 'd' | 'D';
  private readonly accesses: DinAccesses;
  // The number last read.
  private high = 0;
  private low = 0;

  constructor(name: string, layout: 'd' | 'D', accesses: DinAccesses) {
    super(name);
    this.layout = layout;
    this.accesses = accesses;
  }

  protected override own(): DinSums {
    return this.accesses.sums;
  }

  protected override resumeOwn(sums: DinSums): void {
    this.accesses.sums = sums;
  }

  protected override scan(b: Buffer, from: number, to: number): void {
    const { accesses, layout } = this;
    const { block } = accesses;
    const view = new DataView(b.buffer, b.byteOffset, b.length);
    for (let p = from; p < to; ) {
      const before = block.count;
      p = plainLines(layout, block, view, p, to - PLAIN_BYTES);
      this.line += block.count - before;
      if (block.isFull) accesses.flush();
      else p = this.anyLine(b, p); // a plain line is shorter than PLAIN_BYTES, so one at least is left
    }
    accesses.flush();
  }

  /** Reads the line at `start`; returns the start of the next. */
  private anyLine(b: Buffer, start: number): number {
    let end = this.record(b, start);
    while (b[end] !== LF) end++;
    if (end - start >= MAX_LINE_BYTES) this.lineEnd(b, start);
    this.line++;
    return end + 1;
  }

  /** Reads the record of the line at `start`; returns where it ends and comment may begin. */
  private record(b: Buffer, start: number): number {
    let p = skipBlanks(b, start);
    if (b[p] === HASH || isEnd(b, p)) return p; // a comment, or nothing
    let label: number;
    if (this.layout === 'D') {
      label = LETTERS[b[p]];
      if (label === NOT_HEX || !isBlank(b[p + 1])) this.bad(b, start, p, LETTER_LABEL);
      p++;
    } else {
      const end = this.number(b, start, p, NUMERIC_LABEL);
      label = this.low;
      if (this.high !== 0 || label >>> 0 >= DIN_LABELS || !isBlank(b[end])) this.bad(b, start, p, NUMERIC_LABEL);
      p = end;
    }
    p = this.number(b, start, skipBlanks(b, p), ADDRESS);
    if (!isBlank(b[p]) && !isEnd(b, p)) this.bad(b, start, p, 'a hexadecimal digit, a blank or the end of the line');
    const { high, low } = this;
    if (this.layout === 'd') {
      this.accesses.add(label, high, low & ~3, 4);
      return p;
    }
    const size = skipBlanks(b, p);
    p = this.number(b, start, size, SIZE);
    const bytes = this.low;
    const sized = label >= DinLabel.copyBack || (this.high === 0 && bytes > 0 && bytes <= MAX_REFERENCE_BYTES);
    if (!sized || (!isBlank(b[p]) && !isEnd(b, p))) this.bad(b, start, size, SIZE);
    if (label < DinLabel.copyBack && runsPastEnd(high, low, bytes)) this.bad(b, start, size, ENDS_IN_SPACE);
    this.accesses.add(label, high, low, bytes);
    return p;
  }

  /** Reads the hexadecimal number at `from` into `high` and `low`; returns its end. */
  private number(b: Buffer, start: number, from: number, expected: string): number {
    let p = from;
    if (HEX[b[p]] === NOT_HEX) this.bad(b, start, p, expected);
    if (b[p] === ZERO && (b[p + 1] | 0x20) === 0x78) p += 2; // 0x or 0X; DineroIV asks for no digit after it
    while (b[p] === ZERO) p++;
    const significant = p;
    let high = 0;
    let low = 0;
    for (let digit = HEX[b[p]]; digit !== NOT_HEX; digit = HEX[b[++p]]) {
      high = (high << 4) | (low >>> 28);
      low = (low << 4) | digit;
    }
    if (p - significant > 16) this.malformed(b, start, from, p, 'at most 16 digits: this is an address above 64 bits');
    this.high = high;
    this.low = low;
    return p;
  }

  /** Malformed: the field at `at`. */
  private bad(b: Buffer, start: number, at: number, expected: string): never {
    let end = at;
    while (!isBlank(b[end]) && !isEnd(b, end)) end++;
    return this.malformed(b, start, at, end, expected);
  }
}

const isBlank = (byte: number): boolean => byte === SPACE || byte === TAB;
const isEnd = (b: Buffer, p: number): boolean => b[p] === LF || (b[p] === CR && b[p + 1] === LF);

function skipBlanks(b: Buffer, p: number): number {
  while (isBlank(b[p])) p++;
  return p;
}
