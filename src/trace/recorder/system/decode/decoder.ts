import { UserError } from '../../../../errors.ts';
import { AccessBlock, BLOCK_ACCESSES } from '../../../words/encoder/access-block.ts';
import { Kind } from '../../../words/layout.ts';
import { INDEX_MASK, INDEX_SHIFT, MAX_TURN, SIZE_SHIFT, STORE_BIT, Word } from '../stream.ts';
import { AHEAD_WORDS, Ahead } from './ahead.ts';
import { Flag, NEVER, SystemBlocks } from './blocks.ts';
import { Cpu } from './cpu.ts';
import type { DiskTotals } from './disk-totals.ts';
import { Events } from './events.ts';
import type { Guest } from './guest.ts';
import { defineWords, plainWords } from './words.ts';

/** The most blocks there are numbers for: of QEMU's code cache a block takes a hundred bytes at least. */
const MAX_BLOCKS = 1 << 24;

/** Turns what the plugin sends of a guest into accesses and events. */
export class SystemDecoder {
  private readonly guest: Guest;
  private readonly events: Events;
  private readonly cpus: Cpu[] = [];
  private readonly most: number;
  private readonly ahead = new Ahead();
  private readonly out = new AccessBlock();
  private blocks = new SystemBlocks();
  /** What has arrived: `have` bytes, of which the words before `at` are done. */
  private words = new Int32Array(1 << 18);
  private bytes = Buffer.from(this.words.buffer);
  private have = 0;
  private at = 0;
  /** Bytes before `words`, for errors. */
  private before: number;
  private ended = false;

  /** `cpus`: of the guest; `before`: bytes of the connection before the first that is pushed. */
  constructor(guest: Guest, cpus: number, before = 0) {
    this.guest = guest;
    this.most = cpus;
    this.before = before;
    this.events = new Events(guest, this.ahead);
  }

  /** Whether the stop marker was executed. */
  get isStopped(): boolean {
    return this.events.isStopped;
  }

  /** Turns taken from a CPU that did not go on. */
  get stolen(): number {
    return this.events.stolen;
  }

  /** Bytes of disks by their requests and by QEMU's count. */
  get diskTotals(): DiskTotals {
    return this.events.totals;
  }

  /** Takes what has arrived; `decode` decodes it. */
  push(chunk: Buffer): void {
    if (this.have + chunk.length > this.bytes.length) this.makeRoom(chunk.length);
    chunk.copy(this.bytes, this.have);
    this.have += chunk.length;
  }

  /**
   * Decodes the next turn, and definitions before it; false if it has not arrived, with what is looked at ahead. Throws a UserError on
   * what the plugin does not send.
   */
  decode(): boolean {
    const whole = (this.have >> 3) * 2;
    const { words, ahead } = this;
    while (this.at < whole && !this.isStopped) {
      const at = this.at;
      const [low, top] = [words[at], words[at + 1]];
      const kind = top >>> 16;
      if (kind === Word.forget) {
        this.blocks = new SystemBlocks();
        this.at += 2;
      } else if ((kind & 0xff) === Word.define && kind < 0x8000) {
        const count = top & 0xffff;
        const length = 2 * defineWords(count);
        if (at + length > whole) return false;
        this.define(at, low, count, kind >>> 8);
        this.at += length;
      } else if ((kind & 0xff) === Word.turn && kind >>> 8 <= 1) {
        const length = 4 + 2 * (low >>> 0);
        if ((top & 0xffff) !== 0 || low < 0 || low > MAX_TURN) this.malformed(at, `a turn of ${low >>> 0} words`);
        if (at + length + (this.ended ? 0 : 2 * AHEAD_WORDS) > whole) return false;
        ahead.words = words;
        ahead.whole = whole;
        this.turn(at, at + length, kind >>> 8 === 1);
        this.at += length;
        return true;
      } else this.malformed(at, `the word ${hex(top)}${hex(low)}, expected a turn, a block or their end`);
    }
    return false;
  }

  /** There is no more: decodes what is left, also of a turn that was cut off. Returns what was lacking. */
  end(): string | undefined {
    this.ended = true;
    while (this.decode());
    const { at, words } = this;
    const left = this.have - at * 4;
    if (left === 0 || this.isStopped) return undefined;
    const whole = (this.have >> 3) * 2;
    this.ahead.words = words;
    this.ahead.whole = whole;
    this.at = this.have >> 2;
    if (at + 4 <= whole && ((words[at + 1] >>> 16) & 0xff) === Word.turn) this.turn(at, whole, true);
    return `it was cut off within a turn, after byte ${this.before + this.have}`;
  }

  /** Whatever happened: nothing more comes. */
  close(): void {
    this.guest.finish(this.cpus.filter((cpu) => cpu !== undefined));
  }

