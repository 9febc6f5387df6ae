import type { Run } from '../../run/run.ts';
import { textTable } from '../../text/text-table.ts';
import { cut, decimal, integer } from '../../text/words.ts';
import { FIGURE8, figure8Sums, localityOf, localityRuns } from './locality.ts';

/** Figure 8 in numbers, and Table 3 where pages move: at most 80 columns. Nothing for runs without nodes or with one CPU. */
export function localityLines(runs: readonly Run[]): string[] {
  const all = localityRuns(runs).map(({ name, run }) => {
    return { name: cut(name, 14), sums: figure8Sums(run), locality: localityOf(run) };
  });
  if (all.length === 0) return [];
  const base = all[0].sums.total || 1;
  const bars = textTable(
    [
      [`% of ${all[0].name}`, ...FIGURE8, 'total', 'local misses'],
      ...all.map(({ name, sums, locality: { localShare } }) => [
        name,
        ...[...FIGURE8, 'total' as const].map((bar) => decimal((100 * sums[bar]) / base, 1)),
        localShare === null ? '–' : `${decimal(100 * localShare, 1)} %`,
      ]),
    ],
    'lrrrrrr',
  );
  const moving = all.flatMap(({ name, locality: { moves } }) => (moves === null ? [] : [{ name, moves }]));
  if (moving.length === 0) return bars;
  const or = (value: number | null, digits: number) => (value === null ? '–' : decimal(value, digits));
  const table = textTable(
    [
      ['pages', 'migrated/s', 'µs each', 'copied/s', 'µs each', 'collapses', 'left'],
      ...moving.map(({ name, moves: { perSecond, meanUs, collapses, left } }) => [
        name,
        or(perSecond.migrations, 0),
        or(meanUs.migration, 1),
        or(perSecond.replications, 0),
        or(meanUs.replication, 1),
        integer(collapses),
        integer(left),
      ]),
    ],
    'lrrrrrr',
  );
  return [...bars, '', ...table];
}
