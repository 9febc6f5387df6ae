import { GENERAL, VECTOR_PAGE } from '../../../words/kernel/entry.ts';
import { Service } from '../../../words/vocabulary.ts';
import { MAX_BLOCK, Part, Word } from '../stream.ts';
import { Flag, SystemBlocks } from './blocks.ts';
import { defineWords, plainWords } from './words.ts';

/** Words of 64 bits that are looked at ahead at most: a fault that clears a page takes some 3,000. */
export const AHEAD_WORDS = 1 << 14;
/** Where a fault is. */
const State = { handled: 0, left: 1, accessed: 2 } as const;

/** A block that the CPU comes to. */
interface Passed {
  readonly returns: boolean;
  readonly isVector: boolean;
  readonly isInterrupt: boolean;
  readonly address: number;
  readonly count: number;
}

/** What a CPU will do, as far as its words have arrived. */
export class Ahead {
  /** What has arrived: halves of words, of which those before `whole` may be looked at. */
  words: Int32Array = new Int32Array(0);
  whole = 0;
  private at = 0;
  private to = 0;
  private limit = 0;
  private cpu = 0;
  private low = 0;
  private top = 0;
  private blocks = new SystemBlocks();
  /** `Flag.returns` and addresses of blocks that are defined in what was passed. */
  private readonly defined = new Map<number, Pick<Passed, 'returns' | 'isInterrupt' | 'address' | 'count'>>();

  /** From half `at` on, within a turn of this CPU that goes to half `to`. */
  begin(cpu: number, blocks: SystemBlocks, at: number, to: number): this {
    this.cpu = cpu;
    this.blocks = blocks;
    this.at = at;
    this.to = to;
    this.limit = Math.min(this.whole, at + 2 * AHEAD_WORDS);
    this.defined.clear();
    return this;
  }

  /** The number that the system call just made is told of with; undefined: it is not. */
  callNumber(): number | undefined {
    while (this.next()) {
      if (this.top < 0) continue;
      const kind = this.kind;
      if (kind === Word.syscall) return this.low >>> 0;
      if (kind === Word.task || kind === Word.idle) return undefined;
      if (kind === Word.block && this.block(this.low).returns) return undefined;
    }
    return undefined;
  }

  /** Whether the CPU goes on with another task before it takes or leaves an exception. */
  switches(vectors: number): boolean {
    while (this.next()) {
      if (this.top < 0) continue;
      const kind = this.kind;
      if (kind === Word.task) return true;
      if (kind === Word.space) return false;
      if (kind !== Word.block) continue;
      const { returns, address } = this.block(this.low);
      if (returns || (address & -VECTOR_PAGE) >>> 0 === vectors) return false;
    }
    return false;
  }

  /** Whether the vector that the CPU has come to leads to the handler of interrupts, as far as symbols tell which that is. */
  isInterrupt(vectors: number): boolean {
    const { at, to } = this;
    const found = this.comesToInterrupt(vectors);
    this.at = at;
    this.to = to;
    return found;
  }

  private comesToInterrupt(vectors: number): boolean {
    while (this.next()) {
      if (this.top < 0 || this.kind !== Word.block) continue;
      const { address, isInterrupt } = this.block(this.low);
      if ((address & -VECTOR_PAGE) >>> 0 !== vectors) return isInterrupt;
    }
    return false;
  }

  /**
   * What the fault is whose handler begins with the present word: by what is done until it is left, and by the physical page that the
   * access has which caused it.
   */
  faultService(vectors: number): Service {
    const cleared = new Set<number>();
    const copied = new Set<number>();
    let depth = 0;
    let returns = true;
    let end = -1;
    /** Left: the access comes next, then perhaps its page. */
    let state: number = State.handled;
    while (this.next()) {
      if (this.top < 0) {
        if (state === State.accessed) break;
        if (state === State.left && depth === 0) state = State.accessed;
        continue;
      }
      const kind = this.kind;
      if (state === State.accessed) {
        if (kind !== Word.frame) break;
        // Linux may clear pages as it allocates them (init_on_alloc), also those that it copies to.
        if (copied.has(this.low)) return Service.copyOnWrite;
        return cleared.has(this.low) ? Service.demandZero : Service.quickFault;
      }
      if (kind === Word.clear) {
        if (state === State.handled) cleared.add(this.low);
      } else if (kind === Word.copy) {
        if (state === State.handled) copied.add(this.low);
      } else if (kind === Word.task || kind === Word.idle || kind === Word.disk) {
        if (state === State.left) break;
        return Service.fault;
      } else if (kind === Word.partial) {
        returns = false;
        end = -1;
      } else if (kind === Word.block) {
        const block = this.block(this.low);
        if (returns && depth > 0 && --depth === 0) state = State.left;
        const offset = block.address - vectors;
        if (offset >= 0 && offset < VECTOR_PAGE && block.isVector && block.address !== end) {
          if (state === State.left && offset === GENERAL) break; // the same access again
          depth++;
        }
        returns = block.returns;
        end = returns ? -1 : block.address + 4 * block.count;
      }
    }
    if (state === State.handled) return Service.fault;
    if (copied.size > 0) return Service.copyOnWrite;
    return cleared.size > 0 ? Service.demandZero : Service.quickFault;
  }

  private get kind(): number {
    return (this.top >>> 16) & 0xff;
  }

  private block(number: number): Passed {
    const ahead = this.defined.get(number);
    const { blocks } = this;
    if (ahead !== undefined) return { ...ahead, isVector: (ahead.address & 0x1f) === 0 };
    if (number < 0 || number >= blocks.counts.length || blocks.counts[number] === 0)
      return { returns: false, isVector: false, isInterrupt: false, address: 0, count: 0 };
    const flags = blocks.flags[number];
    return {
      returns: (flags & Flag.returns) !== 0,
      isVector: (flags & Flag.vector) !== 0,
      isInterrupt: (flags & Flag.interrupt) !== 0,
      address: blocks.addressOf(number),
      count: blocks.counts[number],
    };
  }

  /** The CPU's next word; false if there is none. */
  private next(): boolean {
    const { words, limit } = this;
    for (;;) {
      if (this.at + 2 > limit) return false;
      const low = words[this.at];
      const top = words[this.at + 1];
      if (this.at < this.to) {
        this.low = low;
        this.top = top;
        this.at += 2 + 2 * plainWords(low, top);
        return true;
      }
      const kind = (top >>> 16) & 0xff;
      if (kind === Word.define) {
        if (!this.define(low, top & 0xffff)) return false;
      } else if (kind === Word.turn) {
        if (this.at + 4 > limit) return false;
        const from = this.at + 4;
        const to = from + 2 * (low >>> 0);
        this.at = words[this.at + 2] === this.cpu ? from : to;
        this.to = to;
      } else return false;
    }
  }

  private define(number: number, count: number): boolean {
    const { words, at } = this;
    const length = 2 * defineWords(count);
    if (count < 1 || count > MAX_BLOCK || at + length > this.limit) return false;
    const address = words[at + 2] >>> 0;
    const part = (words[at + 1] >>> 24) & 0x7f;
    this.defined.set(number, { returns: words[at + 6 + count - 1] === ERET, isInterrupt: part === Part.interrupt, address, count }); // biome-ignore format: a record
    this.at += length;
    return true;
  }
}

const ERET = 0x42000018;
