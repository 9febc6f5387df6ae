import { FIGURE8_BARS } from '../../../price/parts.ts';
import { columnName } from '../../run/abreast.ts';
import type { Report } from '../../run/report.ts';
import { fittedTable } from '../../text/text-table.ts';
import { decimal, integer } from '../../text/words.ts';
import type { Words } from '../section.ts';
import { localityReport } from './locality.ts';

const BAR_WORDS = {
  exec: 'Instructions and other work, without waiting for memory. The figures’ bars of Figure 8 have this and the next three.',
  local: 'Waiting for the own node’s memory.',
  remote: 'Waiting for other nodes’ memories and caches.',
  monitor: 'The monitor.',
  total: 'All of these: the time without `idle`.',
  'local misses': 'Of the misses that a memory or another CPU’s cache answers, those answered by the own node’s memory.',
} satisfies Record<(typeof FIGURE8_BARS)[number] | 'total' | 'local misses', string>; // biome-ignore format: sentences
const PAGE_WORDS = {
  pages: 'A line for each configuration in which pages can move.',
  'migrated/s': 'Pages that moved to another node, in each second of the measured time. A dash or 0: none did.',
  'µs each': 'How long such a move takes, the copying included.',
  'copied/s': 'Pages that were replicated to another node, in each second of the measured time.',
  collapses: 'How often a store left one copy of a replicated page.',
  left: 'How often a hot page was left where it is: it may not move, or there was no room.',
};
/** The words of both tables. */
export const LOCALITY_WORDS: Words = {
  '% of CONFIGURATION, not idle': 'A line for each configuration: its time by segment, in percent of the first one’s time that is not idle.',
  ...BAR_WORDS,
  ...PAGE_WORDS,
}; // biome-ignore format: sentences

/** Figure 8 in numbers, and Table 3 where pages move. */
export function localityLines(report: Report): string[] {
  const { runs, percent } = localityReport(report);
  const all = runs.map(({ run, ...more }) => ({ ...more, name: columnName(run) }));
  const bars = fittedTable(
    [`% of ${all[0].name}, not idle`, ...Object.keys(BAR_WORDS)],
    all.map(({ name, sums, locality: { localShare } }) => [
      name,
      ...[...FIGURE8_BARS, 'total' as const].map((bar) => decimal(percent(sums[bar]), 1)),
      localShare === null ? '–' : `${decimal(100 * localShare, 1)} %`,
    ]),
    'lrrrrrr',
  );
  const moving = all.flatMap(({ name, locality: { moves } }) => (moves === null ? [] : [{ name, moves }]));
  if (moving.length === 0) return bars;
  const or = (value: number | null, digits: number) => (value === null ? '–' : decimal(value, digits));
  const table = fittedTable(
    [
      'pages',
      'migrated/s',
      'µs each',
      'copied/s',
      'µs each',
      'collapses',
      'left',
    ] satisfies (keyof typeof PAGE_WORDS)[],
    moving.map(({ name, moves: { perSecond, meanUs, collapses, left } }) => [
      name,
      or(perSecond.migrations, 0),
      or(meanUs.migration, 1),
      or(perSecond.replications, 0),
      or(meanUs.replication, 1),
      integer(collapses),
      integer(left),
    ]),
    'lrrrrrr',
  );
  return [...bars, '', ...table];
}
