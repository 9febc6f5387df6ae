import { toSvg } from '../../draw/render.ts';
import { type Column, figureHtml, sectionHtml, tableHtml } from '../../markup/markup.ts';
import type { Run } from '../../run/run.ts';
import { decimal, digitsFor, integer, percent } from '../../text/words.ts';
import { type LocalityChart, localityCharts } from './charts.ts';
import { FIGURE8, figure8Sums, localityOf, localityRuns, type Moves, type Named } from './locality.ts';
import { hottestPages } from './page-moves.ts';

const number = (head: string): Column => ({ head, numeric: true });
const share = (count: number, all: number): string => (all === 0 ? '–' : percent((100 * count) / all));

/** Where memory is and which pages moved: Figure 8's form, who uses whose memory, Table 3's form. Empty for runs without nodes. */
export async function localitySection(runs: readonly Run[]): Promise<string> {
  const all = localityRuns(runs);
  if (all.length === 0) return '';
  const figures = new Map<LocalityChart, string>();
  for (const [name, chart] of localityCharts(runs))
    figures.set(name, `<div class="charts">${figureHtml(await toSvg(chart))}</div>`);
  const figure = (name: LocalityChart) => figures.get(name) ?? '';
  const moving = all.filter(({ run }) => run.structure.monitor?.hotPages);
  const warm = all.some(({ run }) => run.counts.intervals.some(({ warmup }) => warmup));
  return [
    sectionHtml(
      'Local and remote memory',
      'Processor time, as in Figure 8 of the paper. Executing includes waiting for the own caches; local is the own node’s memory; remote is that of other nodes, and lines that came from the cache of another CPU. Waiting includes queueing.',
      figure('locality') + figure8Table(all),
    ),
    sectionHtml(
      'Misses of the board cache',
      'Where the lines were read from, and why they were missed.',
      missTable(all),
    ),
    sectionHtml('Who uses whose memory', '', figure('nodes')),
    sectionHtml(
      'Pages that moved',
      `As in Table 3 of the paper: per second until the last CPU is done; a time each is interrupt, decision, shootdowns and copy.${warm ? ' Pictures and lists of pages have the warm-up in them, counts and rates have not.' : ''}`,
      moving.length === 0 ? '' : moveTable(moving) + figure('moves'),
    ),
    ...moving.map(pageSection),
  ].join('');
}

function figure8Table(all: readonly Named[]): string {
  const sums = all.map(({ run }) => figure8Sums(run));
  const base = sums[0].total;
  const digits = digitsFor(Math.max(...sums.map(({ total }) => total)) / 1e6);
  const rows = [...FIGURE8, 'total' as const].map((bar) => [
    bar,
    ...sums.flatMap((sum) => [decimal(sum[bar] / 1e6, digits), base === 0 ? '–' : decimal((100 * sum[bar]) / base, 1)]),
  ]);
  const columns = [{ head: '' }, ...all.flatMap(({ name }) => [number(`${name}, ms`), number(`% of ${all[0].name}`)])];
  return tableHtml(columns, rows, new Set([FIGURE8.length]));
}

function missTable(all: readonly Named[]): string {
  const misses = all.map(({ run }) => {
    const { reads, causes, upgrades } = localityOf(run);
    return { lines: reads.local + reads.remote + reads.dirty, reads, causes, upgrades };
  });
  type Misses = (typeof misses)[number];
  const row = (label: string, cell: (misses: Misses) => string) => [label, ...misses.map(cell)];
  const part = (label: string, count: (misses: Misses) => number) => row(label, (of) => share(count(of), of.lines));
  const rows = [
    row('lines read', ({ lines }) => integer(lines)),
    part('from local memory', ({ reads }) => reads.local),
    part('from remote memory', ({ reads }) => reads.remote),
    part('from the cache of another CPU', ({ reads }) => reads.dirty),
    part('cold', ({ causes }) => causes.cold),
    part('capacity', ({ causes }) => causes.capacity),
    part('true sharing', ({ causes }) => causes.trueSharing),
    part('false sharing', ({ causes }) => causes.falseSharing),
    row('stores that asked the own node for ownership', ({ upgrades }) => integer(upgrades.local)),
    row('stores that asked another node', ({ upgrades }) => integer(upgrades.remote)),
  ];
  return tableHtml([{ head: '' }, ...all.map(({ name }) => number(name))], rows, new Set([0]));
}

/** Table 3's form, transposed, and what else came of hot pages. */
function moveTable(moving: readonly Named[]): string {
  const all = moving.map(({ run }) => localityOf(run).moves!);
  const or = (value: number | null, digits: number) => (value === null ? '–' : decimal(value, digits));
  const row = (label: string, cell: (moves: Moves) => string) => [label, ...all.map(cell)];
  const rows = [
    row('migrations per second', ({ perSecond }) => or(perSecond.migrations, 0)),
    row('mean time of a migration, µs', ({ meanUs }) => or(meanUs.migration, 1)),
    row('replications per second', ({ perSecond }) => or(perSecond.replications, 0)),
    row('mean time of a replication, µs', ({ meanUs }) => or(meanUs.replication, 1)),
    row('hot-page interrupts', ({ hotPages }) => integer(hotPages)),
    row('migrations', ({ migrations }) => integer(migrations)),
    row('replications', ({ replications }) => integer(replications)),
    row('hot pages left', ({ left }) => integer(left)),
    row('collapses', ({ collapses }) => integer(collapses)),
    row('replicas reclaimed', ({ replicasReclaimed }) => integer(replicasReclaimed)),
    row('TLB shootdowns', ({ shootdowns }) => integer(shootdowns)),
  ];
  return tableHtml([{ head: '' }, ...moving.map(({ name }) => number(name))], rows);
}

/** The pages with most moves, what was done to them and why. */
function pageSection({ name, run }: Named): string {
  const pages = hottestPages(run);
  const columns = [
    { head: 'address' },
    ...['page', 'migrated', 'replicated', 'collapsed'].map(number),
    { head: 'nodes' },
    { head: 'for CPUs' },
    { head: 'why', prose: true },
  ];
  const rows = pages.map(({ page, address, moves, home, nodes, cpus, why }) => [
    `0x${address.toString(16)}`,
    `${page}`,
    ...[moves.migrate, moves.replicate, moves.collapse].map((n) => (n === 0 ? '' : integer(n))),
    nodes.length === 0 ? `${home}` : `${home} → ${few(nodes)}`,
    few(cpus),
    why,
  ]);
  const explanation =
    'Virtual address (its low 50 bits) and number of the page; the node it was on, and those it came to.';
  return sectionHtml(`Pages most moved on ${name}`, explanation, pages.length === 0 ? '' : tableHtml(columns, rows));
}

const few = (numbers: readonly number[]): string =>
  numbers.length <= 8 ? numbers.join(', ') : `${numbers.slice(0, 7).join(', ')} and ${numbers.length - 7} more`;
