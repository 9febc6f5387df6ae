import { Random } from '../numa/random.ts';
import { createTagStore, type TagStore } from '../numa/tag-store.ts';
import type { MonitorShape } from '../structure.ts';

/** The second-level software TLB of one virtual CPU (4.2.2): set-associative by entry number, LRU. */
export class SecondLevelTlb {
  private readonly store: TagStore;
  private readonly sets: number;
  private readonly seen = new Set<number>();
  readonly entries: number;

  constructor({ entries, ways }: MonitorShape['secondLevelTlb']) {
    this.entries = entries;
    this.sets = ways === 'full' ? 1 : entries / ways;
    this.store = createTagStore(this.sets, entries / this.sets, 'lru', new Random(1));
  }

  has(entry: number): boolean {
    return this.store.touch(entry & (this.sets - 1), entry, 0) >= 0;
  }

  /** Whether the entry was there at any time. */
  hasSeen(entry: number): boolean {
    return this.seen.has(entry);
  }

  insert(entry: number): void {
    this.seen.add(entry);
    this.store.insert(entry & (this.sets - 1), entry, 0);
  }

  /** Number of the slot that is looked at first for this entry. */
  slotOf(entry: number): number {
    return (entry & (this.sets - 1)) * (this.entries / this.sets);
  }
}
