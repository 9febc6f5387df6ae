import type { Tally } from '../../counts/tally.ts';
import type { CacheShape } from '../../structure/structure.ts';
import type { Ledger } from '../ledger.ts';
import type { Pages } from '../memory/pages.ts';
import { Random } from '../random.ts';
import { BoardCache } from './board-cache.ts';
import type { NextLevel } from './next-level.ts';

/** A board cache's shape, and where it counts. */
export interface BoardVariant {
  shape: CacheShape;
  ledger: Ledger;
}

/**
 * Several board caches of one CPU at once: each sees all misses and write-backs of the first level, which does not depend on what is
 * below as long as that takes no lines from it. None draws random numbers.
 */
export class BoardBank implements NextLevel {
  readonly physical: boolean;
  private readonly caches: BoardCache[];
  private readonly ledgers: Ledger[];
  private readonly tally: Tally;

  constructor(variants: readonly BoardVariant[], granuleBits: number, pages: Pages, memory: NextLevel, tally: Tally) {
    this.ledgers = variants.map(({ ledger }) => ledger);
    this.caches = variants.map(({ shape }) => new BoardCache(shape, granuleBits, pages, memory, tally, new Random(0)));
    this.physical = this.caches[0].physical;
    this.tally = tally;
  }

  read(fetch: boolean, g0: number, g1: number): void {
    const { caches, ledgers, tally } = this;
    const shared = tally.block;
    for (let n = 0; n < caches.length; n++) {
      tally.block = ledgers[n].beside(shared);
      caches[n].read(fetch, g0, g1);
    }
    tally.block = shared;
  }

  write(g0: number, g1: number, c0: number, c1: number): void {
    const { caches, ledgers, tally } = this;
    const shared = tally.block;
    for (let n = 0; n < caches.length; n++) {
      tally.block = ledgers[n].beside(shared);
      caches[n].write(g0, g1, c0, c1);
    }
    tally.block = shared;
  }

  flush(): void {
    const { caches, ledgers, tally } = this;
    const shared = tally.block;
    for (let n = 0; n < caches.length; n++) {
      tally.block = ledgers[n].beside(shared);
      caches[n].flush();
    }
    tally.block = shared;
  }

  clear(): void {
    for (const cache of this.caches) cache.clear();
  }
}
