import { Event } from '../../counts/event.ts';
import type { Tally } from '../../counts/tally.ts';
import type { CacheShape } from '../../structure/structure.ts';
import type { Random } from '../random.ts';
import { createTagStore } from './create-tag-store.ts';
import type { Geometry } from './geometry.ts';
import type { Included } from './next-level.ts';
import { PagePlaces } from './page-places.ts';
import type { TagStore } from './tag-store.ts';

/** What `FirstLevelCache.reference` found, for the hot filter. */
export const ABSENT = -1;
export const CLEAN = 0;
export const DIRTY = 1;

/** What a first-level cache is made of, `N` below it. */
export interface FirstLevelParts<N> {
  geometry: Geometry;
  /** Whether it is the instruction cache. */
  isFetch: boolean;
  next: N;
  tally: Tally;
  random: Random;
  /** The port of the other kind, where the two are one cache: they have the same lines; null: a cache of its own. */
  unifiedWith: FirstLevelCache | null;
  /** Told the set of each line that leaves or becomes clean without a reference of this CPU. */
  onChange: (set: number) => void;
}

/** A first-level cache, or the port of one through which instructions or data go: looked up by dense virtual lines, tagged by these or by physical ones. Counts misses, not references. */
export abstract class FirstLevelCache implements Included {
  readonly geometry: Geometry;
  protected readonly tags: TagStore;
  protected readonly tally: Tally;
  protected readonly isFetch: boolean;
  /** Events of what it serves. */
  protected readonly loadMiss: number;
  protected readonly storeMiss: number;
  private readonly pagePlaces: PagePlaces;
  private readonly onChange: (set: number) => void;

  constructor(shape: CacheShape, parts: Omit<FirstLevelParts<unknown>, 'next'>) {
    const { geometry, isFetch, tally, random, unifiedWith, onChange } = parts;
    this.geometry = geometry;
    this.tags = unifiedWith?.tags ?? createTagStore(geometry.sets, geometry.ways, shape.replacement, random, geometry.places > 1); // biome-ignore format: a call
    this.tally = tally;
    this.isFetch = isFetch;
    this.loadMiss = isFetch ? Event.l1iFetchMiss : Event.l1dLoadMiss;
    this.storeMiss = isFetch ? Event.l1iFetchMiss : Event.l1dStoreMiss;
    this.pagePlaces = unifiedWith?.pagePlaces ?? new PagePlaces();
    this.onChange = onChange;
  }

  /**
   * One access within one line: granules g0..g1, of which it covers c0..c1 whole if it is a store (`store` 1).
   * Returns DIRTY when further stores to the line would change nothing, CLEAN when the line is there, ABSENT when it is not.
   */
  abstract reference(store: number, line: number, g0: number, g1: number, c0: number, c1: number): number;

  /** Writes a dirty line that makes room to the next level. */
  protected abstract writeVictim(tag: number): void;

  /** Takes out every line that overlaps granules g0..g1 of the next level's space; whether any of them was dirty. */
  invalidate(g0: number, g1: number): boolean {
    const { geometry, tags } = this;
    const first = g0 >>> geometry.bits;
    const last = g1 >>> geometry.bits;
    let anyDirty = false;
    const taken = this.placesOf(first, last);
    if (taken === 0) return false;
    for (let place = 0; place < geometry.places; place++) {
      if (((taken >>> place) & 1) === 0) continue;
      for (let line = first; line <= last; line++) {
        const set = geometry.placeOf(line, place);
        const dirty = tags.remove(set, line);
        if (dirty < 0) continue;
        this.tally.count(Event.l1Invalidation);
        this.onChange(set);
        if (dirty === 0) continue;
        this.tally.count(Event.l1WriteBack);
        anyDirty = true;
      }
    }
    return anyDirty;
  }

  /** Writes the dirty ones among these lines back; they stay, clean. */
  clean(g0: number, g1: number): void {
    const { geometry, tags } = this;
    const first = g0 >>> geometry.bits;
    const last = g1 >>> geometry.bits;
    const taken = this.placesOf(first, last);
    for (let place = 0; place < geometry.places; place++) {
      if (((taken >>> place) & 1) === 0) continue;
      for (let line = first; line <= last; line++) {
        const set = geometry.placeOf(line, place);
        if (!tags.clean(set, line)) continue;
        this.tally.count(Event.l1WriteBack);
        this.onChange(set);
      }
    }
  }

  /** Writes every dirty line back; they stay, clean. */
  flush(): void {
    this.tags.cleanAll((line) => this.writeVictim(line));
  }

  clear(): void {
    this.tags.clear();
    this.pagePlaces.clear();
  }

  /** Places that may have lines of these, as bits modulo 32; 0: none. Physical lines of one in the next level are of one page. */
  private placesOf(first: number, last: number): number {
    const page = this.geometry.pageOf(first);
    return page === this.geometry.pageOf(last) ? this.pagePlaces.of(page) : -1;
  }

  /** Puts an absent line in; the evicted one as `TagStore.insert` tells it. */
  protected insert(set: number, tag: number, dirty: number): number {
    this.pagePlaces.note(this.geometry.pageOf(tag), this.geometry.placeIn(set));
    return this.tags.insert(set, tag, dirty);
  }
}
