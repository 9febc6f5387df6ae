import type { EventName } from '../../../replay/counts/event.ts';
import type { ReportRun } from '../../run/report.ts';
import { percent } from '../../text/words.ts';

export type CacheName = 'l1' | 'l1i' | 'l1d' | 'l2';
export type Kind = 'fetch' | 'load' | 'store';
export interface Counted {
  references: number;
  misses: number;
}
export type CacheCounts = Record<Kind, Counted> & { cache: CacheName; writeBacks: number };

/** The kinds of reference each cache sees. */
export const KINDS: Readonly<Record<CacheName, readonly Kind[]>> = {
  l1: ['fetch', 'load', 'store'],
  l1i: ['fetch'],
  l1d: ['load', 'store'],
  l2: ['fetch', 'load', 'store'],
};

/** The measured counts of each cache the structure has. */
export function cacheCounts({ totals: n, structure }: ReportRun): CacheCounts[] {
  const none = { references: 0, misses: 0 };
  const of = (references: EventName, misses: EventName): Counted => ({ references: n[references], misses: n[misses] });
  const l1i: CacheCounts = {
    cache: 'l1i',
    fetch: of('l1iFetch', 'l1iFetchMiss'),
    load: none,
    store: none,
    writeBacks: 0,
  };
  const l1d: CacheCounts = {
    cache: 'l1d',
    fetch: none,
    load: of('l1dLoad', 'l1dLoadMiss'),
    store: of('l1dStore', 'l1dStoreMiss'),
    writeBacks: n.l1WriteBack,
  };
  const first: CacheCounts[] = structure.cache.l1 === null ? [l1i, l1d] : [{ ...l1d, cache: 'l1', fetch: l1i.fetch }];
  if (structure.cache.l2 === null) return first;
  const l2: CacheCounts = {
    cache: 'l2',
    fetch: of('l2Fetch', 'l2FetchMiss'),
    load: of('l2Load', 'l2LoadMiss'),
    store: of('l2Store', 'l2StoreMiss'),
    writeBacks: n.l2WriteBack,
  };
  return [...first, l2];
}

export type TlbCounts = Counted & { tlb: 'tlb' | 'secondLevel' };

/** The measured counts of the TLB, and of the monitor's second-level software TLB where there is a monitor. */
export function tlbCounts({ totals: n, structure }: ReportRun): TlbCounts[] {
  const tlb: TlbCounts = { tlb: 'tlb', references: n.tlbReference, misses: n.tlbMiss };
  if (structure.tlb.entries === 0) return [];
  if (structure.monitor === null) return [tlb];
  return [tlb, { tlb: 'secondLevel', references: n.secondLevelHit + n.secondLevelMiss, misses: n.secondLevelMiss }];
}

/** Misses over references as people read it. */
export const missRatio = ({ references, misses }: Counted): string =>
  references === 0 ? '–' : percent((100 * misses) / references, 3);
