import { FIGURE8_BARS } from '../../../price/parts.ts';
import { columnName } from '../../run/abreast.ts';
import type { Report } from '../../run/report.ts';
import { fittedTable } from '../../text/text-table.ts';
import { decimal, integer } from '../../text/words.ts';
import { localityReport } from './locality.ts';

/** Figure 8 in numbers, and Table 3 where pages move. */
export function localityLines(report: Report): string[] {
  const { runs, percent } = localityReport(report);
  const all = runs.map(({ run, ...more }) => ({ ...more, name: columnName(run) }));
  const bars = fittedTable(
    [`% of ${all[0].name}, not idle`, ...FIGURE8_BARS, 'total', 'local misses'],
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
    ['pages', 'migrated/s', 'µs each', 'copied/s', 'µs each', 'collapses', 'left'],
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
