import { number, type PagePart, part, tableHtml } from '../../markup/markup.ts';
import type { Report } from '../../run/report.ts';
import { CACHE_LABELS, integer, TLB_LABELS } from '../../text/words.ts';
import { cacheCounts, KINDS, missRatio, tlbCounts } from './counts.ts';

/** A table of the caches and one of the TLBs. */
export const cachesPage = (report: Report): PagePart[] => [...cacheTable(report), ...tlbTable(report)];

function cacheTable({ runs }: Report): PagePart[] {
  const rows = runs.flatMap((run) =>
    cacheCounts(run).flatMap(({ cache, writeBacks, ...counted }) =>
      KINDS[cache].map((kind, k) => [
        run.name,
        CACHE_LABELS[cache],
        kind,
        integer(counted[kind].references),
        integer(counted[kind].misses),
        missRatio(counted[kind]),
        k === 0 && cache !== 'l1i' ? integer(writeBacks) : '',
      ]),
    ),
  );
  const columns = [
    { head: 'on' },
    { head: 'cache' },
    { head: 'kind' },
    ...['references', 'misses', 'miss ratio', 'write-backs'].map(number),
  ];
  return part('Caches', '', tableHtml('References and misses of each cache', columns, rows));
}

function tlbTable({ runs }: Report): PagePart[] {
  const rows = runs.flatMap((run) =>
    tlbCounts(run).map(({ tlb, ...counted }) => {
      return [run.name, TLB_LABELS[tlb], integer(counted.references), integer(counted.misses), missRatio(counted)];
    }),
  );
  const columns = [{ head: 'on' }, { head: 'TLB' }, ...['references', 'misses', 'miss ratio'].map(number)];
  return part('TLBs', '', tableHtml('References and misses of each TLB', columns, rows));
}
