import { Event } from '../../counts/event.ts';
import type { Tally } from '../../counts/tally.ts';
import type { NodeMemory } from '../memory/node-memory.ts';
import { LineEntries } from './line-entries.ts';

/** What the directory asks of a CPU's caches. Lines are physical board-cache lines. */
export interface Holder {
  readonly node: number;
  readonly tally: Tally;
  /** Home node -> transactions of this CPU with its memory, in the present interval. */
  visits: Float64Array;
  /** Whether it has stored to the line since it came. */
  isDirty(line: number): boolean;
  /** Visits the lines it has stored to since they came, or since they were last written back; changes nothing. */
  eachModified(visit: (line: number) => void): void;
  /** Drops the line from all levels. */
  invalidate(line: number): void;
  /** Keeps the line, clean: its data went to memory. */
  clean(line: number): void;
}

/** Told of each line that comes to a CPU, in the midst of a reference: it remembers, and changes nothing before that has ended. */
export interface MissListener {
  missed(frame: number, cpu: number, write: boolean): void;
}

/** Sizes by log2 of granules, and how many CPUs there can be. */
export interface DirectoryShape {
  cpus: number;
  pageBits: number;
  /** Of a board-cache line. */
  lineBits: number;
  /** Of a first-level data line. */
  partBits: number;
}

/**
 * The write-invalidate directory (MESI): for each board-cache line who owns it (may store to it unasked), who shares it, and, to tell
 * misses apart, who has ever held it, who lost it to another's store, and which parts were stored to since.
 *
 * A part is a line of the first-level data cache: every first store to one passes here. A communication miss is *true* sharing
 * when the part it wants was stored to by another CPU since it lost the line, else *false* sharing.
 */
export class Directory {
  /** By CPU; each board cache enters itself. */
  readonly holders: Holder[] = [];
  /** log2 of the granules in a part. */
  readonly partBits: number;
  private readonly listener: MissListener | null;
  private readonly memory: NodeMemory;
  private readonly pageLineBits: number;
  private readonly entries: LineEntries;

  constructor(
    memory: NodeMemory,
    { cpus, pageBits, lineBits, partBits }: DirectoryShape,
    listener: MissListener | null,
  ) {
    this.memory = memory;
    this.listener = listener;
    this.pageLineBits = pageBits - lineBits;
    this.partBits = partBits;
    this.entries = new LineEntries(cpus, 1 << (lineBits - partBits));
  }

  /** A CPU without the line reads it: from memory, or from an owner who stored to it and keeps it clean. */
  read(cpu: number, line: number, part: number): void {
    const { entries } = this;
    const entry = this.arrive(cpu, line, part, false);
    const owner = entries.ownerOf(entry);
    if (owner >= 0) this.holders[owner].clean(line);
    // A line that nobody else holds comes exclusive: its first store will ask nobody.
    entries.setOwner(entry, entries.sharerFrom(entry, 0) >= 0 ? -1 : cpu);
    entries.add(entries.sharers(entry), cpu);
  }

  /** A CPU without the line reads it to store to it: all others lose it. */
  readExclusive(cpu: number, line: number, part: number): void {
    const entry = this.arrive(cpu, line, part, true);
    this.takeOver(cpu, line, entry);
    this.entries.stored(entry, part);
  }

  /** A CPU that holds the line stores to a part that was clean in its first level. */
  own(cpu: number, line: number, part: number): void {
    const { entries } = this;
    const entry = line * entries.words;
    if (entries.ownerOf(entry) !== cpu) {
      const { tally, node, visits } = this.holders[cpu];
      const home = this.homeOf(line);
      tally.count(home === node ? Event.localUpgrade : Event.remoteUpgrade);
      visits[home]++;
      this.takeOver(cpu, line, entry);
    }
    entries.stored(entry, part);
  }

  /** A CPU's board cache evicts the line. */
  evict(cpu: number, line: number): void {
    const { entries } = this;
    const entry = line * entries.words;
    entries.remove(entries.sharers(entry), cpu);
    if (entries.ownerOf(entry) === cpu) entries.setOwner(entry, -1);
  }

