import { MEANS } from './calls.ts';

/** What has to be out before a piece, and what counts as out with it. */
export interface Gate {
  /** Of each of `Means`, how many events have to be out, the first of the trace on. */
  readonly needs: Float64Array;
  /** Of each thread, how many of its pieces have to be out; empty unless nobody knows who began this one. */
  readonly after: readonly number[];
  /** Of each of `Means`, which event of the trace the piece begins with; -1 if none. */
  readonly events: Float64Array;
}

/** An event's numbers, or none. */
const NO_EVENTS: Float64Array = new Float64Array(MEANS).fill(-1);

/**
 * Which of the trace's synchronising events are out. Of each of `Means` they are numbered as they were recorded; "all before this one
 * are out" is one comparison, as the lowest number that is not is kept.
 */
export class Order {
  /** Of each of `Means`: events numbered so far, and how many, from the first on, are out. */
  private readonly numbered = new Float64Array(MEANS);
  private readonly out = new Float64Array(MEANS);
  /** Those that are out before one with a lower number. */
  private readonly early: Set<number>[] = Array.from({ length: MEANS }, () => new Set());

  /** Numbers an event of these `Means`. */
  number(means: number): Float64Array {
    if (means === 0) return NO_EVENTS;
    const events = new Float64Array(MEANS);
    for (let m = 0; m < MEANS; m++) events[m] = (means >> m) & 1 ? this.numbered[m]++ : -1;
    return events;
  }

  /** All events of these `Means` that are numbered. */
  allOf(means: number): Float64Array {
    const needs = new Float64Array(MEANS);
    for (let m = 0; m < MEANS; m++) if ((means >> m) & 1) needs[m] = this.numbered[m];
    return needs;
  }

  /** Events numbered of one of `Means`. */
  has(means: number): boolean {
    return this.allOf(means).some((n) => n > 0);
  }

  /** Whether so many events of each of `Means` are out. */
  isOut(needs: Float64Array): boolean {
    for (let m = 0; m < MEANS; m++) if (needs[m] > this.out[m]) return false;
    return true;
  }

  /** These events go out. */
  release(events: Float64Array): void {
    for (let m = 0; m < MEANS; m++) {
      const event = events[m];
      if (event < 0) continue;
      if (event !== this.out[m]) {
        this.early[m].add(event);
        continue;
      }
      this.out[m]++;
      while (this.early[m].delete(this.out[m])) this.out[m]++;
    }
  }
}

/** The more of each. */
export function bothOf(a: Float64Array, b: Float64Array): Float64Array {
  return a.map((n, m) => Math.max(n, b[m]));
}

/** One gate in the place of two. */
export const bothGates = (a: Gate, b: Gate): Gate => ({
  needs: bothOf(a.needs, b.needs),
  after: a.after.length === 0 ? b.after : a.after,
  events: bothOf(a.events, b.events),
});
