import { FIGURE8_BARS } from '../../../price/parts.ts';
import { chartsHtml, number, type PagePart, part, tableHtml } from '../../markup/markup.ts';
import type { Report } from '../../run/report.ts';
import { decimal, integer, percent } from '../../text/words.ts';
import { type LocalityReport, type LocalityRun, localityReport, type Moves } from './locality.ts';
import { hottestPages } from './page-moves.ts';

const share = (count: number, all: number): string => (all === 0 ? '–' : percent((100 * count) / all));

/** Figure 8's form, who uses whose memory, Table 3's form. */
export function localityPage(report: Report, figure: (chart: string) => string): PagePart[] {
  const derived = localityReport(report);
  const all = derived.runs;
  const moving = all.filter(({ locality }) => locality.moves !== null);
  const warm = all.some(({ run }) => run.warmup);
  return [
    part(
      'Local and remote memory',
      'Processor time, as in Figure 8 of the paper. exec is executing, and waiting for the own caches; local is waiting for the own node’s memory; remote is that for other nodes’, and for lines that came from the cache of another CPU. Waiting includes queueing.',
      chartsHtml(figure('locality')) + figure8Table(derived, report),
    ),
    part('Misses of the board cache', 'Where the lines were read from, and why they were missed.', missTable(all)),
    part('Who uses whose memory', '', chartsHtml(figure('nodes'))),
    part(
      'Pages that moved',
      `As in Table 3 of the paper: per second until the last CPU is done; a time each is interrupt, decision, shootdowns and copy.${warm ? ' Pictures and lists of pages have the warm-up in them, counts and rates have not.' : ''}`,
      moving.length === 0 ? '' : moveTable(moving) + chartsHtml(figure('moves')),
    ),
    ...moving.map(pageSection),
  ].flat();
}

function figure8Table({ runs: all, base, percent }: LocalityReport, { ms }: Report): string {
  const sums = all.map((run) => run.sums);
  const rows = [...FIGURE8_BARS, 'total' as const].map((bar) => [
    bar,
    ...sums.flatMap((sum) => [ms(sum[bar]), base.sums.total === 0 ? '–' : decimal(percent(sum[bar]), 1)]),
  ]);
  const columns = [{ head: '' }, ...all.flatMap(({ name }) => [number(`${name}, ms`), number(`% of ${base.name}`)])];
  return tableHtml('Processor time by where memory is', columns, rows, new Set([FIGURE8_BARS.length]));
}

function missTable(all: readonly LocalityRun[]): string {
  const misses = all.map(({ locality: { reads, causes, upgrades } }) => {
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
  return tableHtml(
    'Lines read, and why they were missed',
    [{ head: '' }, ...all.map(({ name }) => number(name))],
    rows,
    new Set([0]),
  );
}

/** Table 3's form, transposed, and what else came of hot pages. */
function moveTable(moving: readonly LocalityRun[]): string {
  const all = moving.map(({ locality }) => locality.moves!);
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
  return tableHtml('What was done with hot pages', [{ head: '' }, ...moving.map(({ name }) => number(name))], rows);
}

/** The pages with most moves, what was done to them and why. */
function pageSection({ name, run }: LocalityRun): PagePart[] {
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
  return part(
    `Pages most moved on ${name}`,
    explanation,
    pages.length === 0 ? '' : tableHtml(`Pages most moved on ${name}`, columns, rows),
  );
}

const few = (numbers: readonly number[]): string =>
  numbers.length <= 8 ? numbers.join(', ') : `${numbers.slice(0, 7).join(', ')} and ${numbers.length - 7} more`;
