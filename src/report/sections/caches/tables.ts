import type { Report } from '../../run/report.ts';
import { integer, number, text } from '../../tables/column.ts';
import { tableOf } from '../../tables/table.ts';
import { CONFIGURATION } from '../columns.ts';
import { cacheCounts, KINDS, tlbCounts } from './counts.ts';

/** Misses over references, null where there are none. */
const ratio = (misses: number, references: number): number | null => (references === 0 ? null : misses / references);

const REFERENCES = integer('references', 'References counted, after the warm-up.');
const MISSES = integer('misses', 'Those of them that missed.');
const MISS_RATIO = number('', 'Misses over references, 0 to 1.', { empty: 'Nothing was referenced.' });

/** References and misses of each cache by kind. */
export const cachesTable = tableOf({
  name: 'caches',
  meaning: 'A kind of reference to a cache.',
  columns: {
    configuration: CONFIGURATION,
    cache: text('`l1i` and `l1d`, or `l1` where they are one; or `l2`, the board cache.'),
    kind: text('`fetch`, `load` or `store`.'),
    references: REFERENCES,
    misses: MISSES,
    missRatio: MISS_RATIO,
  },
  rows: ({ runs }: Report) =>
    runs.flatMap((run) =>
      cacheCounts(run).flatMap(({ cache, ...counted }) =>
        KINDS[cache].map((kind) => {
          const { references, misses } = counted[kind];
          return { configuration: run.name, cache, kind, references, misses, missRatio: ratio(misses, references) };
        }),
      ),
    ),
});

/** References and misses of the TLB and, under a monitor, of its second-level software TLB. */
export const tlbsTable = tableOf({
  name: 'tlbs',
  meaning: 'A TLB.',
  columns: {
    configuration: CONFIGURATION,
    tlb: text('`tlb`, or `secondLevel`, the monitor’s software TLB.', { label: 'TLB' }),
    references: REFERENCES,
    misses: MISSES,
    missRatio: MISS_RATIO,
  },
  rows: ({ runs }: Report) =>
    runs.flatMap((run) =>
      tlbCounts(run).map(({ tlb, references, misses }) => {
        return { configuration: run.name, tlb, references, misses, missRatio: ratio(misses, references) };
      }),
    ),
});
