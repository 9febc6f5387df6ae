import { Kind } from '../../words/layout.ts';
import { MAX_BLOCK, MAX_INSTRUCTION } from './stream.ts';

/** The blocks of a process that were defined: their instructions as accesses, one after the other. */
export class Blocks {
  /** By a block's number: where its instructions start in the columns, and how many they are (0: it is not defined). */
  starts: Int32Array = new Int32Array(1024);
  counts: Int32Array = new Int32Array(1024);
  /** As in an `AccessBlock`. */
  metas: Int32Array = new Int32Array(1 << 14);
  highs: Int32Array = new Int32Array(1 << 14);
  lows: Int32Array = new Int32Array(1 << 14);
  private used = 0;

  /** A block of `count` instructions from `high:low` on, whose sizes are bytes of `words` from word `at` on. What is wrong with it; undefined if nothing is. */
  define(number: number, count: number, high: number, low: number, words: Int32Array, at: number): string | undefined {
    if (count < 1 || count > MAX_BLOCK) return `a block of ${count} instructions, expected 1 to ${MAX_BLOCK}`;
    this.makeRoom(number, count);
    let start = this.used;
    this.starts[number] = start;
    this.counts[number] = count;
    let [top, bottom] = [high, low >>> 0];
    for (let i = 0; i < count; i++) {
      const bytes = (words[at + (i >> 2)] >>> ((i & 3) * 8)) & 0xff;
      if (bytes < 1 || bytes > MAX_INSTRUCTION)
        return `an instruction of ${bytes} bytes, expected 1 to ${MAX_INSTRUCTION}`;
      this.metas[start] = (bytes << 2) | Kind.fetch;
      this.highs[start] = top;
      this.lows[start++] = bottom;
      bottom += bytes;
      if (bottom >= 2 ** 32) {
        bottom -= 2 ** 32;
        top++;
      }
    }
    this.used = start;
    return undefined;
  }

  /** No block is defined any more. */
  forget(): void {
    this.counts.fill(0);
    this.used = 0;
  }

  private makeRoom(number: number, count: number): void {
    while (number >= this.starts.length) {
      this.starts = grown(this.starts);
      this.counts = grown(this.counts);
    }
    while (this.used + count > this.metas.length) {
      this.metas = grown(this.metas);
      this.highs = grown(this.highs);
      this.lows = grown(this.lows);
    }
  }
}

function grown(column: Int32Array): Int32Array {
  const more = new Int32Array(column.length * 2);
  more.set(column);
  return more;
}
