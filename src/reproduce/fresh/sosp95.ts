import { PART_COUNT, PART_NAMES } from '../../price/parts.ts';
import { timeRows } from '../../price/price.ts';
import { Times } from '../../price/times.ts';
import { reportOf } from '../../report/run/report.ts';
import type { Run } from '../../report/run/run.ts';
import { serviceRows } from '../../report/sections/services/services.ts';
import { SERVICE_LABELS } from '../../report/text/words.ts';
import { barOf } from '../experiments/comparison.ts';
import { type FreshRuns, freshRun } from './experiments.ts';
import type { Claim, Prediction } from './prediction.ts';

const WORKLOADS = ['pmake', 'engineering', 'database', 'pmake8'] as const;
const STALLS = new Set(['cacheStall', 'memoryStall', 'localContention', 'remoteStall', 'remoteContention']);

/**
 * The Impact of Architectural Trends on Operating System Performance (SOSP '95): how much longer services of pmake take on eight CPUs than
 * on one, with and without what they wait for locks, and the share of the time that is not idle which waits for memory, second-level
 * caches included.
 */
export function sosp95(runs: FreshRuns): Prediction[] {
  const row = (workload: string, segment: string, claim: Claim | null, predicted: number): Prediction => ({
    exhibit: 'sosp95',
    workload,
    configuration: 'irix',
    segment,
    claim,
    predicted,
  });
  const run = (name: (typeof WORKLOADS)[number]): Run => barOf(freshRun(runs, name), 'irix');
  const [one, eight] = [run('pmake'), run('pmake8')];
  return [
    ...ratios(one, eight).map(([service, ratio]) => row('pmake', `${service}, 8 CPUs to 1`, 'serviceRatio', ratio)),
    ...ratios(withoutLocks(one), withoutLocks(eight)).map(([service, ratio]) => row('pmake', `${service}, without locks`, null, ratio)), // biome-ignore format: a line
    ...WORKLOADS.map((name) => row(name, 'memory stall, % of busy time', 'memoryStall', stallPercent(run(name)))),
  ];
}

/** Time of an entry in the second over that in the first, of each service that counts entries. */
const ratios = (first: Run, second: Run): [service: string, ratio: number][] =>
  serviceRows(reportOf([first, second])).flatMap(({ service, slowdown, entries }) =>
    slowdown === null || entries === null ? [] : [[SERVICE_LABELS[service] ?? service, slowdown]],
  );

function withoutLocks(run: Run): Run {
  const { cells, ns } = run.times;
  const lock = PART_NAMES.indexOf('lockWaiting');
  const others = cells.map((_, n) => n).filter((n) => cells[n] % PART_COUNT !== lock);
  return { ...run, times: new Times(run.times, others.map((n) => cells[n]), others.map((n) => ns[n])) }; // biome-ignore format: a line
}

/** Waiting for caches and memories, in percent of the time that is not idle. */
function stallPercent({ times }: Run): number {
  let stall = 0;
  let busy = 0;
  for (const { part, ns } of timeRows(times)) {
    if (part !== 'idle') busy += ns;
    if (STALLS.has(part)) stall += ns;
  }
  return (100 * stall) / busy;
}
