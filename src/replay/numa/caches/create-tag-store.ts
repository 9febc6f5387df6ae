import type { Random } from '../random.ts';
import { NarrowTagStore } from './narrow-tag-store.ts';
import type { Replacement, TagStore } from './tag-store.ts';
import { WideTagStore } from './wide-tag-store.ts';

/** Up to this many ways a shift of the set's array is quicker than a linked list. */
const NARROW_WAYS = 16;

/** `synonyms`: one line may stand in several sets at once (virtual index, physical tag), which only narrow stores can hold. */
export function createTagStore(
  sets: number,
  ways: number,
  replacement: Replacement,
  random: Random,
  synonyms = false,
): TagStore {
  return ways <= NARROW_WAYS || synonyms
    ? new NarrowTagStore(sets, ways, replacement, random)
    : new WideTagStore(sets, ways, replacement, random);
}
