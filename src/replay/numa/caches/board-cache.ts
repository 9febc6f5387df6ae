import { Event } from '../../counts/event.ts';
import type { Tally } from '../../counts/tally.ts';
import type { CacheShape } from '../../structure/structure.ts';
import type { Pages } from '../memory/pages.ts';
import type { Random } from '../random.ts';
import { createTagStore } from './create-tag-store.ts';
import { Geometry } from './geometry.ts';
import type { Included, NextLevel } from './next-level.ts';
import type { TagStore } from './tag-store.ts';

/** The second-level cache on the CPU's board, unified. Serves the first level's misses and write-backs. */
export class BoardCache implements NextLevel {
  readonly physical: boolean;
  /** Caches above that hold no line this one does not hold; empty when inclusion is off. */
  includes: Included[] = [];
  private readonly geometry: Geometry;
  private readonly tags: TagStore;
  private readonly memory: NextLevel;
  private readonly tally: Tally;
  private readonly writeBack: number;
  private readonly allocate: boolean;

  constructor(shape: CacheShape, granuleBits: number, pages: Pages, memory: NextLevel, tally: Tally, random: Random) {
    this.geometry = new Geometry(shape, granuleBits, pages, 0);
    this.physical = this.geometry.physicalTag;
    this.tags = createTagStore(this.geometry.sets, this.geometry.ways, shape.replacement, random);
    this.memory = memory;
    this.tally = tally;
    this.writeBack = shape.write === 'back' ? 1 : 0;
    this.allocate = shape.writeAllocate;
  }

  read(fetch: boolean, g0: number, g1: number): void {
    const bits = this.geometry.bits;
    for (let line = g0 >>> bits; line <= g1 >>> bits; line++) {
      this.tally.count(fetch ? Event.l2Fetch : Event.l2Load);
      const set = this.geometry.setOf(line);
      if (this.tags.touch(set, line, 0) >= 0) continue;
      this.tally.count(fetch ? Event.l2FetchMiss : Event.l2LoadMiss);
      this.fill(set, line, 0, true);
    }
  }

  write(g0: number, g1: number, c0: number, c1: number): void {
    const bits = this.geometry.bits;
    for (let line = g0 >>> bits; line <= g1 >>> bits; line++) {
      this.tally.count(Event.l2Store);
      const set = this.geometry.setOf(line);
      if (this.tags.touch(set, line, this.writeBack) < 0) {
        this.tally.count(Event.l2StoreMiss);
        if (this.allocate) {
          const first = line << bits;
          this.fill(set, line, this.writeBack, c0 > first || c1 < first + (1 << bits) - 1);
        } else {
          this.memory.write(g0, g1, c0, c1);
          continue;
        }
      }
      if (this.writeBack === 0) this.memory.write(g0, g1, c0, c1);
    }
  }

  /** Writes every dirty line to memory; they stay, clean. */
  flush(): void {
    this.tags.cleanAll((line) => this.writeVictim(line));
  }

  clear(): void {
    this.tags.clear();
  }

  private fill(set: number, line: number, dirty: number, read: boolean): void {
    const { bits } = this.geometry;
    if (read) this.memory.read(false, line << bits, (line << bits) + (1 << bits) - 1);
    const victim = this.tags.insert(set, line, dirty);
    if (victim < 0) return;
    const first = (victim >> 1) << bits;
    let dirtyAbove = false;
    for (const cache of this.includes) if (cache.invalidate(first, first + (1 << bits) - 1)) dirtyAbove = true;
    if ((victim & 1) === 1 || dirtyAbove) this.writeVictim(victim >> 1);
  }

  private writeVictim(line: number): void {
    this.tally.count(Event.l2WriteBack);
    const { bits } = this.geometry;
    const first = line << bits;
    this.memory.write(first, first + (1 << bits) - 1, first, first + (1 << bits) - 1);
  }
}