  private define(at: number, number: number, count: number, part: number): void {
    const { words } = this;
    if (number < 0 || number >= MAX_BLOCKS)
      this.malformed(at, `block ${number >>> 0}, expected one below ${MAX_BLOCKS}`);
    const firstPage = words[at + 4] & 0xff_ffff;
    const lastPage = (words[at + 4] >>> 24) | ((words[at + 5] & 0xffff) << 8);
    const wrong = this.blocks.define(number, count, words[at + 2], firstPage, lastPage, words, at + 6, part);
    if (wrong !== undefined) this.malformed(at, wrong);
  }

  /** A turn: its two words at `start`, and what follows up to `to`; `within` the CPU's block, or that is done. */
  private turn(start: number, to: number, within: boolean): void {
    const { words, out, ahead } = this;
    const number = words[start + 2];
    if (number < 0 || number >= this.most || words[start + 3] !== 0)
      this.malformed(start + 2, `CPU ${number >>> 0} of ${this.most}`);
    const cpu = this.cpuOf(number);
    this.guest.told.cpu(number);
    if (cpu.blocks !== this.blocks) cpu.attention = true;
    const { metas: outMetas, lows: outLows } = out;
    let { starts, counts, metas, lows, flags, firsts, stamps } = cpu.blocks;
    let { base, count, next, special, accessed, address, mode } = cpu;
    let attention = cpu.attention;
    let stamp = cpu.task?.space.stamp ?? 0;
    let n = 0;
    let at = start + 4;
    if (cpu.dropping) {
      at = this.drop(cpu, at, to);
      ({ starts, counts, metas, lows, flags, firsts, stamps } = cpu.blocks);
      ({ base, count, next, special, accessed, address, mode, attention } = cpu);
      stamp = cpu.task?.space.stamp ?? 0;
    }
    for (; at < to; at += 2) {
      const low = words[at];
      const top = words[at + 1];
      if (top < 0) {
        const index = (top >>> INDEX_SHIFT) & INDEX_MASK;
        if (index >= count) this.malformed(at, `an access by instruction ${index} of a block of ${count}`, n);
        if (index >= special) {
          cpu.base = base;
          cpu.count = count;
          cpu.next = next;
          cpu.special = special;
          n = this.fetch(cpu, n, index, at, to);
          ({ next, special, attention } = cpu);
        } else {
          if (n + index - next + 2 > BLOCK_ACCESSES) n = this.flush(n);
          for (; next <= index; next++) {
            outMetas[n] = metas[base + next];
            outLows[n++] = lows[base + next];
          }
        }
        if (index === accessed && n > 0 && (outMetas[n - 1] & 3) === Kind.store) {
          // `swl` and `swr` store byte after byte, up or down.
          outMetas[n - 1] += 4 << ((top >>> SIZE_SHIFT) & 7);
          outLows[n - 1] = Math.min(outLows[n - 1], low);
          continue;
        }
        if (n === BLOCK_ACCESSES) n = this.flush(n);
        outMetas[n] = (4 << ((top >>> SIZE_SHIFT) & 7)) | ((top & STORE_BIT) === 0 ? Kind.load : Kind.store);
        outLows[n++] = low;
        accessed = index;
        address = low;
        continue;
      }
      if (top >>> 16 === Word.block) {
        if (special < count) {
          cpu.base = base;
          cpu.count = count;
          cpu.next = next;
          cpu.special = special;
          n = this.fetch(cpu, n, count - 1, at, to);
          ({ next, attention } = cpu);
        } else {
          if (n + count - next > BLOCK_ACCESSES) n = this.flush(n);
          for (; next < count; next++) {
            outMetas[n] = metas[base + next];
            outLows[n++] = lows[base + next];
          }
        }
        if (attention || this.blocks !== cpu.blocks || low < 0 || low >= counts.length) attention = true;
        else {
          const has = flags[low];
          attention =
            (has & (Flag.kernel | Flag.vector)) !== mode ||
            ((has & Flag.mapped) !== 0 && stamps[low] !== stamp) ||
            (has & (Flag.branches | Flag.clears)) !== 0;
        }
        if (!attention) {
          base = starts[low];
          count = counts[low];
          if (count === 0) this.malformed(at, `block ${low}, which is not defined`, n);
          cpu.block = low;
          next = 0;
          special = firsts[low];
          accessed = -1;
          continue;
        }
        n = this.flush(n);
        cpu.count = count;
        cpu.next = next;
        cpu.accessed = accessed;
        cpu.address = address;
        at = this.enter(cpu, at, to);
      } else {
        n = this.flush(n);
        cpu.base = base;
        cpu.count = count;
        cpu.next = next;
        cpu.special = special;
        cpu.accessed = accessed;
        cpu.address = address;
        cpu.attention = attention;
        at = this.event(cpu, at, to);
      }
      if (cpu.dropping) at = this.drop(cpu, at + 2, to) - 2;
      ({ starts, counts, metas, lows, flags, firsts, stamps } = cpu.blocks);
      ({ base, count, next, special, accessed, address, mode, attention } = cpu);
      stamp = cpu.task?.space.stamp ?? 0;
    }
    this.flush(n);
    cpu.base = base;
    cpu.count = count;
    cpu.next = next;
    cpu.special = special;
    cpu.accessed = accessed;
    cpu.address = address;
    cpu.attention = attention;
    if (!within) this.complete(cpu, to, to);
    ahead.whole = 0;
  }

