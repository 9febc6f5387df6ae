import type { Tally } from '../../counts/tally.ts';
import type { TlbShape } from '../../structure/structure.ts';
import type { Ledger } from '../ledger.ts';
import type { PageDictionary } from '../memory/page-dictionary.ts';
import type { Random } from '../random.ts';
import { Tlb, tlbFlags } from './tlb.ts';

/** TLBs a bank can hold: a bit of a byte each. */
export const MAX_TLBS = 8;

/** Who counts misses of a CPU (`C`). */
export interface MissTaker<C> {
  readonly tally: Tally;
  /** Counts a miss of an entry by the access at word `index`, and what serves it. */
  miss(cpu: C, entry: number, index: number): void;
}

/** A TLB's shape, and where its misses are counted. */
export interface TlbVariant {
  shape: TlbShape;
  ledger: Ledger;
}

/**
 * Several TLBs of one CPU at once, all of the same entry size. The hot loop sees one array of flags, in which each TLB has its bit:
 * it stops where any of them lacks the entry. Each is what it would be alone, as nothing it does changes what the CPU does next;
 * random ones draw from a stream of their own, which only a TLB draws from.
 */
export class TlbBank {
  /** Its flags are those of all; it is an LRU one if there is any, as these want to know of every use. */
  readonly first: Tlb;
  private readonly tlbs: Tlb[];
  private readonly ledgers: Ledger[];
  private readonly absent: Uint8Array;

  constructor(variants: readonly TlbVariant[], granuleBits: number, pages: PageDictionary, stream: () => Random) {
    const shapes = variants.map(({ shape }) => shape);
    if (shapes.length > MAX_TLBS) throw new RangeError(`${shapes.length} TLBs at once; expected at most ${MAX_TLBS}`);
    const flags = tlbFlags(shapes, pages.pageBits, granuleBits);
    this.absent = flags.absent;
    this.ledgers = variants.map(({ ledger }) => ledger);
    this.tlbs = shapes.map(
      (shape, n) => new Tlb(shape, pages.pageBits, granuleBits, pages, stream(), { ...flags, bit: 1 << n }),
    );
    this.first = this.tlbs.find(({ lastUse }) => lastUse !== null) ?? this.tlbs[0];
  }

  /** Some TLBs lack this entry: each of them takes its miss. */
  miss<C>(taker: MissTaker<C>, cpu: C, entry: number, index: number): void {
    const { tally } = taker;
    const shared = tally.block;
    for (let missing = this.absent[entry]; missing !== 0; missing &= missing - 1) {
      const n = 31 - Math.clz32(missing & -missing);
      tally.block = this.ledgers[n].beside(shared);
      taker.miss(cpu, entry, index);
      this.tlbs[n].refill(entry);
    }
    tally.block = shared;
  }

  /** Removes a dense entry from all of them; whether any had it. */
  drop(entry: number): boolean {
    let found = false;
    for (const tlb of this.tlbs) found = tlb.drop(entry) || found;
    return found;
  }

  flush(): void {
    for (const tlb of this.tlbs) tlb.flush();
  }
}
