import type { HotPageShape } from '../../structure/structure.ts';
import type { MovePolicy } from './policy.ts';

/**
 * Competitive migration (Black, Gupta, Weber, COMPCON '89): a page goes to a node that missed it as much more often than its home as
 * a move is worth misses; nothing is replicated.
 */
export const competitivePolicy =
  ({ trigger, moves }: HotPageShape): MovePolicy =>
  (page) =>
    page.migrations < moves && page.misses - page.homeMisses >= trigger ? 'migrate' : 'leave';
