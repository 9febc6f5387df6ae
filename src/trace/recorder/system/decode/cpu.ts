import { NEVER, type SystemBlocks } from './blocks.ts';
import type { Frame, Interrupted } from './frames.ts';
import type { Space } from './pages.ts';
import type { Task } from './tasks.ts';

const NOT_KNOWN: Interrupted = { low: -1, inDelaySlot: false, again: false };

/** Where a CPU is. */
export class Cpu {
  readonly number: number;
  /** The blocks its block is one of, its number there (-1: none), where its instructions start, how many of them are begun, and the next to be fetched. */
  blocks: SystemBlocks;
  block = -1;
  base = 0;
  count = 0;
  next = 0;
  /** The next instruction with a special, NEVER if none has. */
  special: number = NEVER;
  /** The instruction that accessed memory last in this block, -1: none; and the address. */
  accessed = -1;
  address = 0;
  /** `Flag.kernel` where the trace was told last that the kernel runs, else 0. */
  mode = 0;
  /** The next block is looked at closely. */
  attention = true;
  /** Its block begins in the delay slot of the block before. */
  inDelaySlot = false;
  /** What it does is left out. */
  dropping = false;
  /** An exception was returned from, and what it came after; no block was begun since. */
  returned: Interrupted | undefined;
  /** It will fetch that instruction a second time. */
  again: Interrupted | undefined;
  /** The `rdhwr` executed last, of which is not known yet whether it trapped: its operand; 0: none. */
  held = 0;
  /** The system call's number that was executed last; -1: something else. */
  call = -1;
  task: Task | undefined;
  /** What it executes at first: the address of the task, 0 if that is not known, and its name. */
  readonly first = { address: 0, name: '' };
  /** The space of the task that it will go on with; undefined: it keeps the present one. */
  nextSpace: Space | undefined;

  constructor(number: number, blocks: SystemBlocks) {
    this.number = number;
    this.blocks = blocks;
  }

  /** Whether it has begun a block. */
  get hasBegun(): boolean {
    return this.block >= 0;
  }

  get top(): Frame | undefined {
    return this.task?.frames.at(-1);
  }

  /** What an exception comes after that is taken now. */
  interrupted(): Interrupted {
    const { blocks, block, count } = this;
    if (this.returned !== undefined) return { ...this.returned, again: this.again !== undefined };
    if (this.again !== undefined) return this.again;
    if (block < 0 || count === 0) return NOT_KNOWN;
    const last = count - 1;
    const low = blocks.addressOf(block, last);
    const again = this.accessed !== last;
    return { low, inDelaySlot: last > 0 ? blocks.isInDelaySlot(block, last) : this.inDelaySlot, again };
  }

  /** Whether the instruction begun last may access memory. */
  get isAtMemory(): boolean {
    return this.block >= 0 && this.count > 0 && this.blocks.isMemory(this.block, this.count - 1);
  }

  /** Whether the instruction begun last is a branch, whose delay slot comes next. An exception there begins again at the branch. */
  get isAtBranch(): boolean {
    if (this.returned !== undefined || this.block < 0 || this.count === 0) return false;
    return this.blocks.isBranch(this.block, this.count - 1);
  }

  /** Whether no instruction of its block is left, so that what happens may be the next one's fault. */
  get isAtEnd(): boolean {
    return this.returned !== undefined || this.block < 0 || this.count === this.blocks.counts[this.block];
  }

  /** Begins a block. */
  begin(blocks: SystemBlocks, block: number): void {
    this.blocks = blocks;
    this.block = block;
    this.base = blocks.starts[block];
    this.count = blocks.counts[block];
    this.next = 0;
    this.special = blocks.firsts[block];
    this.accessed = -1;
  }

  /** Passes over instructions before `index`, which were fetched already. */
  skipTo(index: number): void {
    this.next = index;
    this.special = this.blocks.specialFrom(this.block, index);
  }
}
