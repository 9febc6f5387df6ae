import { timeRows } from '../../price/price.ts';
import { reportOf } from '../../report/run/report.ts';
import type { Run } from '../../report/run/run.ts';
import { serviceRows } from '../../report/sections/services/services.ts';
import { SERVICE_LABELS } from '../../report/text/words.ts';
import { barOf } from '../experiments/run.ts';
import { type FreshRuns, freshRun } from './experiments.ts';
import type { Prediction } from './prediction.ts';

const WORKLOADS = ['pmake', 'engineering', 'database', 'pmake8'] as const;
const STALLS = new Set(['cacheStall', 'memoryStall', 'localContention', 'remoteStall', 'remoteContention']);

/**
 * The Impact of Architectural Trends on Operating System Performance (SOSP '95): how much longer services of pmake take on eight CPUs than
 * on one, and the share of the time that is not idle which waits for memory, second-level caches included.
 */
export function sosp95(runs: FreshRuns): Prediction[] {
  const row = (workload: string, segment: string, predicted: number): Prediction => ({
    exhibit: 'sosp95',
    workload,
    configuration: 'irix',
    segment,
    predicted,
  });
  const services = serviceRows(
    reportOf([barOf(freshRun(runs, 'pmake'), 'irix'), barOf(freshRun(runs, 'pmake8'), 'irix')]),
  ).flatMap(({ service, slowdown, entries }) => (slowdown === null || entries === null ? [] : [{ service, slowdown }]));
  return [
    ...services.map(({ service, slowdown }) => row('pmake', `${SERVICE_LABELS[service] ?? service}, 8 CPUs to 1`, slowdown)), // biome-ignore format: a line
    ...WORKLOADS.map((name) => row(name, 'memory stall, % of busy time', stallPercent(barOf(freshRun(runs, name), 'irix')))), // biome-ignore format: a line
  ];
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
