import { barOf, type Figure8Bar, type Part } from '../../../price/parts.ts';
import { timeRows } from '../../../price/price.ts';
import { totalsOf } from '../../../replay/counts/counts.ts';
import type { EventName } from '../../../replay/counts/event.ts';
import type { Report, ReportRun } from '../../run/report.ts';
import type { Run } from '../../run/run.ts';
import { moveUs } from './move-times.ts';

export type Figure8Sums = Record<Figure8Bar | 'total', number>;

/** A run of a report of locality, with its sums by Figure 8's segments and what became of its misses. */
export interface LocalityRun {
  name: string;
  run: ReportRun;
  sums: Figure8Sums;
  locality: Locality;
}

/** The runs of a report in which CPUs share memory that is somewhere; the first is 100 %. */
export interface LocalityReport {
  runs: readonly LocalityRun[];
  base: LocalityRun;
  /** Nanoseconds in percent of the base's total, idle time left out. */
  percent(ns: number): number;
}

/** Whether a run's CPUs share memory that is somewhere: a coherent machine with more than one CPU. */
export const isShared = ({ structure, counts }: Run): boolean => structure.numa !== null && counts.cpus > 1;

const known = new WeakMap<Report, LocalityReport>();

/** What there is to say of locality, derived once for a report. Throws where none of its runs has any: ask `isShared` before. */
export function localityReport(report: Report): LocalityReport {
  const found = known.get(report);
  if (found !== undefined) return found;
  const runs = report.runs
    .filter(isShared)
    .map((run): LocalityRun => ({ name: run.name, run, sums: figure8Sums(run), locality: localityOf(run) }));
  if (runs.length === 0) throw new RangeError('no run of this report has shared memory');
  const [base] = runs;
  const derived = { runs, base, percent: (ns: number) => (100 * ns) / (base.sums.total || 1) };
  known.set(report, derived);
  return derived;
}

function figure8BarOf(part: Part): Figure8Bar {
  switch (part) {
    case 'memoryStall':
    case 'localContention':
      return 'local';
    case 'remoteStall':
    case 'remoteContention':
      return 'remote';
    default:
      return 'exec';
  }
}

/** Nanoseconds by Figure 8's segments: executing and waiting for the own caches, for local memory, for other nodes; the monitor. */
export function figure8Sums({ times }: Run): Figure8Sums {
  const sums: Figure8Sums = { exec: 0, local: 0, remote: 0, monitor: 0, total: 0 };
  for (const { mode, part, ns } of timeRows(times)) {
    if (part === 'idle') continue;
    sums[barOf(mode, part) === 'monitor' ? 'monitor' : figure8BarOf(part)] += ns;
    sums.total += ns;
  }
  return sums;
}

/** Table 3's form, and what else came of hot pages. Rates are of the machine's time, that of its busiest CPU. */
export interface Moves {
  hotPages: number;
  migrations: number;
  replications: number;
  collapses: number;
  /** Hot pages the policy left where they were, or found no room for. */
  left: number;
  replicasReclaimed: number;
  shootdowns: number;
  perSecond: { migrations: number | null; replications: number | null };
  /** Interrupt, decision, TLB shootdowns and copy, in microseconds; null where there was none. */
  meanUs: { migration: number | null; replication: number | null };
}

/** Where a run's board-cache misses were served, and why they happened. Measured intervals only. */
export interface Locality {
  /** Of the lines read, those that came from the own node's memory, 0 to 1; null when none was read. */
  localShare: number | null;
  /** Lines read from local memory, from remote memory, and from the cache of a CPU that owned them. */
  reads: { local: number; remote: number; dirty: number };
  causes: { cold: number; capacity: number; trueSharing: number; falseSharing: number };
  upgrades: { local: number; remote: number };
  /** Null where pages stay. */
  moves: Moves | null;
  /** Transactions of each CPU with each node's memory. */
  visits: number[][];
}

export function localityOf(run: Run): Locality {
  const n = totalsOf(run.counts);
  const reads = { local: n.localRead, remote: n.remoteRead, dirty: n.dirtyRead };
  const all = reads.local + reads.remote + reads.dirty;
  return {
    localShare: all === 0 ? null : reads.local / all,
    reads,
    causes: {
      cold: n.coldMiss,
      capacity: n.capacityMiss,
      trueSharing: n.trueSharingMiss,
      falseSharing: n.falseSharingMiss,
    },
    upgrades: { local: n.localUpgrade, remote: n.remoteUpgrade },
    moves: run.structure.monitor?.hotPages ? movesOf(run, n) : null,
    visits: visitsOf(run),
  };
}

function movesOf(run: Run, n: Record<EventName, number>): Moves {
  const seconds = wallNs(run) / 1e9;
  const rate = (count: number) => (seconds === 0 ? null : count / seconds);
  return {
    hotPages: n.hotPage,
    migrations: n.migration,
    replications: n.replication,
    collapses: n.collapse,
    left: n.hotPage - n.migration - n.replication,
    replicasReclaimed: n.replicaReclaimed,
    shootdowns: n.tlbShootdown,
    perSecond: { migrations: rate(n.migration), replications: rate(n.replication) },
    meanUs: { migration: moveUs(run, 'migrate'), replication: moveUs(run, 'replicate') },
  };
}

/** Nanoseconds until the last CPU is done: the most that one was busy. */
export function wallNs({ times }: Run): number {
  const busy = new Float64Array(times.cpus);
  for (const { cpu, ns } of timeRows(times)) busy[cpu] += ns;
  return Math.max(0, ...busy);
}

/** Transactions with memory, shape `[cpu][node]`. */
export function visitsOf({ counts: { cpus, nodes, intervals, visits } }: Run): number[][] {
  const sums = Array.from({ length: cpus }, () => new Array<number>(nodes).fill(0));
  intervals.forEach(({ warmup }, n) => {
    if (warmup) return;
    for (let cpu = 0; cpu < cpus; cpu++)
      for (let node = 0; node < nodes; node++) sums[cpu][node] += visits[(n * cpus + cpu) * nodes + node];
  });
  return sums;
}

/** The same by the CPU's node, shape `[node][home]`. */
export function nodeVisits(run: Run): number[][] {
  const { nodes } = run.counts;
  const perNode = run.structure.numa?.cpusPerNode ?? 1;
  const sums = Array.from({ length: nodes }, () => new Array<number>(nodes).fill(0));
  visitsOf(run).forEach((row, cpu) => {
    row.forEach((count, home) => {
      sums[Math.floor(cpu / perNode) % nodes][home] += count;
    });
  });
  return sums;
}
