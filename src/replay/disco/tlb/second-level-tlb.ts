import { createTagStore } from '../../numa/caches/create-tag-store.ts';
import type { TagStore } from '../../numa/caches/tag-store.ts';
import { Random } from '../../numa/random.ts';
import { isLarge } from '../../numa/tlb/tlb.ts';
import type { MonitorShape } from '../../structure/structure.ts';

/** The golden ratio's bits: multiples of it are spread evenly. */
const SPREAD = 0x9e3779b1;
/** Slots of a set that a look-up reads at most (assumed: a hash bucket of one board-cache line, 8 entries of 16 bytes). */
const BUCKET = 8;

/** The second-level software TLB of one virtual CPU (4.2.2): set-associative by entry number, LRU. */
export class SecondLevelTlb {
  private readonly store: TagStore;
  private readonly sets: number;
  private readonly ways: number;
  private readonly seen = new Set<number>();
  readonly entries: number;

  constructor({ entries, ways }: MonitorShape['secondLevelTlb']) {
    this.entries = entries;
    this.sets = ways === 'full' ? 1 : entries / ways;
    this.ways = entries / this.sets;
    this.store = createTagStore(this.sets, this.ways, 'lru', new Random(1));
  }

  has(entry: number): boolean {
    return this.store.touch(this.setOf(entry), entry, 0) >= 0;
  }

  /** Whether the entry was there at any time. */
  hasSeen(entry: number): boolean {
    return this.seen.has(entry);
  }

  insert(entry: number): void {
    this.seen.add(entry);
    this.store.insert(this.setOf(entry), entry, 0);
  }

  /** The slots a look-up of this entry reads: the first, and how many. */
  slotsOf(entry: number): { first: number; count: number } {
    return { first: this.setOf(entry) * this.ways, count: Math.min(this.ways, BUCKET) };
  }

  /** Large entries are numbered from 0, as are the first regions: they are spread, so as not to meet in the same sets. */
  private setOf(entry: number): number {
    return (isLarge(entry) ? Math.imul(entry, SPREAD) >>> 8 : entry) & (this.sets - 1);
  }
}
