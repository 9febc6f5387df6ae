import type { MonitorShape } from '../../structure/structure.ts';

/** Bytes of a set that a look-up reads at most (assumed: a hash bucket of one board-cache line). */
const BUCKET_BYTES = 128;

/** The second-level software TLB of one virtual CPU (4.2.2): set-associative, LRU. `index` is a number of which the low bits choose the set. */
export class SecondLevelTlb {
  readonly entries: number;
  private readonly sets: number;
  private readonly ways: number;
  /** Slots of a set that a look-up reads at most. */
  private readonly bucket: number;
  /** Slot -> its entry; -1: none. The slots of a set follow one another. */
  private readonly names: Int32Array;
  private readonly lastUse: Float64Array;
  /** Entry -> its slot; -1: it was there, and is no more. */
  private readonly slots = new Map<number, number>();
  private clock = 0;

  constructor({ entries, ways, entryBytes }: MonitorShape['secondLevelTlb']) {
    this.entries = entries;
    this.sets = ways === 'full' ? 1 : entries / ways;
    this.ways = entries / this.sets;
    this.bucket = Math.min(this.ways, BUCKET_BYTES / entryBytes);
    this.names = new Int32Array(entries).fill(-1);
    this.lastUse = new Float64Array(entries);
  }

  /** Whether the entry is there; if so, it is used. */
  has(entry: number): boolean {
    const slot = this.slots.get(entry) ?? -1;
    if (slot >= 0) this.lastUse[slot] = ++this.clock;
    return slot >= 0;
  }

  /** Whether the entry was there at any time. */
  hasSeen(entry: number): boolean {
    return this.slots.has(entry);
  }

  /** Enters an entry, if it is not there, in a free slot of its set or in the place of the one used longest ago; returns its slot. */
  insert(entry: number, index: number): number {
    const slot = this.slots.get(entry) ?? -1;
    const taken = slot >= 0 ? slot : this.makeRoom(index);
    this.lastUse[taken] = ++this.clock;
    this.names[taken] = entry;
    this.slots.set(entry, taken);
    return taken;
  }

  /** The slots that a look-up of an entry reads: from the first of its set to where it is found, or all; a bucket's at most. */
  slotsRead(entry: number, index: number): { first: number; count: number } {
    const first = this.firstOf(index);
    const slot = this.slots.get(entry) ?? -1;
    return { first, count: Math.min(this.bucket, slot >= 0 ? slot - first + 1 : this.ways) };
  }

  private firstOf(index: number): number {
    return (index & (this.sets - 1)) * this.ways;
  }

  private makeRoom(index: number): number {
    const first = this.firstOf(index);
    let oldest = first;
    for (let slot = first; slot < first + this.ways && this.names[oldest] >= 0; slot++)
      if (this.names[slot] < 0 || this.lastUse[slot] < this.lastUse[oldest]) oldest = slot;
    if (this.names[oldest] >= 0) this.slots.set(this.names[oldest], -1);
    return oldest;
  }
}
