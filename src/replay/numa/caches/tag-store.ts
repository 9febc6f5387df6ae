import type { Random } from '../random.ts';

/** Which line of a full set makes room. */
export type Replacement = 'lru' | 'fifo' | 'random';

/**
 * The tags of a cache: which lines are in which set, which of them are dirty, and who goes next.
 * Lines are non-negative integers below 2^30; a set's number must be the same each time a line is named.
 */
export interface TagStore {
  /** Looks a line up and marks it used, and dirty if `dirty` is 1: its dirtiness (0 or 1) after that, or -1 when it is absent. */
  touch(set: number, line: number, dirty: number): number;
  /** Puts an absent line in; the evicted line as `line << 1 | dirty`, or -1 when there was room. */
  insert(set: number, line: number, dirty: number): number;
  /** Takes a line out: its dirtiness, or -1 when it was absent. */
  remove(set: number, line: number): number;
  /** Whether a line is there and dirty; changes nothing. */
  isDirty(set: number, line: number): boolean;
  /** Makes a line clean without marking it used; whether it was dirty. */
  clean(set: number, line: number): boolean;
  /** Visits the dirty lines and cleans them: sets in descending order, each from the least to the most recently used (DineroIV's order). */
  cleanAll(visit: (line: number) => void): void;
  /** Empties the store. */
  clear(): void;
}

/** Up to this many ways a shift of the set's array is quicker than a linked list. */
const NARROW_WAYS = 16;

/** `synonyms`: one line may stand in several sets at once (virtual index, physical tag), which only narrow stores can hold. */
export function createTagStore(
  sets: number,
  ways: number,
  replacement: Replacement,
  random: Random,
  synonyms = false,
): TagStore {
  return ways <= NARROW_WAYS || synonyms
    ? new NarrowTagStore(sets, ways, replacement, random)
    : new WideTagStore(sets, ways, replacement, random);
}

/** Few ways: each set is a short array, the most recently used (for FIFO and random, the newest) first. */
class NarrowTagStore implements TagStore {
  /** `line << 1 | dirty`, or -1. */
  private readonly entries: Int32Array;
  private readonly ways: number;
  private readonly lru: boolean;
  private readonly random: Random | null;

  constructor(sets: number, ways: number, replacement: Replacement, random: Random) {
    this.entries = new Int32Array(sets * ways).fill(-1);
    this.ways = ways;
    this.lru = replacement === 'lru';
    this.random = replacement === 'random' ? random : null;
  }

  touch(set: number, line: number, dirty: number): number {
    const e = this.entries;
    const base = set * this.ways;
    const end = base + this.ways;
    for (let i = base; i < end; i++) {
      const entry = e[i];
      if (entry >> 1 !== line) continue;
      const after = entry | dirty;
      if (this.lru) {
        for (let j = i; j > base; j--) e[j] = e[j - 1];
        e[base] = after;
      } else e[i] = after;
      return after & 1;
    }
    return -1;
  }

  insert(set: number, line: number, dirty: number): number {
    const e = this.entries;
    const base = set * this.ways;
    let at = base + this.ways - 1;
    if (this.random !== null && e[at] !== -1) at = base + this.random.below(this.ways);
    const victim = e[at];
    for (let j = at; j > base; j--) e[j] = e[j - 1];
    e[base] = (line << 1) | dirty;
    return victim;
  }

  remove(set: number, line: number): number {
    const e = this.entries;
    const base = set * this.ways;
    const end = base + this.ways;
    for (let i = base; i < end; i++) {
      const entry = e[i];
      if (entry >> 1 !== line) continue;
      for (let j = i; j < end - 1; j++) e[j] = e[j + 1];
      e[end - 1] = -1;
      return entry & 1;
    }
    return -1;
  }

  isDirty(set: number, line: number): boolean {
    const end = (set + 1) * this.ways;
    for (let i = set * this.ways; i < end; i++) if (this.entries[i] === ((line << 1) | 1)) return true;
    return false;
  }

  clean(set: number, line: number): boolean {
    const e = this.entries;
    const base = set * this.ways;
    for (let i = base; i < base + this.ways; i++)
      if (e[i] >> 1 === line) {
        const dirty = (e[i] & 1) === 1;
        e[i] &= ~1;
        return dirty;
      }
    return false;
  }

  cleanAll(visit: (line: number) => void): void {
    const e = this.entries;
    for (let i = e.length - 1; i >= 0; i--)
      if (e[i] !== -1 && (e[i] & 1) === 1) {
        visit(e[i] >> 1);
        e[i] &= ~1;
      }
  }

