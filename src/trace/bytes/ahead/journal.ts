import { AccessBlock } from '../../words/encoder/access-block.ts';
import type { Slot } from './slot.ts';

/** What of a scanner's telling goes by message: how many blocks are in the slot, and the calls between them. */
export interface Entry {
  readonly blocks: number;
  /** Of each call: the blocks before it, its kind, three numbers, and which of `texts` goes with it, -1 if none. */
  readonly calls: Float64Array;
  readonly texts: readonly string[];
}
const CALL_NUMBERS = 6;

/** What a journal is played to. Kinds of calls are numbered by each format. */
export interface Listener {
  accesses(block: AccessBlock): void;
  call(kind: number, a: number, b: number, c: number, text: string): void;
}

/** Takes down what a scanner tells, in a slot and an entry, to be told again elsewhere: block by block, in the same order. */
export class Journal implements Listener {
  private slot: Slot | undefined;
  private readonly line: () => number;
  private count = 0;
  private blocks = 0;
  private calls: number[] = [];
  private texts: string[] = [];

  /** `line` tells at which line the scanner is. */
  constructor(line: () => number) {
    this.line = line;
  }

  begin(slot: Slot): void {
    this.slot = slot;
    this.count = this.blocks = 0;
    this.calls = [];
    this.texts = [];
  }

  accesses({ metas, highs, lows, count }: AccessBlock): void {
    const slot = this.slot as Slot;
    copy(metas, 0, count, slot.metas, this.count);
    copy(highs, 0, count, slot.highs, this.count);
    copy(lows, 0, count, slot.lows, this.count);
    slot.counts[this.blocks] = count;
    slot.lines[this.blocks++] = this.line();
    this.count += count;
  }

  call(kind: number, a: number, b: number, c: number, text: string): void {
    this.calls.push(this.blocks, kind, a, b, c, text === '' ? -1 : this.texts.push(text) - 1);
  }

  entry(): Entry {
    return { blocks: this.blocks, calls: Float64Array.from(this.calls), texts: this.texts };
  }
}

/** Tells a listener what a journal holds; `at` is told the line of each block before it. */
export class Player {
  private readonly block = new AccessBlock();
  private readonly listener: Listener;

  constructor(listener: Listener) {
    this.listener = listener;
  }

  play(slot: Slot, { blocks, calls, texts }: Entry, at: (line: number) => void): void {
    const { listener } = this;
    let from = 0;
    let next = 0;
    for (let n = 0; n <= blocks; n++) {
      for (; next < calls.length && calls[next] === n; next += CALL_NUMBERS)
        listener.call(calls[next + 1], calls[next + 2], calls[next + 3], calls[next + 4], texts[calls[next + 5]] ?? '');
      if (n === blocks) break;
      const count = slot.counts[n];
      at(slot.lines[n]);
      listener.accesses(count > FEW ? partOf(slot, from, count) : this.copied(slot, from, count));
      from += count;
    }
  }

  private copied({ metas, highs, lows }: Slot, from: number, count: number): AccessBlock {
    const { block } = this;
    copy(metas, from, count, block.metas, 0);
    copy(highs, from, count, block.highs, 0);
    copy(lows, from, count, block.lows, 0);
    block.count = count;
    return block;
  }
}

/** A block that lies in the slot. */
function partOf({ metas, highs, lows }: Slot, from: number, count: number): AccessBlock {
  const to = from + count;
  const block = new AccessBlock(metas.subarray(from, to), highs.subarray(from, to), lows.subarray(from, to));
  block.count = count;
  return block;
}

/** Numbers so few are copied, one by one. */
const FEW = 16;

function copy(source: Int32Array, from: number, count: number, target: Int32Array, at: number): void {
  if (count > FEW) target.set(source.subarray(from, from + count), at);
  else for (let i = 0; i < count; i++) target[at + i] = source[from + i];
}
