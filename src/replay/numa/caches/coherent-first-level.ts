import { Event } from '../../counts/event.ts';
import type { CacheShape } from '../../structure/structure.ts';
import type { CoherentCache } from './coherent-cache.ts';
import { CLEAN, DIRTY, FirstLevelCache, type FirstLevelParts } from './first-level.ts';

/** The first-level cache of a CPU in a coherent machine: physical tags, write-back, and no longer lines than the board cache's, which includes it and owns what is stored to. */
export class CoherentFirstLevel extends FirstLevelCache {
  private readonly board: CoherentCache;

  constructor(shape: CacheShape, { next, ...parts }: FirstLevelParts<CoherentCache>) {
    super(shape, parts);
    this.board = next;
  }

  reference(store: number, line: number): number {
    const { geometry, board } = this;
    const tag = geometry.toPhysical(line);
    const set = geometry.setOf(geometry.physicalIndex ? tag : line);
    const before = this.tags.touch(set, tag, store);
    if (before >= store) return before;
    const granule = tag << geometry.bits;
    if (before === CLEAN) {
      board.own(granule);
      return DIRTY;
    }
    if (store === 1) {
      this.tally.count(this.storeMiss);
      board.readExclusive(granule);
    } else {
      this.tally.count(this.loadMiss);
      board.read(this.isFetch, granule);
    }
    const victim = this.insert(set, tag, store);
    if (victim >= 0 && (victim & 1) === 1) this.writeVictim(victim >> 1);
    return store;
  }

  protected writeVictim(tag: number): void {
    this.tally.count(Event.l1WriteBack);
    this.board.write(tag << this.geometry.bits);
  }
}
