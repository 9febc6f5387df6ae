import { HEX, HEX_PAIR, NOT_HEX } from '../bytes/hex.ts';
import { type Architecture, hasAddress, mayFetch } from '../words/architecture.ts';
import { type AccessBlock, BLOCK_ACCESSES, MORE_INSTRUCTIONS_SHIFT } from '../words/encoder/access-block.ts';
import { Kind } from '../words/layout.ts';

const LF = 10;
const CR = 13;
const COMMA = 44;
const ZERO = 48;
const LETTER_N = 110;

/** Bytes of the longest start of a plain row. */
const MOST_START_BYTES = 32;
/** Bytes of the longest address. */
const ADDRESS_BYTES = 16;
/** From the start of a row: its start, a kind, an address, a size of two digits, `n` and two digits, commas, the line's end, and two to spare. */
export const PLAIN_BYTES = MOST_START_BYTES + 2 + ADDRESS_BYTES + 1 + 3 + 3 + 2 + 2;

/** The kind of an access by its letter; `NO_KIND` of other bytes. */
const NO_KIND = 0xff;
const KINDS = new Uint8Array(256).fill(NO_KIND);
KINDS['I'.charCodeAt(0)] = Kind.fetch;
KINDS['L'.charCodeAt(0)] = Kind.load;
KINDS['S'.charCodeAt(0)] = Kind.store;

/** How rows of one CPU, task and mode start: fields as they stand there, decoded as Latin-1. */
export interface Start {
  readonly cpu: string;
  readonly task: string;
  readonly isKernel: boolean;
}

const textOf = ({ cpu, task, isKernel }: Start): string => `${cpu},${task},${isKernel ? 'k' : 'u'},`;

/** The same, up to the comma behind the mode, as bytes that are compared four at a time. */
export class RowStart implements Start {
  readonly cpu: string;
  readonly task: string;
  readonly isKernel: boolean;
  readonly length: number;
  /** Little-endian numbers of four bytes, and masks of those of them that count. */
  readonly values: Int32Array;
  readonly masks: Int32Array;

  constructor(start: Start) {
    this.cpu = start.cpu;
    this.task = start.task;
    this.isKernel = start.isKernel;
    const text = textOf(start);
    this.length = text.length;
    const numbers = Math.ceil(this.length / 4);
    const bytes = Buffer.alloc(4 * numbers);
    const counted = Buffer.alloc(4 * numbers).fill(0xff, 0, this.length);
    bytes.write(text, 'latin1');
    const read = (from: Buffer): Int32Array => Int32Array.from({ length: numbers }, (_, n) => from.readInt32LE(4 * n));
    this.values = read(bytes);
    this.masks = read(counted);
  }

  /** Whether it is short enough to be that of a plain row. */
  static fits(start: Start): boolean {
    return textOf(start).length <= MOST_START_BYTES;
  }

  /** Whether the row at `at` starts so. */
  matches(view: DataView, at: number): boolean {
    const { values, masks } = this;
    let differs = 0;
    for (let n = 0; n < values.length; n++) differs |= (view.getInt32(at + 4 * n, true) ^ values[n]) & masks[n];
    return differs === 0;
  }
}

/**
 * Reads *plain* rows into the block until it is full, `to` is passed or a row is not plain; returns where that one starts. Plain are fetches, loads
 * and stores that start as told, without quotes and blanks, with an address of 6 to 16 digits without `0x`, a size of one or two digits, and for
 * `info` nothing or, of fetches, `n` and one or two digits; where `guessed` is not flat, at an address that it has. Bytes are looked at up to
 * `to + PLAIN_BYTES`.
 */
export function plainRows(
  start: RowStart,
  guessed: Architecture,
  block: AccessBlock,
  view: DataView,
  from: number,
  to: number,
): number {
  const { metas, highs, lows } = block;
  const { length, values, masks } = start;
  const [value0, mask0] = [values[0], masks[0]];
  let n = block.count;
  let p = from;
  while (p < to && n < BLOCK_ACCESSES) {
    let differs = (view.getInt32(p, true) ^ value0) & mask0;
    for (let i = 1; i < values.length; i++) differs |= (view.getInt32(p + 4 * i, true) ^ values[i]) & masks[i];
    let q = p + length;
    const kind = KINDS[view.getUint8(q)];
    if (differs !== 0 || kind === NO_KIND || view.getUint8(q + 1) !== COMMA) break;
    q += 2;
    const addressEnd = q + ADDRESS_BYTES;
    const first = view.getInt32(q, true);
    const second = view.getInt32(q + 4, true);
    const pair0 = HEX_PAIR[first & 0xffff];
    const pair1 = HEX_PAIR[first >>> 16];
    const pair2 = HEX_PAIR[second & 0xffff];
    if ((pair0 | pair1 | pair2) < 0) break;
    let low = (pair0 << 16) | (pair1 << 8) | pair2;
    let high = 0;
    q += 6;
    // The fourth pair and all others: taken apart, so that the branches on each are predicted apart.
    let pair = HEX_PAIR[second >>> 16];
    if (pair >= 0) {
      low = (low << 8) | pair;
      q += 2;
      pair = HEX_PAIR[view.getUint16(q, true)];
      for (; pair >= 0 && q < addressEnd; pair = HEX_PAIR[view.getUint16(q, true)]) {
        high = (high << 8) | (low >>> 24);
        low = (low << 8) | pair;
        q += 2;
      }
    }
    const digit = HEX[view.getUint8(q)];
    if (digit !== NOT_HEX) {
      high = (high << 4) | (low >>> 28);
      low = (low << 4) | digit;
      if (++q > addressEnd) break;
    }
    let bytes = view.getUint8(q + 1) - ZERO;
    if (view.getUint8(q) !== COMMA || bytes < 1 || bytes > 9) break;
    q += 2;
    const units = view.getUint8(q) - ZERO;
    if (units >= 0 && units <= 9) {
      bytes = 10 * bytes + units;
      q++;
    }
    if (view.getUint8(q) !== COMMA) break;
    let byte = view.getUint8(++q);
    let more = 0;
    if (byte === LETTER_N && kind === Kind.fetch) {
      let instructions = view.getUint8(q + 1) - ZERO;
      if (instructions < 1 || instructions > 9) break;
      q += 2;
      byte = view.getUint8(q);
      if (byte >= ZERO && byte <= ZERO + 9) {
        instructions = 10 * instructions + byte - ZERO;
        byte = view.getUint8(++q);
      }
      if (instructions > bytes) break;
      more = instructions - 1;
    }
    if (byte !== LF && (byte !== CR || view.getUint8(++q) !== LF)) break;
    if (high === -1 && low < 0 && low + bytes > 0) break; // past the end of the address space
    if (guessed !== 'flat' && !isOf(guessed, kind, high, low)) break;
    metas[n] = (more << MORE_INSTRUCTIONS_SHIFT) | (bytes << 2) | kind;
    highs[n] = high;
    lows[n++] = low;
    p = q + 1;
  }
  block.count = n;
  return p;
}

/** Whether the architecture has this access. */
export const isOf = (architecture: Architecture, kind: number, high: number, low: number): boolean =>
  hasAddress(architecture, high >>> 0, low >>> 0) && (kind !== Kind.fetch || mayFetch(architecture, low));