  /** Passes over what is left out, from half `at` of a turn on. Returns where that ends. */
  private drop(cpu: Cpu, at: number, to: number): number {
    const { words, guest } = this;
    while (cpu.dropping && at < to) {
      const low = words[at];
      const top = words[at + 1];
      if (top < 0) {
        const index = (top >>> INDEX_SHIFT) & INDEX_MASK;
        if (index >= cpu.count) this.malformed(at, `an access by instruction ${index} of a block of ${cpu.count}`);
        cpu.accessed = index;
        cpu.address = low;
      } else if (top >>> 16 === Word.block) {
        guest.drops(cpu, cpu.count - cpu.next);
        cpu.next = cpu.count;
        const { blocks, block, count } = cpu;
        if (block >= 0 && (blocks.flags[block] & Flag.returns) !== 0 && count === blocks.counts[block])
          guest.leave(cpu);
        at = this.enter(cpu, at, to);
      } else at = this.event(cpu, at, to);
      at += 2;
    }
    return at;
  }

  /** The CPU begins the block that the word at half `at` names, and what came before is told. Returns `at`. */
  private enter(cpu: Cpu, at: number, to: number): number {
    const number = this.words[at];
    const { blocks } = this;
    if (number < 0 || number >= blocks.counts.length || blocks.counts[number] === 0)
      this.malformed(at, `block ${number >>> 0}, which is not defined`);
    this.guest.enter(cpu, blocks, number, this.ahead.begin(cpu.number, blocks, at, to));
    return at;
  }

  /** A word that is neither an access nor a block. Returns where its last word stands. */
  private event(cpu: Cpu, at: number, to: number): number {
    const { words } = this;
    const low = words[at];
    const top = words[at + 1];
    const kind = (top >>> 16) & 0xff;
    const end = at + 2 * plainWords(low, top);
    if (end >= to) {
      if (!this.ended) this.malformed(at, 'a turn that ends within an event');
      return to;
    }
    if (kind === Word.partial) {
      if (low < 1 || low > cpu.count) this.malformed(at, `${low >>> 0} instructions of a block of ${cpu.count}`);
      cpu.count = Math.max(low, cpu.next);
      cpu.attention = true;
      if (cpu.special >= cpu.count) cpu.special = NEVER;
      return end;
    }
    if (kind === Word.idle || kind === Word.resume || kind === Word.stop) this.complete(cpu, at, to);
    const wrong = this.events.take(cpu, words, at, to, this.blocks);
    if (wrong !== undefined) this.malformed(at, wrong);
    return end;
  }

  /** Fetches what is left of the CPU's block. */
  private complete(cpu: Cpu, at: number, to: number): void {
    if (!cpu.dropping) this.flush(this.fetch(cpu, 0, cpu.count - 1, at, to));
  }

  private cpuOf(number: number): Cpu {
    this.cpus[number] ??= new Cpu(number, this.blocks);
    return this.cpus[number];
  }

  /** Fetches up to and with an instruction of the CPU's block, and tells of those that are special. Returns the accesses in `out`. */
  private fetch(cpu: Cpu, n: number, last: number, at: number, to: number): number {
    const { out, guest, ahead } = this;
    const { metas, lows, specials } = cpu.blocks;
    while (cpu.next <= last) {
      const stop = Math.min(cpu.special, last);
      if (n + stop - cpu.next + 1 > BLOCK_ACCESSES) n = this.flush(n);
      for (; cpu.next <= stop; cpu.next++) {
        out.metas[n] = metas[cpu.base + cpu.next];
        out.lows[n++] = lows[cpu.base + cpu.next];
      }
      if (stop !== cpu.special) break;
      n = this.flush(n);
      const special = specials[cpu.base + stop];
      cpu.special = cpu.blocks.specialFrom(cpu.block, stop + 1);
      guest.special(cpu, special, stop === cpu.count - 1, ahead.begin(cpu.number, this.blocks, at, to));
    }
    return n;
  }

  /** Gives away the accesses in `out`; none are left. */
  private flush(n: number): 0 {
    this.out.count = n;
    if (n > 0) this.guest.told.accesses(this.out);
    return 0;
  }

  private makeRoom(bytes: number): void {
    const done = this.at * 4;
    const left = this.have - done;
    const from = this.bytes;
    if (2 * (left + bytes) > this.bytes.length) {
      this.words = new Int32Array(left + bytes);
      this.bytes = Buffer.from(this.words.buffer);
    }
    from.copy(this.bytes, 0, done, this.have);
    this.have = left;
    this.before += done;
    this.at = 0;
  }

  /** `n`: accesses that were decoded so far. */
  private malformed(at: number, found: string, n = 0): never {
    this.flush(n);
    throw new UserError(`byte ${this.before + at * 4}: found ${found}`);
  }
}

const hex = (half: number): string => (half >>> 0).toString(16).padStart(8, '0');
