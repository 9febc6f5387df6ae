import type { Random } from '../random.ts';
import type { Replacement, TagStore } from './tag-store.ts';

/** Few ways: each set is a short array, the most recently used (for FIFO and random, the newest) first. */
export class NarrowTagStore implements TagStore {
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
    const first = e[base];
    if (first >> 1 === line) {
      e[base] = first | dirty;
      return first & 1;
    }
    const end = base + this.ways;
    for (let i = base + 1; i < end; i++) {
      const entry = e[i];
      if (entry >> 1 !== line) continue;
      const after = entry | dirty;
      if (this.lru) {
        for (let j = i; j > base; j--) e[j] = e[j - 1];
        e[base] = after;
      } else e[i] = after;
      return entry & 1;
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

  eachDirty(visit: (line: number) => void): void {
    const e = this.entries;
    for (let i = 0; i < e.length; i++) if (e[i] !== -1 && (e[i] & 1) === 1) visit(e[i] >> 1);
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
