import { HEX, HEX_PAIR } from '../bytes/hex.ts';
import { AccessBlock } from '../words/encoder/access-block.ts';
import { runsPastEnd } from '../words/layout.ts';
import { sourceOf } from './generate.ts';
import { NO_OPERATION, type Program } from './program.ts';

const ZERO = 48;
const LOWER = 0x20;
const TWO_32 = 2 ** 32;
/** Digits of a decimal number below 2^53. */
const EXACT_DIGITS = 15;

/** Why a reading came to its end: it is through; the block is full; the next line is of another context; the next line does not fit. */
export const Stop = { done: 0, full: 1, context: 2, mismatch: 3 } as const;
export type Stop = (typeof Stop)[keyof typeof Stop];

/** Who accesses are of, -1 where the layout does not say. */
export interface Context {
  cpu: number;
  thread: number;
  task: number;
}

/** What a reading works on. */
export interface ReaderState {
  readonly block: AccessBlock;
  /** Who the block's accesses are of, and those of the line at which a reading stopped for it. */
  readonly now: Context;
  readonly coming: Context;
  stop: Stop;
  /** Where the line that does not fit is wrong, and at which step of the program. */
  failedAt: number;
  failedStep: number;
  /** Lines that were read; those left out among them, as their operation is none; instructions by the layout's `count`. */
  lines: number;
  leftOut: number;
  instructions: number;
}

export const newState = (): ReaderState => ({
  block: new AccessBlock(),
  now: { cpu: -1, thread: -1, task: -1 },
  coming: { cpu: -1, thread: -1, task: -1 },
  stop: Stop.done,
  failedAt: 0,
  failedStep: 0,
  lines: 0,
  leftOut: 0,
  instructions: 0,
});

/**
 * Reads lines from `from` on into the state's block until it stops; returns the start of the next. `b[to - 1]` ends a line. A line that
 * begins with a byte of `comments` does not fit.
 */
export type ReadLines = (
  state: ReaderState,
  view: DataView,
  b: Buffer,
  from: number,
  to: number,
  comments: Uint8Array,
) => number;

/** What a helper of generated code found last. */
const found = { high: 0, low: 0, operation: NO_OPERATION as number };

/** What generated code calls. */
const RUNTIME = { HEX, HEX_PAIR, found, isShort, longDecimal, runsPastEnd, word };

/**
 * The function of a program's lines. It is generated, as an interpreter of the steps takes five times as long; its text is made of the
 * program's numbers alone, no character of a layout comes into it.
 */
export function readerOf(program: Program): ReadLines {
  const make = new Function('runtime', 'program', sourceOf(program));
  return make(RUNTIME, program) as ReadLines;
}

/** Reads a code of several letters at `p`, the longest that fits, or one of a single letter; returns its length, 0 if there is none. */
function word({ words, letters }: Program, b: Buffer, p: number): number {
  for (const { bytes, operation } of words) {
    let i = 0;
    while (i < bytes.length && toLower(b[p + i]) === bytes[i]) i++;
    if (i < bytes.length) continue;
    found.operation = operation;
    return i;
  }
  found.operation = letters[b[p]];
  return found.operation === NO_OPERATION ? 0 : 1;
}

const toLower = (byte: number): number => (byte >= 65 && byte <= 90 ? byte | LOWER : byte);

/** Reads a decimal number of any length at `from`, whose end it returns; `from` itself if it is above 64 bits. */
function longDecimal(b: Buffer, from: number): number {
  let p = from;
  let value = 0;
  while (b[p] === ZERO) p++;
  const significant = p;
  for (let digit = b[p] - ZERO; digit >= 0 && digit <= 9 && p < significant + EXACT_DIGITS; digit = b[++p] - ZERO)
    value = value * 10 + digit;
  let high = Math.floor(value / TWO_32);
  let low = value - high * TWO_32;
  for (let digit = b[p] - ZERO; digit >= 0 && digit <= 9; digit = b[++p] - ZERO) {
    low = low * 10 + digit;
    const carry = Math.floor(low / TWO_32);
    low -= carry * TWO_32;
    high = high * 10 + carry;
    if (high >= TWO_32) return from;
  }
  found.high = high | 0;
  found.low = low | 0;
  return p;
}

/** Whether the hexadecimal digits `b[from, to)` are at most 16 but for leading zeros. */
function isShort(b: Buffer, from: number, to: number): boolean {
  let p = from;
  while (b[p] === ZERO) p++;
  return to - p <= 16;
}
