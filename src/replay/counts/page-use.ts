import { RegionFlag } from '../../trace/words/vocabulary.ts';

/** What a guest uses a physical page for: the parts of Figure 6's bars, the programs' own pages, and its free list. */
export const PageUse = { kernelData: 0, kernelText: 1, bufferCache: 2, user: 3, free: 4 } as const;
/** What a guest uses a physical page for. */
export type PageUse = (typeof PageUse)[keyof typeof PageUse];
/** Names of the uses of pages, by their numbers. */
export const PAGE_USE_NAMES = Object.keys(PageUse) as (keyof typeof PageUse)[];
export const PAGE_USES = PAGE_USE_NAMES.length;

/** What pages of a region with these flags (`RegionFlag`) are used for, unless blocks of a disk are read into them. */
export function useOfRegion(flags: number): PageUse {
  if (flags & RegionFlag.bufferCache) return PageUse.bufferCache;
  if (flags & RegionFlag.kernelText) return PageUse.kernelText;
  return flags & RegionFlag.kernel ? PageUse.kernelData : PageUse.user;
}
