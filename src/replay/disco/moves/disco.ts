import type { HotPageShape } from '../../structure/structure.ts';
import type { MovePolicy } from './policy.ts';

/** Section 4.2.3: missed by one node only: migrate; read-shared: replicate; write-shared: leave. The moves of a page are limited. */
export const discoPolicy =
  ({ sharing, writes, moves }: HotPageShape): MovePolicy =>
  (page) => {
    if (page.moves >= moves) return 'leave';
    if (page.othersMost < sharing && !page.replicated) return 'migrate';
    return page.stores < writes ? 'replicate' : 'leave';
  };
