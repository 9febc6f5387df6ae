import type { HotPageShape } from '../../structure/structure.ts';
import type { MovePolicy } from './policy.ts';

/**
 * Section 4.2.3: missed by one node only: migrate; read-shared: replicate; write-shared: leave. "The number of times a page can move" is
 * limited: migrations are. A read-shared page gets a replica on each of the *nodes* that miss it most, which moves it nowhere.
 */
export const discoPolicy =
  ({ sharing, writes, moves }: HotPageShape): MovePolicy =>
  (page) => {
    if (page.othersMost < sharing && !page.replicated) return page.migrations < moves ? 'migrate' : 'leave';
    return page.stores < writes ? 'replicate' : 'leave';
  };