  clear(): void {
    this.entries.fill(-1);
  }
}

/** Many ways: a list through the set's nodes, and for each line the node it is in. No look-up walks the set. */
class WideTagStore implements TagStore {
  private readonly sets: number;
  private readonly ways: number;
  private readonly lru: boolean;
  private readonly random: Random | null;
  /** Node -> `line << 1 | dirty`. The nodes of a set are consecutive; `used` of them are filled. */
  private readonly entries: Int32Array;
  private readonly newer: Int32Array;
  private readonly older: Int32Array;
  private readonly newest: Int32Array;
  private readonly oldest: Int32Array;
  private readonly used: Int32Array;
  /** Nodes given back by `remove`, chained through `older`. */
  private readonly free: Int32Array;
  /** Line -> node + 1, 0 when absent; grows with the lines seen. */
  private node = new Int32Array(1024);

  constructor(sets: number, ways: number, replacement: Replacement, random: Random) {
    this.sets = sets;
    this.ways = ways;
    this.lru = replacement === 'lru';
    this.random = replacement === 'random' ? random : null;
    this.entries = new Int32Array(sets * ways).fill(-1);
    this.newer = new Int32Array(sets * ways);
    this.older = new Int32Array(sets * ways);
    this.newest = new Int32Array(sets).fill(-1);
    this.oldest = new Int32Array(sets).fill(-1);
    this.used = new Int32Array(sets);
    this.free = new Int32Array(sets).fill(-1);
  }

  touch(set: number, line: number, dirty: number): number {
    const n = line < this.node.length ? this.node[line] - 1 : -1;
    if (n < 0) return -1;
    this.entries[n] |= dirty;
    if (this.lru && this.newest[set] !== n) {
      this.unlink(set, n);
      this.link(set, n);
    }
    return this.entries[n] & 1;
  }

  insert(set: number, line: number, dirty: number): number {
    let n = this.free[set];
    let victim = -1;
    if (n >= 0) this.free[set] = this.older[n];
    else if (this.used[set] < this.ways) n = set * this.ways + this.used[set]++;
    else {
      n = this.random === null ? this.oldest[set] : set * this.ways + this.random.below(this.ways);
      victim = this.entries[n];
      this.node[victim >> 1] = 0;
      this.unlink(set, n);
    }
    this.entries[n] = (line << 1) | dirty;
    if (line >= this.node.length) this.growTo(line);
    this.node[line] = n + 1;
    this.link(set, n);
    return victim;
  }

  remove(set: number, line: number): number {
    const n = line < this.node.length ? this.node[line] - 1 : -1;
    if (n < 0) return -1;
    const dirty = this.entries[n] & 1;
    this.node[line] = 0;
    this.unlink(set, n);
    this.entries[n] = -1;
    this.older[n] = this.free[set];
    this.free[set] = n;
    return dirty;
  }

  isDirty(_set: number, line: number): boolean {
    const n = line < this.node.length ? this.node[line] - 1 : -1;
    return n >= 0 && (this.entries[n] & 1) === 1;
  }

  clean(_set: number, line: number): boolean {
    const n = line < this.node.length ? this.node[line] - 1 : -1;
    if (n < 0) return false;
    const dirty = (this.entries[n] & 1) === 1;
    this.entries[n] &= ~1;
    return dirty;
  }

  cleanAll(visit: (line: number) => void): void {
    for (let set = this.sets - 1; set >= 0; set--)
      for (let n = this.oldest[set]; n >= 0; n = this.newer[n])
        if ((this.entries[n] & 1) === 1) {
          visit(this.entries[n] >> 1);
          this.entries[n] &= ~1;
        }
  }

  clear(): void {
    this.entries.fill(-1);
    this.newest.fill(-1);
    this.oldest.fill(-1);
    this.used.fill(0);
    this.free.fill(-1);
    this.node.fill(0);
  }

  private link(set: number, n: number): void {
    const first = this.newest[set];
    this.newer[n] = -1;
    this.older[n] = first;
    if (first >= 0) this.newer[first] = n;
    else this.oldest[set] = n;
    this.newest[set] = n;
  }

  private unlink(set: number, n: number): void {
    const newer = this.newer[n];
    const older = this.older[n];
    if (newer >= 0) this.older[newer] = older;
    else this.newest[set] = older;
    if (older >= 0) this.newer[older] = newer;
    else this.oldest[set] = newer;
  }

  private growTo(line: number): void {
    const grown = new Int32Array(Math.max(this.node.length * 2, line + 1));
    grown.set(this.node);
    this.node = grown;
  }
}
