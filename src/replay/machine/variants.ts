import type { BoardVariant } from '../numa/caches/board-bank.ts';
import type { CpuVariants } from '../numa/cpu/cpu.ts';
import { Ledger } from '../numa/ledger.ts';
import type { TlbVariant } from '../numa/tlb/tlb-bank.ts';
import type { CacheShape, Structure, TlbShape } from '../structure/structure.ts';

const drawsInCaches = ({ cache: { l1i, l1d, l2 } }: Structure): boolean =>
  [l1i, l1d, l2].some((shape) => shape?.replacement === 'random');

/** Why structures that differ in their TLBs cannot be replayed at once; undefined: they can. */
export function tlbCoupling(structure: Structure): string | undefined {
  if (structure.monitor !== null) return 'the monitor acts on every TLB miss, and removes entries when pages move';
  if (drawsInCaches(structure)) return 'a cache with random replacement draws from the numbers the TLB draws from';
  return undefined;
}

/** Why structures that differ in their board caches cannot be replayed at once; undefined: they can. */
export function boardCoupling(structure: Structure): string | undefined {
  if (structure.numa !== null) return 'the machine is coherent: other CPUs see what the board cache holds';
  if (structure.cache.l2?.inclusive) return 'the board cache is inclusive: a line it evicts leaves the first level too';
  if (drawsInCaches(structure)) return 'a cache draws random numbers';
  return undefined;
}

/**
 * Structures with equal keys differ only in parts that count and change nothing else, so that one machine replays them all at once, exactly:
 * the TLB's size, associativity and replacement, unless `tlbCoupling`; the board cache, unless `boardCoupling`.
 */
export function reuseKey(structure: Structure): string {
  const { name: _, description: __, cache, tlb, ...rest } = structure;
  const { l2 } = cache;
  const board = l2 === null || boardCoupling(structure) !== undefined ? l2 : { tag: l2.tag };
  return JSON.stringify({
    ...rest,
    cache: { ...cache, l2: board },
    tlb: tlbCoupling(structure) === undefined ? { pagesPerEntry: tlb.pagesPerEntry, none: tlb.entries === 0 } : tlb,
  });
}

/** What structures with the same `reuseKey` differ in, each difference once, and which of them each structure has. */
export class Variants {
  readonly structures: readonly Structure[];
  private readonly tlbs = new Map<string, TlbVariant>();
  private readonly boards = new Map<string, BoardVariant>();
  private readonly ledgers: Ledger[][];

  constructor(structures: readonly Structure[]) {
    this.structures = structures;
    this.ledgers = structures.map(({ tlb, cache }) => [
      ledgerOf<TlbShape>(this.tlbs, tlb),
      ...(cache.l2 === null ? [] : [ledgerOf<CacheShape>(this.boards, cache.l2)]),
    ]);
  }

  /** The parts of one more CPU; of one shape, none: the structure's own serves. */
  forCpu(): CpuVariants {
    const tlbs = [...this.tlbs.values()];
    const boards = [...this.boards.values()];
    return { tlbs: tlbs.length > 1 ? tlbs : undefined, boards: boards.length > 1 ? boards : undefined };
  }

  /** A block with what was counted for the n-th structure alone. */
  complete(n: number, block: Float64Array): Float64Array {
    const sum = block.slice();
    for (const ledger of this.ledgers[n]) ledger.addTo(sum, block);
    return sum;
  }
}

/** The ledger of a shape, a new one for a new shape. */
function ledgerOf<S>(variants: Map<string, { shape: S; ledger: Ledger }>, shape: S): Ledger {
  const name = JSON.stringify(shape);
  const variant = variants.get(name) ?? { shape, ledger: new Ledger() };
  variants.set(name, variant);
  return variant.ledger;
}
