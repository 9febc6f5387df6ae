import type { Report } from '../../run/report.ts';
import { fittedTable } from '../../text/text-table.ts';
import { CACHE_LABELS, integer, TLB_LABELS } from '../../text/words.ts';
import type { Words } from '../section.ts';
import { type Counted, cacheCounts, KINDS, missRatio, tlbCounts } from './counts.ts';

/** The heads of the table. */
export const CACHE_WORDS: Words = {
  references: 'References to the cache or the TLB, by kind: `fetch`, `load`, `store`.',
  misses: 'Those that it did not have.',
  'miss ratio': 'Misses, of its references.',
};

/** The caches and TLBs of a single run; rates stand for those of several. */
export function cachesLines({ base, others }: Report): string[] {
  if (others.length > 0) return [];
  const line = (label: string, counted: Counted) => {
    return [label, integer(counted.references), integer(counted.misses), missRatio(counted)];
  };
  return fittedTable(
    ['', ...Object.keys(CACHE_WORDS)],
    [
      ...cacheCounts(base).flatMap((c) =>
        KINDS[c.cache].map((kind) => line(`${CACHE_LABELS[c.cache]}, ${kind}`, c[kind])),
      ),
      ...tlbCounts(base).map((counted) => line(TLB_LABELS[counted.tlb], counted)),
    ],
    'lrrr',
  );
}