  /** A frame's contents move: its dirty lines go to memory, and the CPUs that `which` names lose all of its lines. */
  purge(frame: number, which: (cpu: number) => boolean): void {
    const { entries } = this;
    const first = frame << this.pageLineBits;
    const end = first + (1 << this.pageLineBits);
    entries.reserve(end - 1);
    for (let line = first; line < end; line++) {
      const entry = line * entries.words;
      const owner = entries.ownerOf(entry);
      if (owner >= 0) this.holders[owner].clean(line);
      entries.setOwner(entry, -1);
      for (let cpu = entries.sharerFrom(entry, 0); cpu >= 0; cpu = entries.sharerFrom(entry, cpu + 1))
        if (which(cpu)) {
          entries.remove(entries.sharers(entry), cpu);
          this.holders[cpu].invalidate(line);
        }
    }
  }

  /** The frame will hold another page: nobody holds any of its lines, and nobody has seen what they will be. */
  renew(frame: number): void {
    this.purge(frame, () => true);
    const first = frame << this.pageLineBits;
    this.entries.empty(first, first + (1 << this.pageLineBits));
  }

  /** CPUs are lost with what their caches hold, and frames, whose lines nobody holds any more. Nothing is written back. */
  lose(cpus: Iterable<number>, isLost: (frame: number) => boolean): void {
    const { entries } = this;
    const gone = [...cpus];
    for (let line = 0; line < entries.end; line++) {
      const entry = line * entries.words;
      for (const cpu of gone) {
        entries.remove(entries.sharers(entry), cpu);
        if (entries.ownerOf(entry) === cpu) entries.setOwner(entry, -1);
      }
      if (entries.sharerFrom(entry, 0) < 0 || !isLost(this.frameOf(line))) continue;
      for (let cpu = entries.sharerFrom(entry, 0); cpu >= 0; cpu = entries.sharerFrom(entry, cpu + 1))
        this.holders[cpu].invalidate(line);
      entries.empty(line, line + 1);
    }
  }

  /** An engine beside the memories copies a frame for a CPU, past its caches: each line is a transaction with the memory it is in, and with the one it goes to. */
  transfer(cpu: number, from: number, to: number): void {
    const { visits } = this.holders[cpu];
    for (const frame of [from, to]) visits[this.memory.nodeOf(frame)] += 1 << this.pageLineBits;
  }

  /** Empties the directory, as the caches. */
  clear(): void {
    this.entries.clear();
  }

  /** The node whose memory a line is in. */
  homeOf(line: number): number {
    return this.memory.nodeOf(line >>> this.pageLineBits);
  }

  /** The frame that a line is in. */
  frameOf(line: number): number {
    return line >>> this.pageLineBits;
  }

  /** Counts a line that comes to a CPU: why it missed, and from where it comes. Returns where its entry is. */
  private arrive(cpu: number, line: number, part: number, write: boolean): number {
    const { entries } = this;
    entries.reserve(line);
    const entry = line * entries.words;
    const { tally, node, visits } = this.holders[cpu];
    tally.count(this.causeOf(cpu, entry, part));
    const home = this.homeOf(line);
    visits[home]++;
    const owner = entries.ownerOf(entry);
    // On one node another cache is as near as the memory.
    const from =
      owner >= 0 && this.memory.nodes > 1 && this.holders[owner].isDirty(line)
        ? Event.dirtyRead
        : home === node
          ? Event.localRead
          : Event.remoteRead;
    tally.count(from);
    entries.add(entries.seen(entry), cpu);
    entries.regained(entry, cpu);
    if (this.listener !== null) this.listener.missed(line >>> this.pageLineBits, cpu, write);
    return entry;
  }

  private causeOf(cpu: number, entry: number, part: number): number {
    const { entries } = this;
    if (!entries.has(entries.seen(entry), cpu)) return Event.coldMiss;
    if (!entries.has(entries.lost(entry), cpu)) return Event.capacityMiss;
    return entries.has(entries.stale(entry, part), cpu) ? Event.trueSharingMiss : Event.falseSharingMiss;
  }

  /** The CPU becomes the line's only holder. */
  private takeOver(cpu: number, line: number, entry: number): void {
    const { entries } = this;
    const { tally } = this.holders[cpu];
    for (let other = entries.sharerFrom(entry, 0); other >= 0; other = entries.sharerFrom(entry, other + 1)) {
      if (other === cpu) continue;
      entries.remove(entries.sharers(entry), other);
      entries.add(entries.lost(entry), other);
      this.holders[other].invalidate(line);
      tally.count(Event.invalidation);
    }
    entries.add(entries.sharers(entry), cpu);
    entries.setOwner(entry, cpu);
  }
}
