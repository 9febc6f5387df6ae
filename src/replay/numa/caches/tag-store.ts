/** Which line of a full set makes room. */
export type Replacement = 'lru' | 'fifo' | 'random';

/**
 * The tags of a cache: which lines are in which set, which of them are dirty, and who goes next.
 * Lines are non-negative integers below 2^30; a set's number must be the same each time a line is named.
 */
export interface TagStore {
  /** Looks a line up and marks it used, and dirty if `dirty` is 1: its dirtiness (0 or 1) before that, or -1 when it is absent. */
  touch(set: number, line: number, dirty: number): number;
  /** Puts an absent line in; the evicted line as `line << 1 | dirty`, or -1 when there was room. */
  insert(set: number, line: number, dirty: number): number;
  /** Takes a line out: its dirtiness, or -1 when it was absent. */
  remove(set: number, line: number): number;
  /** Whether a line is there and dirty; changes nothing. */
  isDirty(set: number, line: number): boolean;
  /** Makes a line clean without marking it used; whether it was dirty. */
  clean(set: number, line: number): boolean;
  /** Visits the dirty lines, in no order; changes nothing. */
  eachDirty(visit: (line: number) => void): void;
  /** Visits the dirty lines and cleans them: sets in descending order, each from the least to the most recently used (DineroIV's order). */
  cleanAll(visit: (line: number) => void): void;
  /** Empties the store. */
  clear(): void;
}
