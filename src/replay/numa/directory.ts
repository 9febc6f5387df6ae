import { Event } from '../event.ts';
import type { Tally } from '../tally.ts';
import type { NodeMemory } from './node-memory.ts';

/** What the directory asks of a CPU's caches. Lines are physical board-cache lines. */
export interface Holder {
  readonly node: number;
  readonly tally: Tally;
  /** Home node -> transactions of this CPU with its memory, in the present interval. */
  visits: Float64Array;
  /** Whether it has stored to the line since it came. */
  isDirty(line: number): boolean;
  /** Drops the line from all levels. */
  invalidate(line: number): void;
  /** Keeps the line, clean: its data went to memory. */
  clean(line: number): void;
}

const WORD_BITS = 32;

/**
 * The write-invalidate directory (MESI): for each board-cache line who owns it (may store to it unasked), who shares it, and, to tell
 * misses apart, who has ever held it, who lost it to another's store, and which parts were stored to since.
 *
 * A part is a line of the first-level data cache: every first store to one passes here. A communication miss is *true* sharing
 * when the part it wants was stored to by another CPU since it lost the line, else *false* sharing.
 */
export class Directory {
  readonly holders: Holder[] = [];
  private readonly memory: NodeMemory;
  private readonly pageLineBits: number;
  /** 32-bit words of a set of CPUs. */
  private readonly words: number;
  private readonly parts: number;
  /** log2 of the granules in a part. */
  readonly partBits: number;
  /** Told of each line that memory delivers: frame, CPU, and whether to be stored to. */
  onMiss: ((frame: number, cpu: number, write: boolean) => void) | null = null;

  private lines = 0;
  /** Line -> owner + 1; 0: nobody. */
  private owner: Uint8Array = new Uint8Array(0);
  /** Line -> sets of CPUs. */
  private sharers: Uint32Array = new Uint32Array(0);
  private seen: Uint32Array = new Uint32Array(0);
  private lost: Uint32Array = new Uint32Array(0);
  /** Line, part -> CPUs that lost the line before the part was stored to. */
  private stale: Uint32Array = new Uint32Array(0);

  /** log2 of granules: `pageBits` of a page, `lineBits` of a board-cache line, `partBits` of a first-level data line. */
  constructor(memory: NodeMemory, cpus: number, pageBits: number, lineBits: number, partBits: number) {
    this.memory = memory;
    this.words = Math.ceil(cpus / WORD_BITS);
    this.pageLineBits = pageBits - lineBits;
    this.partBits = partBits;
    this.parts = 1 << (lineBits - partBits);
  }

  /** A CPU without the line reads it: from memory, or from an owner who stored to it and keeps it clean. */
  read(cpu: number, line: number, part: number): void {
    this.arrive(cpu, line, part, false);
    const owner = this.owner[line] - 1;
    if (owner >= 0) this.holders[owner].clean(line);
    // A line that nobody else holds comes exclusive: its first store will ask nobody.
    this.owner[line] = this.isShared(line) ? 0 : cpu + 1;
    this.add(this.sharers, cpu, line);
  }

  /** A CPU without the line reads it to store to it: all others lose it. */
  readExclusive(cpu: number, line: number, part: number): void {
    this.arrive(cpu, line, part, true);
    this.takeOver(cpu, line);
    this.stored(line, part);
  }

  /** A CPU that holds the line stores to a part that was clean in its first level. */
  own(cpu: number, line: number, part: number): void {
    if (this.owner[line] !== cpu + 1) {
      const { tally, node, visits } = this.holders[cpu];
      const home = this.homeOf(line);
      tally.count(home === node ? Event.localUpgrade : Event.remoteUpgrade);
      visits[home]++;
      this.takeOver(cpu, line);
    }
    this.stored(line, part);
  }

  /** A CPU's board cache evicts the line; a dirty one goes to memory. */
  evict(cpu: number, line: number, dirty: boolean): void {
    this.remove(this.sharers, cpu, line);
    if (this.owner[line] === cpu + 1) this.owner[line] = 0;
    if (dirty) this.holders[cpu].visits[this.homeOf(line)]++;
  }

  /** A whole frame is flushed from the caches of the CPUs that `which` names: its contents move. */
  purge(frame: number, which: (cpu: number) => boolean): void {
    const first = frame << this.pageLineBits;
    this.reserve(first + (1 << this.pageLineBits) - 1);
    for (let line = first; line < first + (1 << this.pageLineBits); line++) {
      const owner = this.owner[line] - 1;
      if (owner >= 0 && !which(owner)) this.holders[owner].clean(line);
      this.owner[line] = 0;
      this.forEach(this.sharers, line, (cpu) => {
        if (which(cpu)) {
          this.remove(this.sharers, cpu, line);
          this.holders[cpu].invalidate(line);
        }
      });
    }
  }

