import { Event } from '../../counts/event.ts';
import type { CacheShape } from '../../structure/structure.ts';
import { ABSENT, CLEAN, FirstLevelCache, type FirstLevelParts } from './first-level.ts';
import type { NextLevel } from './next-level.ts';

/** The first-level cache of a CPU that is alone: with any write policy, above anything. */
export class PlainFirstLevel extends FirstLevelCache {
  private readonly next: NextLevel;
  private readonly writeBack: number;
  private readonly allocate: boolean;

  constructor(shape: CacheShape, { next, ...parts }: FirstLevelParts<NextLevel>) {
    super(shape, parts);
    this.next = next;
    this.writeBack = shape.write === 'back' ? 1 : 0;
    this.allocate = shape.writeAllocate;
  }

  reference(store: number, line: number, g0: number, g1: number, c0: number, c1: number): number {
    const geometry = this.geometry;
    const tag = geometry.physicalTag ? geometry.toPhysical(line) : line;
    const set = geometry.setOf(geometry.physicalIndex ? tag : line);
    const dirty = store & this.writeBack;
    const before = this.tags.touch(set, tag, dirty);
    if (before >= 0) return store > this.writeBack ? this.writeThrough(set, tag, line, g0, g1, c0, c1) : before | dirty;
    this.tally.count(store === 1 ? this.storeMiss : this.loadMiss);
    if (store === 1 && !this.allocate) {
      return this.writeThrough(set, tag, line, g0, g1, c0, c1);
    }
    const first = line << geometry.bits;
    const last = first + (1 << geometry.bits) - 1;
    // The line is read before the victim is written back; a store that covers it whole reads nothing.
    if (store === 0 || c0 > first || c1 < last) {
      const base = this.toNext(line);
      this.next.read(this.isFetch, base, base + last - first);
    }
    const victim = this.insert(set, tag, dirty);
    if (victim >= 0 && (victim & 1) === 1) {
      this.writeVictim(victim >> 1);
      // To make room for it the next level may have taken this very line away (inclusion).
      if (this.tags.touch(set, tag, 0) < 0) return ABSENT;
    }
    return store > this.writeBack ? this.writeThrough(set, tag, line, g0, g1, c0, c1) : dirty;
  }

  protected writeVictim(tag: number): void {
    this.tally.count(Event.l1WriteBack);
    const bits = this.geometry.bits;
    const base = this.geometry.physicalTag ? tag << bits : this.toNext(tag);
    const last = base + (1 << bits) - 1;
    this.next.write(base, last, base, last);
  }

  /** First granule of a dense virtual line in the next level's space. */
  private toNext(line: number): number {
    return (this.next.physical ? this.geometry.toPhysical(line) : line) << this.geometry.bits;
  }

  /** Passes a store on; the next level may evict the line for it, and with inclusion from here: ABSENT then, else CLEAN. */
  private writeThrough(set: number, tag: number, line: number, g0: number, g1: number, c0: number, c1: number): number {
    const shift = this.toNext(line) - (line << this.geometry.bits);
    this.next.write(g0 + shift, g1 + shift, c0 + shift, c1 + shift);
    return this.tags.touch(set, tag, 0) < 0 ? ABSENT : CLEAN;
  }
}
