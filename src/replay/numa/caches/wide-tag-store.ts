import type { Random } from '../random.ts';
import type { Replacement, TagStore } from './tag-store.ts';

/** Many ways: a list through the set's nodes, and for each line the node it is in. No look-up walks the set. */
export class WideTagStore implements TagStore {
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
    const entry = this.entries[n];
    this.entries[n] = entry | dirty;
    if (this.lru && this.newest[set] !== n) {
      this.unlink(set, n);
      this.link(set, n);
    }
    return entry & 1;
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

  eachDirty(visit: (line: number) => void): void {
    const e = this.entries;
    for (let i = 0; i < e.length; i++) if (e[i] !== -1 && (e[i] & 1) === 1) visit(e[i] >> 1);
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