  /** The frame holds another page now: nobody has seen it. */
  renew(frame: number): void {
    const first = frame << this.pageLineBits;
    const end = first + (1 << this.pageLineBits);
    this.reserve(end - 1);
    for (const set of [this.sharers, this.seen, this.lost]) set.fill(0, first * this.words, end * this.words);
    this.stale.fill(0, first * this.parts * this.words, end * this.parts * this.words);
    this.owner.fill(0, first, end);
  }

  /** Empties the directory, as the caches. */
  clear(): void {
    for (const set of [this.owner, this.sharers, this.seen, this.lost, this.stale]) set.fill(0);
  }

  /** Whether the CPU holds the line, and whether it owns it. */
  holds(cpu: number, line: number): boolean {
    return line < this.lines && this.has(this.sharers, cpu, line);
  }

  owns(cpu: number, line: number): boolean {
    return line < this.lines && this.owner[line] === cpu + 1;
  }

  /** Counts a line that comes to a CPU: why it missed, and from where it comes. */
  private arrive(cpu: number, line: number, part: number, write: boolean): void {
    if (line >= this.lines) this.reserve(line);
    const { tally, node, visits } = this.holders[cpu];
    tally.count(this.causeOf(cpu, line, part));
    const home = this.homeOf(line);
    visits[home]++;
    const owner = this.owner[line] - 1;
    const from = owner >= 0 && this.holders[owner].isDirty(line) ? Event.dirtyRead : home === node ? Event.localRead : Event.remoteRead;
    tally.count(from);
    this.add(this.seen, cpu, line);
    this.remove(this.lost, cpu, line);
    for (let p = 0; p < this.parts; p++) this.remove(this.stale, cpu, line * this.parts + p);
    this.onMiss?.(line >>> this.pageLineBits, cpu, write);
  }

  private causeOf(cpu: number, line: number, part: number): number {
    if (!this.has(this.seen, cpu, line)) return Event.coldMiss;
    if (!this.has(this.lost, cpu, line)) return Event.capacityMiss;
    return this.has(this.stale, cpu, line * this.parts + part) ? Event.trueSharingMiss : Event.falseSharingMiss;
  }

  /** The CPU becomes the line's only holder. */
  private takeOver(cpu: number, line: number): void {
    const { tally } = this.holders[cpu];
    this.forEach(this.sharers, line, (other) => {
      if (other === cpu) return;
      this.remove(this.sharers, other, line);
      this.add(this.lost, other, line);
      this.holders[other].invalidate(line);
      tally.count(Event.invalidation);
    });
    this.add(this.sharers, cpu, line);
    this.owner[line] = cpu + 1;
  }

  private stored(line: number, part: number): void {
    const at = (line * this.parts + part) * this.words;
    for (let w = 0; w < this.words; w++) this.stale[at + w] |= this.lost[line * this.words + w];
  }

  private isShared(line: number): boolean {
    for (let w = 0; w < this.words; w++) if (this.sharers[line * this.words + w] !== 0) return true;
    return false;
  }

  private homeOf(line: number): number {
    return this.memory.nodeOf(line >>> this.pageLineBits);
  }

  private has(set: Uint32Array, cpu: number, at: number): boolean {
    return ((set[at * this.words + (cpu >>> 5)] >>> (cpu & 31)) & 1) === 1;
  }

  private add(set: Uint32Array, cpu: number, at: number): void {
    set[at * this.words + (cpu >>> 5)] |= 1 << (cpu & 31);
  }

  private remove(set: Uint32Array, cpu: number, at: number): void {
    set[at * this.words + (cpu >>> 5)] &= ~(1 << (cpu & 31));
  }

  private forEach(set: Uint32Array, at: number, visit: (cpu: number) => void): void {
    for (let w = 0; w < this.words; w++)
      for (let bits = set[at * this.words + w]; bits !== 0; ) {
        const low = 31 - Math.clz32(bits & -bits);
        bits &= bits - 1;
        visit(w * WORD_BITS + low);
      }
  }

  private reserve(line: number): void {
    if (line < this.lines) return;
    const lines = Math.max(4096, this.lines * 2, line + 1);
    const longer = (old: Uint32Array, length: number): Uint32Array => {
      const grown = new Uint32Array(length);
      grown.set(old);
      return grown;
    };
    const owner = new Uint8Array(lines);
    owner.set(this.owner);
    this.owner = owner;
    this.sharers = longer(this.sharers, lines * this.words);
    this.seen = longer(this.seen, lines * this.words);
    this.lost = longer(this.lost, lines * this.words);
    this.stale = longer(this.stale, lines * this.words * this.parts);
    this.lines = lines;
  }
}
