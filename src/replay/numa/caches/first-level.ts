import { Event } from '../../counts/event.ts';
import type { Tally } from '../../counts/tally.ts';
import type { CacheShape } from '../../structure/structure.ts';
import type { Random } from '../random.ts';
import { createTagStore } from './create-tag-store.ts';
import type { Geometry } from './geometry.ts';
import type { Included, NextLevel, Ownership } from './next-level.ts';
import { PagePlaces } from './page-places.ts';
import type { TagStore } from './tag-store.ts';

/** Events of a first-level cache, by what it serves. */
export const INSTRUCTION_EVENTS = { loadMiss: Event.l1iFetchMiss, storeMiss: Event.l1iFetchMiss } as const;
export const DATA_EVENTS = { loadMiss: Event.l1dLoadMiss, storeMiss: Event.l1dStoreMiss } as const;

/** What `FirstLevelCache.reference` found, for the hot filter. */
export const ABSENT = -1;
export const CLEAN = 0;
export const DIRTY = 1;

/** What a first-level cache is made of. */
export interface FirstLevelParts {
  geometry: Geometry;
  /** Whether it is the instruction cache. */
  isFetch: boolean;
  next: NextLevel;
  tally: Tally;
  random: Random;
  /** The port of the other kind, where the two are one cache: they have the same lines; null: a cache of its own. */
  unifiedWith: FirstLevelCache | null;
  /** Told the set of each line that leaves or becomes clean without a reference of this CPU. */
  onChange: (set: number) => void;
}

/** A first-level cache, or the port of one through which instructions or data go: looked up by dense virtual lines, tagged by these or by physical ones. Counts misses, not references. */
export class FirstLevelCache implements Included {
  readonly geometry: Geometry;
  private readonly tags: TagStore;
  private readonly pagePlaces: PagePlaces;
  private readonly next: NextLevel;
  /** Whom stores to clean lines have to ask. */
  private readonly coherent: Ownership | null;
  private readonly tally: Tally;
  private readonly events: typeof INSTRUCTION_EVENTS | typeof DATA_EVENTS;
  private readonly isFetch: boolean;
  private readonly writeBack: number;
  private readonly allocate: boolean;
  private readonly onChange: (set: number) => void;

  constructor(shape: CacheShape, { geometry, isFetch, next, tally, random, unifiedWith, onChange }: FirstLevelParts) {
    this.geometry = geometry;
    this.tags = unifiedWith?.tags ?? createTagStore(geometry.sets, geometry.ways, shape.replacement, random, geometry.places > 1); // biome-ignore format: a call
    this.pagePlaces = unifiedWith?.pagePlaces ?? new PagePlaces();
    this.next = next;
    this.coherent = next.ownership;
    this.tally = tally;
    this.events = isFetch ? INSTRUCTION_EVENTS : DATA_EVENTS;
    this.isFetch = isFetch;
    this.writeBack = shape.write === 'back' ? 1 : 0;
    this.allocate = shape.writeAllocate;
    this.onChange = onChange;
  }

  /**
   * One access within one line: granules g0..g1, of which it covers c0..c1 whole if it is a store (`store` 1).
   * Returns DIRTY when further stores to the line would change nothing, CLEAN when the line is there, ABSENT when it is not.
   */
  reference(store: number, line: number, g0: number, g1: number, c0: number, c1: number): number {
    const geometry = this.geometry;
    const tag = geometry.physicalTag ? geometry.toPhysical(line) : line;
    const set = geometry.setOf(geometry.physicalIndex ? tag : line);
    const state = this.tags.touch(set, tag, this.coherent === null ? store & this.writeBack : 0);
    if (state >= 0) {
      if (store > state && this.coherent !== null) {
        const base = tag << geometry.bits;
        this.coherent.own(base, base + (1 << geometry.bits) - 1);
        return this.tags.touch(set, tag, 1);
      }
      return store > this.writeBack ? this.writeThrough(set, tag, line, g0, g1, c0, c1) : state;
    }
    this.tally.count(store === 1 ? this.events.storeMiss : this.events.loadMiss);
    if (store === 1 && !this.allocate) {
      return this.writeThrough(set, tag, line, g0, g1, c0, c1);
    }
    const first = line << geometry.bits;
    const last = first + (1 << geometry.bits) - 1;
    // The line is read before the victim is written back; a store that covers it whole reads nothing.
    if (store === 1 && this.coherent !== null) {
      const base = tag << geometry.bits;
      this.coherent.readExclusive(base, base + last - first);
    } else if (store === 0 || c0 > first || c1 < last) {
      const base = this.toNext(line);
      this.next.read(this.isFetch, base, base + last - first);
    }
    const victim = this.tags.insert(set, tag, store & this.writeBack);
    this.pagePlaces.note(geometry.pageOf(tag), geometry.placeIn(set));
    if (victim >= 0 && (victim & 1) === 1) {
      this.writeVictim(victim >> 1);
      // To make room for it the next level may have taken this very line away (inclusion).
      if (this.tags.touch(set, tag, 0) < 0) return ABSENT;
    }
    return store > this.writeBack ? this.writeThrough(set, tag, line, g0, g1, c0, c1) : store & this.writeBack;
  }

  /** Takes out every line that overlaps granules g0..g1 of the next level's space; whether any of them was dirty. */
  invalidate(g0: number, g1: number): boolean {
    const { bits, places } = this.geometry;
    let anyDirty = false;
    for (let line = g0 >>> bits; line <= g1 >>> bits; line++) {
      const taken = this.pagePlaces.of(this.geometry.pageOf(line));
      if (taken === 0) continue;
      for (let place = 0; place < places; place++) {
        if (((taken >>> place) & 1) === 0) continue;
        const set = this.geometry.placeOf(line, place);
        const dirty = this.tags.remove(set, line);
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
    const { bits, places } = this.geometry;
    for (let line = g0 >>> bits; line <= g1 >>> bits; line++) {
      const taken = this.pagePlaces.of(this.geometry.pageOf(line));
      if (taken === 0) continue;
      for (let place = 0; place < places; place++) {
        if (((taken >>> place) & 1) === 0) continue;
        const set = this.geometry.placeOf(line, place);
        if (!this.tags.clean(set, line)) continue;
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

  /** First granule of a dense virtual line in the next level's space. */
  private toNext(line: number): number {
    return (this.next.physical ? this.geometry.toPhysical(line) : line) << this.geometry.bits;
  }

  private writeVictim(tag: number): void {
    this.tally.count(Event.l1WriteBack);
    const bits = this.geometry.bits;
    const base = this.geometry.physicalTag ? tag << bits : this.toNext(tag);
    const last = base + (1 << bits) - 1;
    this.next.write(base, last, base, last);
  }

  /** Passes a store on; the next level may evict the line for it, and with inclusion from here: ABSENT then, else CLEAN. */
  private writeThrough(set: number, tag: number, line: number, g0: number, g1: number, c0: number, c1: number): number {
    const shift = this.toNext(line) - (line << this.geometry.bits);
    this.next.write(g0 + shift, g1 + shift, c0 + shift, c1 + shift);
    return this.tags.touch(set, tag, 0) < 0 ? ABSENT : CLEAN;
  }
}
