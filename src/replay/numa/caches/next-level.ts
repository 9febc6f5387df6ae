import { Event } from '../../counts/event.ts';
import type { Tally } from '../../counts/tally.ts';

/**
 * What lies below a cache. Granule numbers are in the lower level's own space (`physical` says which);
 * `c0..c1` are the granules a write covers whole (none when c0 > c1): a line covered whole need not be read first.
 */
export interface NextLevel {
  readonly physical: boolean;
  read(fetch: boolean, g0: number, g1: number): void;
  write(g0: number, g1: number, c0: number, c1: number): void;
}

/** A cache whose lines the level below includes, as that level needs to know it. Granules are in its space. */
export interface Included {
  /** Takes out every line that overlaps granules g0..g1; whether any of them was dirty. */
  invalidate(g0: number, g1: number): boolean;
  /** Writes the dirty ones among these lines back; they stay, clean. */
  clean(g0: number, g1: number): void;
}

/** The end of the hierarchy. */
export class Memory implements NextLevel {
  readonly physical: boolean;
  private readonly tally: Tally;

  constructor(physical: boolean, tally: Tally) {
    this.physical = physical;
    this.tally = tally;
  }

  read(): void {
    this.tally.count(Event.localRead);
  }

  write(): void {
    this.tally.count(Event.memoryWrite);
  }
}
