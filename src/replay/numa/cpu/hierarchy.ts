import type { Tally } from '../../counts/tally.ts';
import type { CacheShape, Structure } from '../../structure/structure.ts';
import { BoardBank, type BoardVariant } from '../caches/board-bank.ts';
import { BoardCache } from '../caches/board-cache.ts';
import { CoherentCache } from '../caches/coherent-cache.ts';
import { CoherentFirstLevel } from '../caches/coherent-first-level.ts';
import type { Directory } from '../caches/directory.ts';
import type { FirstLevelCache, FirstLevelParts } from '../caches/first-level.ts';
import { Memory } from '../caches/next-level.ts';
import { PlainFirstLevel } from '../caches/plain-first-level.ts';
import type { Pages } from '../memory/pages.ts';
import type { Random } from '../random.ts';

export type SecondLevel = BoardCache | BoardBank | CoherentCache;

/** Whose board a cache is on, and what it counts into. */
export interface Board {
  number: number;
  node: number;
  tally: Tally;
  /** Null: the CPU is alone. */
  directory: Directory | null;
  /** Several shapes at once; undefined: the structure's one. */
  variants: readonly BoardVariant[] | undefined;
}

/** A first-level cache, above what `belowFirstLevel` made. */
export const firstLevel = (
  shape: CacheShape,
  { next, ...parts }: FirstLevelParts<SecondLevel | Memory>,
): FirstLevelCache =>
  next instanceof CoherentCache
    ? new CoherentFirstLevel(shape, { ...parts, next })
    : new PlainFirstLevel(shape, { ...parts, next });

/** What lies below a CPU's first level: the board cache in front of memory, or memory itself. */
export function belowFirstLevel(
  { cache }: Structure,
  granuleBits: number,
  pages: Pages,
  board: Board,
  random: Random,
): SecondLevel | Memory {
  const { tally, variants } = board;
  const memory = new Memory((cache.l2 ?? cache.l1d).tag === 'physical', tally);
  if (cache.l2 === null) return memory;
  if (variants !== undefined) return new BoardBank(variants, granuleBits, pages, memory, tally);
  return boardCache(cache.l2, granuleBits, pages, board, memory, random);
}

function boardCache(
  shape: CacheShape,
  granuleBits: number,
  pages: Pages,
  { directory, ...cpu }: Board,
  memory: Memory,
  random: Random,
): BoardCache | CoherentCache {
  return directory === null
    ? new BoardCache(shape, granuleBits, pages, memory, cpu.tally, random)
    : new CoherentCache(shape, cpu, granuleBits, pages, directory, random);
}
