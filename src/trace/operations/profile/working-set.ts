import { grown } from './sharing.ts';

/** The shortest interval, in units of the clock. */
const LEAST = 1024;
/** Intervals of the finest length kept, in all windows together; twice as long ones take over when there are more. */
export const MOST_INTERVALS = 256;

/** A stretch of a window. */
export interface Interval {
  /** From 1. */
  window: number;
  /** Of the clock, from the beginning of the window. */
  from: number;
  to: number;
  pages: number;
}

/**
 * Distinct pages in each interval of the clock, of every length 1024 * 2^n that is not too fine: a page that was last touched in interval p
 * is new in interval i of length n wherever p and i differ without their n low bits. Intervals begin anew after a gap.
 */
export class WorkingSet {
  /** By page: the finest interval it was last touched in, from 1; 0: not in this window. The hot loop compares it with `current`, and calls `touch` where it differs. */
  lastIn: Int32Array = new Int32Array(0);
  current = 1;
  /** Where the clock of the window leaves the current interval. */
  until = LEAST;
  private length = LEAST;
  private clock = 0;
  /** Of each window its clock at its end, and by length, finest first, the pages by interval. */
  private readonly windows: { end: number; levels: number[][] }[] = [{ end: 0, levels: [[]] }];

  makeRoom(pages: number): void {
    this.lastIn = grown(this.lastIn, pages);
  }

  touch(page: number): void {
    const now = this.current - 1;
    const before = this.lastIn[page] - 1;
    this.lastIn[page] = this.current;
    const differ = before < 0 ? 32 : 32 - Math.clz32(before ^ now);
    const { levels } = this.windows[this.windows.length - 1];
    for (let n = 0; n < Math.min(differ, levels.length); n++) {
      const at = now >>> n;
      levels[n][at] = (levels[n][at] ?? 0) + 1;
    }
  }

  /** The clock of the window has reached `until`. */
  advance(clock: number): void {
    this.clock = clock;
    this.current = Math.floor(clock / this.length) + 1;
    const window = this.windows[this.windows.length - 1];
    while (2 ** (window.levels.length - 1) < this.current) window.levels.push([levelAbove(window.levels)]);
    const used = this.windows.reduce((sum, { end }) => sum + Math.ceil(end / this.length), this.current);
    if (used > Math.max(MOST_INTERVALS, 2 * this.windows.length)) this.coarsen();
    this.until = this.current * this.length;
  }

  /** Twice the length. */
  private coarsen(): void {
    this.length *= 2;
    for (const { levels } of this.windows) if (levels.length > 1) levels.shift();
    const { lastIn } = this;
    for (let page = 0; page < lastIn.length; page++) lastIn[page] = (lastIn[page] + 1) >>> 1;
    this.advance(this.clock);
  }

  /** A gap. */
  gap(clock: number): void {
    this.windows[this.windows.length - 1].end = clock;
    this.windows.push({ end: 0, levels: [[]] });
    this.lastIn.fill(0);
    this.clock = 0;
    this.current = 1;
    this.until = this.length;
  }

  /** The intervals up to each window's last in which anything was touched, in order. */
  finish(clock: number): { length: number; intervals: Interval[] } {
    this.windows[this.windows.length - 1].end = clock;
    const { length } = this;
    const intervals = this.windows.flatMap(({ end, levels: [finest] }, n) =>
      Array.from(finest, (pages = 0, i) => ({
        window: n + 1,
        from: i * length,
        to: Math.min(end, (i + 1) * length),
        pages,
      })),
    );
    return { length, intervals };
  }
}

/** Pages of the one interval that spans all those so far. */
const levelAbove = (levels: readonly (readonly number[])[]): number => levels[levels.length - 1][0] ?? 0;
