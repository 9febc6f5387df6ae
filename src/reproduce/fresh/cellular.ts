import { timeSums } from '../../report/run/run.ts';
import { barOf } from '../experiments/comparison.ts';
import { type FreshRun, type FreshRuns, freshRun } from './experiments.ts';
import { moveTimes } from './move-times.ts';
import type { Claim, Prediction } from './prediction.ts';

/** Disco's workloads on one CPU of the Origin 2000, and on many: what Disco adds to IRIX's time. */
const ONE = ['pmake', 'engineering', 'raytrace', 'database'] as const;
const MANY = { pmake8: 'pmake', engineering8: 'engineering', raytrace16: 'raytrace' } as const;

/** Cellular Disco (SOSP '99): what virtualization adds, in percent, and what moving a virtual CPU takes. */
export function cellular(runs: FreshRuns): Prediction[] {
  const row = (workload: string, segment: string, claim: Claim, predicted: number): Prediction => ({
    exhibit: 'cellular',
    workload,
    configuration: 'disco',
    segment,
    claim,
    predicted,
  });
  const many = Object.entries(MANY) as [keyof typeof MANY, string][];
  const moves = moveTimes(barOf(freshRun(runs, 'origin/pmake'), 'disco'));
  return [
    ...ONE.map((name) => row(name, 'one CPU, % more', 'oneCpuOverhead', overhead(freshRun(runs, `origin/${name}`)))),
    ...many.map(([name, workload]) => {
      const run = freshRun(runs, `origin/${name}`);
      return row(workload, `${barOf(run, 'disco').counts.cpus} CPUs, % more`, 'manyCpusOverhead', overhead(run));
    }),
    row('moving a virtual CPU', 'to the same node, us', 'moveToSameNode', moves.near),
    row('moving a virtual CPU', 'to another node, us', 'moveToOtherNode', moves.far),
    row('moving a virtual CPU', 'board cache refilled, us', 'boardCacheRefilled', moves.refill),
  ];
}

function overhead(run: FreshRun): number {
  const [irix, disco] = ['irix', 'disco'].map((name) => timeSums(barOf(run, name)).total);
  return 100 * (disco / irix - 1);
}
