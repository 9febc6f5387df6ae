import { totalsOf } from '../../../replay/counts/counts.ts';
import { EVENT_NAMES, type EventName } from '../../../replay/counts/event.ts';
import { type Run, timeSums } from '../../run/run.ts';

export type CacheName = 'l1i' | 'l1d' | 'l2';
export type Kind = 'fetch' | 'load' | 'store';
export interface Counted {
  references: number;
  misses: number;
}
export type CacheCounts = Record<Kind, Counted> & { cache: CacheName; writeBacks: number };

/** The kinds of reference each cache sees. */
export const KINDS: Readonly<Record<CacheName, readonly Kind[]>> = {
  l1i: ['fetch'],
  l1d: ['load', 'store'],
  l2: ['fetch', 'load', 'store'],
};

/** The measured counts of each cache the structure has. */
export function cacheCounts({ counts, structure }: Run): CacheCounts[] {
  const n = totalsOf(counts);
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
  if (structure.cache.l2 === null) return [l1i, l1d];
  const l2: CacheCounts = {
    cache: 'l2',
    fetch: of('l2Fetch', 'l2FetchMiss'),
    load: of('l2Load', 'l2LoadMiss'),
    store: of('l2Store', 'l2StoreMiss'),
    writeBacks: n.l2WriteBack,
  };
  return [l1i, l1d, l2];
}

export type TlbCounts = Counted & { tlb: 'tlb' | 'secondLevel' };

/** The measured counts of the TLB, and of the monitor's second-level software TLB where there is a monitor. */
export function tlbCounts({ counts, structure }: Run): TlbCounts[] {
  const n = totalsOf(counts);
  const tlb: TlbCounts = { tlb: 'tlb', references: n.tlbReference, misses: n.tlbMiss };
  if (structure.monitor === null) return [tlb];
  return [tlb, { tlb: 'secondLevel', references: n.secondLevelHit + n.secondLevelMiss, misses: n.secondLevelMiss }];
}

/** Events that enter the monitor. */
const ENTRIES = EVENT_NAMES.filter(
  (name) =>
    name.endsWith('Emulated') ||
    ['secondLevelHit', 'secondLevelMiss', 'trapForwarded', 'monitorPageFault', 'monitorCall'].includes(name),
);

/** A number that characterises a run; null where the run has no such thing. */
export interface Rate {
  label: string;
  value: number | null;
  digits: number;
}

/** The key rates of a run, always the same ones in the same order: those by the thousand instructions, then others. */
export function rates(run: Run): { perThousand: Rate[]; others: Rate[] } {
  const { counts, costs, structure } = run;
  const n = totalsOf(counts);
  const ratio = (x: number, whole: number) => (whole === 0 ? null : x / whole);
  const rate = (label: string, count: number | null): Rate => {
    return { label, value: count === null ? null : ratio(1000 * count, n.instruction), digits: 2 };
  };
  const monitored = structure.monitor !== null;
  const entries = monitored ? ENTRIES.reduce((sum, name) => sum + n[name], 0) : null;
  const cycles = (timeSums(run).total * costs.clock.value) / 1000;
  const hits = monitored ? ratio(100 * n.secondLevelHit, n.secondLevelHit + n.secondLevelMiss) : null;
  return {
    perThousand: [
      rate('L1 instruction misses', n.l1iFetchMiss),
      rate('L1 data misses', n.l1dLoadMiss + n.l1dStoreMiss),
      rate('board cache misses', structure.cache.l2 === null ? null : n.l2FetchMiss + n.l2LoadMiss + n.l2StoreMiss),
      rate('TLB misses', n.tlbMiss),
      rate('monitor entries', entries),
    ],
    others: [
      { label: 'cycles per instruction', value: ratio(cycles, n.instruction), digits: 2 },
      { label: 'second-level hits, %', value: hits, digits: 1 },
    ],
  };
}
