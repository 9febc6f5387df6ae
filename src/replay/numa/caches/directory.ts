import { Event } from '../../counts/event.ts';
import type { Tally } from '../../counts/tally.ts';
import type { NodeMemory } from '../memory/node-memory.ts';

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
  /** log2 of the granules in a part. */
  readonly partBits: number;
  /** Told of each line that comes to a CPU: frame, CPU, and whether to be stored to. */
  onMiss: ((frame: number, cpu: number, write: boolean) => void) | null = null;
  private readonly memory: NodeMemory;
  private readonly pageLineBits: number;
  /** 32-bit words of a set of CPUs. */
  private readonly words: number;

  private lines = 0;
  /**
   * Line -> entry, side by side as a miss wants it all: its owner + 1 (0: nobody), then sets of CPUs: who shares it, who has seen it,
   * who lost it, and for each part who lost the line before the part was stored to.
   */
  private entries: Int32Array = new Int32Array(0);
  private readonly entryWords: number;
  /** Where the sets begin within an entry. */
  private readonly sharers = 1;
  private readonly seen: number;
  private readonly lost: number;
  private readonly stale: number;

  /** log2 of granules: `pageBits` of a page, `lineBits` of a board-cache line, `partBits` of a first-level data line. */
  constructor(memory: NodeMemory, cpus: number, pageBits: number, lineBits: number, partBits: number) {
    this.memory = memory;
    this.words = Math.ceil(cpus / WORD_BITS);
    this.pageLineBits = pageBits - lineBits;
    this.partBits = partBits;
    this.seen = this.sharers + this.words;
    this.lost = this.seen + this.words;
    this.stale = this.lost + this.words;
    this.entryWords = this.stale + (this.words << (lineBits - partBits));
  }

  /** A CPU without the line reads it: from memory, or from an owner who stored to it and keeps it clean. */
  read(cpu: number, line: number, part: number): void {
    const entry = this.arrive(cpu, line, part, false);
    const owner = this.entries[entry] - 1;
    if (owner >= 0) this.holders[owner].clean(line);
    // A line that nobody else holds comes exclusive: its first store will ask nobody.
    this.entries[entry] = this.isShared(entry) ? 0 : cpu + 1;
    this.add(entry + this.sharers, cpu);
  }

  /** A CPU without the line reads it to store to it: all others lose it. */
  readExclusive(cpu: number, line: number, part: number): void {
    const entry = this.arrive(cpu, line, part, true);
    this.takeOver(cpu, line, entry);
    this.stored(entry, part);
  }

  /** A CPU that holds the line stores to a part that was clean in its first level. */
  own(cpu: number, line: number, part: number): void {
    const entry = line * this.entryWords;
    if (this.entries[entry] !== cpu + 1) {
      const { tally, node, visits } = this.holders[cpu];
      const home = this.homeOf(line);
      tally.count(home === node ? Event.localUpgrade : Event.remoteUpgrade);
      visits[home]++;
      this.takeOver(cpu, line, entry);
    }
    this.stored(entry, part);
  }

  /** A CPU's board cache evicts the line. */
  evict(cpu: number, line: number): void {
    const entry = line * this.entryWords;
    this.remove(entry + this.sharers, cpu);
    if (this.entries[entry] === cpu + 1) this.entries[entry] = 0;
  }

  /** A frame's contents move: its dirty lines go to memory, and the CPUs that `which` names lose all of its lines. */
  purge(frame: number, which: (cpu: number) => boolean): void {
    const first = frame << this.pageLineBits;
    this.reserve(first + (1 << this.pageLineBits) - 1);
    for (let line = first; line < first + (1 << this.pageLineBits); line++) {
      const entry = line * this.entryWords;
      const owner = this.entries[entry] - 1;
      if (owner >= 0) this.holders[owner].clean(line);
      this.entries[entry] = 0;
      for (let cpu = this.sharerFrom(entry, 0); cpu >= 0; cpu = this.sharerFrom(entry, cpu + 1))
        if (which(cpu)) {
          this.remove(entry + this.sharers, cpu);
          this.holders[cpu].invalidate(line);
        }
    }
  }

  /** The frame, which nobody holds, will hold another page: nobody has seen it. */
  renew(frame: number): void {
    const first = frame << this.pageLineBits;
    const end = first + (1 << this.pageLineBits);
    this.reserve(end - 1);
    this.entries.fill(0, first * this.entryWords, end * this.entryWords);
  }

  /** Empties the directory, as the caches. */
  clear(): void {
    this.entries.fill(0);
  }

  /** The node whose memory a line is in. */
  homeOf(line: number): number {
    return this.memory.nodeOf(line >>> this.pageLineBits);
  }

  /** Counts a line that comes to a CPU: why it missed, and from where it comes. Returns where its entry is. */
  private arrive(cpu: number, line: number, part: number, write: boolean): number {
    if (line >= this.lines) this.reserve(line);
    const entry = line * this.entryWords;
    const { tally, node, visits } = this.holders[cpu];
    tally.count(this.causeOf(cpu, entry, part));
    const home = this.homeOf(line);
    visits[home]++;
    const owner = this.entries[entry] - 1;
    // On one node another cache is as near as the memory.
    const from =
      owner >= 0 && this.memory.nodes > 1 && this.holders[owner].isDirty(line)
        ? Event.dirtyRead
        : home === node
          ? Event.localRead
          : Event.remoteRead;
    tally.count(from);
    this.add(entry + this.seen, cpu);
    // Only who lost the line can have missed stores to its parts.
    if (this.has(entry + this.lost, cpu))
      for (let set = entry + this.lost; set < entry + this.entryWords; set += this.words) this.remove(set, cpu);
    this.onMiss?.(line >>> this.pageLineBits, cpu, write);
    return entry;
  }

  private causeOf(cpu: number, entry: number, part: number): number {
    if (!this.has(entry + this.seen, cpu)) return Event.coldMiss;
    if (!this.has(entry + this.lost, cpu)) return Event.capacityMiss;
    return this.has(entry + this.stale + part * this.words, cpu) ? Event.trueSharingMiss : Event.falseSharingMiss;
  }

  /** The CPU becomes the line's only holder. */
  private takeOver(cpu: number, line: number, entry: number): void {
    const { tally } = this.holders[cpu];
    for (let other = this.sharerFrom(entry, 0); other >= 0; other = this.sharerFrom(entry, other + 1)) {
      if (other === cpu) continue;
      this.remove(entry + this.sharers, other);
      this.add(entry + this.lost, other);
      this.holders[other].invalidate(line);
      tally.count(Event.invalidation);
    }
    this.add(entry + this.sharers, cpu);
    this.entries[entry] = cpu + 1;
  }

  private stored(entry: number, part: number): void {
    const { entries, words } = this;
    const lost = entry + this.lost;
    const stale = entry + this.stale + part * words;
    for (let w = 0; w < words; w++) entries[stale + w] |= entries[lost + w];
  }

  private isShared(entry: number): boolean {
    return this.sharerFrom(entry, 0) >= 0;
  }

  /** The first CPU from this number on that shares the line; -1 when there is none. */
  private sharerFrom(entry: number, cpu: number): number {
    const set = entry + this.sharers;
    let above = -1 << (cpu & (WORD_BITS - 1));
    for (let w = cpu >>> 5; w < this.words; w++) {
      const bits = this.entries[set + w] & above;
      if (bits !== 0) return w * WORD_BITS + 31 - Math.clz32(bits & -bits);
      above = -1;
    }
    return -1;
  }

  /** Of a set of CPUs that begins at word `set`. */
  private has(set: number, cpu: number): boolean {
    return ((this.entries[set + (cpu >>> 5)] >>> (cpu & 31)) & 1) === 1;
  }

  private add(set: number, cpu: number): void {
    this.entries[set + (cpu >>> 5)] |= 1 << (cpu & 31);
  }

  private remove(set: number, cpu: number): void {
    this.entries[set + (cpu >>> 5)] &= ~(1 << (cpu & 31));
  }

  private reserve(line: number): void {
    if (line < this.lines) return;
    this.lines = Math.max(4096, this.lines * 2, line + 1);
    const grown = new Int32Array(this.lines * this.entryWords);
    grown.set(this.entries);
    this.entries = grown;
  }
}
