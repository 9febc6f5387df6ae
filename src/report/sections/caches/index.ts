import type { ReportRun } from '../../run/report.ts';
import type { Section } from '../section.ts';
import { type Counted, cacheCounts, tlbCounts } from './counts.ts';
import { cachesPage } from './page.ts';
import { cachesTable, tlbsTable } from './tables.ts';
import { CACHE_WORDS, cachesLines } from './terminal.ts';

/** What the caches and TLBs were asked for, and missed. */
export const caches = {
  name: 'caches',
  title: 'Caches',
  tables: [cachesTable, tlbsTable],
  terminal: cachesLines,
  words: CACHE_WORDS,
  page: cachesPage,
  json: cachesJson,
} as const satisfies Section;

/** `caches.l2` is null when the structure has none, `tlbs.secondLevel` when it has no monitor. */
function cachesJson(run: ReportRun): object {
  const caches: Record<string, object> = Object.fromEntries(
    cacheCounts(run).map(({ cache, ...counted }) => [cache, counted]),
  );
  const tlbs: Record<string, Counted> = Object.fromEntries(
    tlbCounts(run).map(({ tlb, references, misses }) => [tlb, { references, misses }]),
  );
  return {
    caches: { ...caches, l2: caches.l2 ?? null },
    tlbs: { ...tlbs, secondLevel: tlbs.secondLevel ?? null },
  };
}
