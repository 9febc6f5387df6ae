import type { EventName } from '../../replay/counts/event.ts';
import { integer, number, text } from '../../report/tables/column.ts';
import { integer as grouped, percent, plural } from '../../report/text/words.ts';
import { localityOverTime } from '../draw/locality-over-time.ts';
import { explanation, type Replayed } from '../form/explanation.ts';

const STAY = 'pages stay';
const MOVE = 'pages move';

/** Stretches of the time that are drawn. */
const STRETCHES = 40;

/** With fewer moves than these there is no time of moving. */
const FEW = 20;

export const hotPages = explanation({
  key: 'hot-pages',
  source: {
    trace: 'pointer-chase',
    set: ['monitor.hotPages.trigger=32'],
    why: 'Eight threads follow pointers through pages that one of them has made, all on its node; a trigger of 32 misses is what so short a trace allows.',
  },
  structure: 'disco',
  varies: [],
  variants: ({ monitor: { hotPages } }) => [
    { name: STAY, changes: { hotPages: null } },
    { name: MOVE, changes: { hotPages: hotPages ?? {} } },
  ],
  series: STRETCHES,
  title: 'Pages come to those who miss them',
  subtitle: 'local ones of all misses, and below them the pages that move, as the run goes on',
  meaning: 'A stretch of the run, with pages that stay or move.',
  columns: {
    pages: text('`pages stay` or `pages move`.'),
    from: number('%', 'Of the trace’s records, those before the stretch.'),
    to: number('%', 'Of the trace’s records, those until its end.'),
    localMisses: integer('misses', 'Misses in the stretch that the own node’s memory answers.'),
    misses: integer('misses', 'All misses in the stretch that a memory or another CPU’s cache answers.'),
    localPercent: number('%', 'Local ones of these.', { label: 'local', empty: 'No miss in the stretch.' }),
    migrated: integer('pages', 'Pages moved to the node that misses them, in the stretch.'),
    replicated: integer('pages', 'Pages copied there.'),
    collapsed: integer('pages', 'Replicated pages that a store made one again.'),
  },
  rows: (all) => all.flatMap(stretchesOf),
  chart: (rows, frame) => localityOverTime(rows, { stay: STAY, move: MOVE }, frame),
  sentence(rows) {
    const moved = rows.filter(({ pages }) => pages === MOVE);
    const peak = moved.reduce((best, row) => (row.migrated + row.replicated > best.migrated + best.replicated ? row : best), moved[0]);
    const sum = (pages: string, of: 'localMisses' | 'misses' | 'migrated' | 'replicated', from = 0) =>
      rows.filter((row) => row.pages === pages && row.from >= from).reduce((total, row) => total + row[of], 0);
    const local = (pages: string, from?: number) =>
      percent((100 * sum(pages, 'localMisses', from)) / (sum(pages, 'misses', from) || 1));
    const moves = sum(MOVE, 'migrated') + sum(MOVE, 'replicated');
    if (moves === 0)
      return `no page misses often enough to move, and ${local(STAY)} of the misses are local; a smaller monitor.hotPages.trigger makes pages hot sooner`;
    const since = moves < FEW ? '' : `; from the stretch on in which most move, ${local(MOVE, peak.from)} instead of ${local(STAY, peak.from)}`;
    return `the monitor migrates ${plural(sum(MOVE, 'migrated'), 'page')} and replicates ${grouped(sum(MOVE, 'replicated'))}: ${local(MOVE)} of the misses are local instead of ${local(STAY)}${since}`;
  },
  exercise: 'exercise-3-hot-pages',
  next: ['disco explain hot-pages --trace raytrace8 --set monitor.hotPages.trigger=16', 'disco compare pointer-chase --set monitor.hotPages.trigger=32'],
}); // biome-ignore format: long lines

/** What happens between each two samples. */
function stretchesOf({ name, series }: Replayed) {
  return series.map(({ share, totals }, n) => {
    const before = n === 0 ? undefined : series[n - 1];
    const since = (event: EventName) => totals[event] - (before?.totals[event] ?? 0);
    const misses = since('localRead') + since('remoteRead') + since('dirtyRead');
    return {
      pages: name,
      from: 100 * (before?.share ?? 0),
      to: 100 * share,
      localMisses: since('localRead'),
      misses,
      localPercent: misses === 0 ? null : (100 * since('localRead')) / misses,
      migrated: since('migration'),
      replicated: since('replication'),
      collapsed: since('collapse'),
    };
  });
}
