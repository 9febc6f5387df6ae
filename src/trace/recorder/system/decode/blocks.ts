import { VECTOR_PAGE } from '../../../words/kernel/entry.ts';
import { Kind } from '../../../words/layout.ts';
import { MAX_BLOCK, Part } from '../stream.ts';
import { INSTRUCTION, isBranch, isMemory, SPECIAL_SHIFT, Special, specialOf, targetOf } from './mips.ts';

/** What the decoder asks of a block as a whole. */
export const Flag = {
  /** The kernel's: above 2 GB. */
  kernel: 1,
  /** It begins where an exception's handler may. */
  vector: 2,
  /** Its pages are mapped: the TLB knows where they are. */
  mapped: 4,
  /** It ends with a return from an exception. */
  returns: 8,
  /** It ends with a branch: whose delay slot is a block of its own, on the next page or where QEMU stopped for an interrupt. */
  branches: 16,
  /** It is of `clear_page`, which the event of a cleared page stands for. */
  clears: 32,
  /** It is of the handler of interrupts. */
  interrupt: 64,
} as const;

/** No instruction. */
export const NEVER = 0x7fffffff;
/** Steps between vectors of interrupts. Source: MIPS32 Privileged Resource Architecture, IntCtl.VS. */
const VECTOR_SPACING = 0x20;

const isVector = (offset: number): boolean =>
  offset === 0 || offset === 0x80 || (offset >= 0x100 && (offset & (VECTOR_SPACING - 1)) === 0);

/** The blocks of the guest that were defined: their instructions as accesses, one after the other, and what they are. */
export class SystemBlocks {
  /** By a block's number: where its instructions start in the columns, and how many they are (0: it is not defined). */
  starts: Int32Array = new Int32Array(1024);
  counts: Int32Array = new Int32Array(1024);
  /** `Flag`s; the first instruction with a special; the physical pages of its ends; and the space in which these were told (`Space.stamp`). */
  flags: Int32Array = new Int32Array(1024);
  firsts: Int32Array = new Int32Array(1024);
  firstPages: Int32Array = new Int32Array(1024);
  lastPages: Int32Array = new Int32Array(1024);
  stamps: Int32Array = new Int32Array(1024);
  /** As in an `AccessBlock`; addresses have 32 bits. */
  metas: Int32Array = new Int32Array(1 << 14);
  lows: Int32Array = new Int32Array(1 << 14);
  words: Int32Array = new Int32Array(1 << 14);
  /** See `specialOf`. */
  specials: Int32Array = new Int32Array(1 << 14);
  private used = 0;

  /**
   * A block of `count` instructions from `address` on, which are words of `stream` from `at` on. What is wrong with it; undefined if
   * nothing is.
   */
  define(
    number: number,
    count: number,
    address: number,
    firstPage: number,
    lastPage: number,
    stream: Int32Array,
    at: number,
    part: number = Part.other,
  ): string | undefined {
    if (count < 1 || count > MAX_BLOCK) return `a block of ${count} instructions, expected 1 to ${MAX_BLOCK}`;
    if (part > Part.interrupt) return `a block of part ${part} of the kernel`;
    if ((address & (INSTRUCTION - 1)) !== 0)
      return `a block at ${(address >>> 0).toString(16)}, expected a multiple of ${INSTRUCTION}`;
    this.makeRoom(number, count);
    const start = this.used;
    let first = NEVER;
    for (let i = 0; i < count; i++) {
      const word = stream[at + i];
      const special = specialOf(word);
      if (special !== 0 && first === NEVER) first = i;
      this.metas[start + i] = (INSTRUCTION << 2) | Kind.fetch;
      this.lows[start + i] = address + i * INSTRUCTION;
      this.words[start + i] = word;
      this.specials[start + i] = special;
    }
    this.used += count;
    this.starts[number] = start;
    this.counts[number] = count;
    this.firsts[number] = first;
    this.firstPages[number] = firstPage;
    this.lastPages[number] = lastPage;
    this.stamps[number] = 0;
    const isKernel = address < 0;
    const isMapped = !isKernel || address >>> 30 === 3;
    this.flags[number] =
      (part === Part.clearPage ? Flag.clears : 0) |
      (part === Part.interrupt ? Flag.interrupt : 0) |
      (isKernel ? Flag.kernel : 0) |
      (isKernel && isVector(address & (VECTOR_PAGE - 1)) ? Flag.vector : 0) |
      (isMapped ? Flag.mapped : 0) |
      (this.specials[start + count - 1] >>> SPECIAL_SHIFT === Special.exceptionReturn ? Flag.returns : 0) |
      (isBranch(stream[at + count - 1]) ? Flag.branches : 0);
    return undefined;
  }

  /** Address of its first instruction, or of what follows its `count`th. */
  addressOf(number: number, count = 0): number {
    return (this.lows[this.starts[number]] + count * INSTRUCTION) >>> 0;
  }

  /** Whether instruction `index` is executed together with the branch before it. */
  isInDelaySlot(number: number, index: number): boolean {
    return index > 0 && isBranch(this.words[this.starts[number] + index - 1]);
  }

  isBranch(number: number, index: number): boolean {
    return isBranch(this.words[this.starts[number] + index]);
  }

  isMemory(number: number, index: number): boolean {
    return isMemory(this.words[this.starts[number] + index]);
  }

  /** Whether it alone tells why the instruction at `address` comes after `count` instructions of the block. */
  leadsTo(number: number, count: number, address: number): boolean {
    if (this.addressOf(number, count) === address) return true;
    const branch = this.starts[number] + count - 2;
    return count > 1 && isBranch(this.words[branch]) && targetOf(this.words[branch], this.lows[branch]) === address;
  }

  /** The first instruction from `index` on that has a special, NEVER if none has. */
  specialFrom(number: number, index: number): number {
    const base = this.starts[number];
    for (let i = index; i < this.counts[number]; i++) if (this.specials[base + i] !== 0) return i;
    return NEVER;
  }

  private makeRoom(number: number, count: number): void {
    while (number >= this.starts.length) {
      this.starts = grown(this.starts);
      this.counts = grown(this.counts);
      this.flags = grown(this.flags);
      this.firsts = grown(this.firsts);
      this.firstPages = grown(this.firstPages);
      this.lastPages = grown(this.lastPages);
      this.stamps = grown(this.stamps);
    }
    while (this.used + count > this.metas.length) {
      this.metas = grown(this.metas);
      this.lows = grown(this.lows);
      this.words = grown(this.words);
      this.specials = grown(this.specials);
    }
  }
}

function grown(column: Int32Array): Int32Array {
  const more = new Int32Array(column.length * 2);
  more.set(column);
  return more;
}
