import { timeSums } from '../../report/run/run.ts';
import { type Exhibit, type Pair, runOf, sum } from '../experiments/comparison.ts';
import { FIGURE_5 } from '../published/figure5.ts';
import { EXHIBIT_FACTS } from './facts.ts';

const WORKLOADS = ['pmake', 'engineering', 'raytrace', 'database'] as const;
const SEGMENTS = ['user', 'kernel', 'DISCO', 'idle'] as const;

/** Figure 5's bars in percent of the workload's IRIX time; stalls belong to who stalls. */
export const figure5: Exhibit = {
  ...EXHIBIT_FACTS.fig5,
  experiments: WORKLOADS,
  experimentOf: ({ workload }) => workload as (typeof WORKLOADS)[number],
  compare: (runs) =>
    WORKLOADS.flatMap((workload) => {
      const sums = [...runOf(runs, workload).bars.values()].map((run) => timeSums(run));
      const base = sums[0].total;
      return (['irix', 'disco'] as const).flatMap((configuration, n) => {
        const { bars, total } = sums[n];
        const ours = {
          user: bars.user + bars['user stall'],
          // One CPU acquires locks and never waits; the figure keeps no segment for it.
          kernel: bars.kernel + bars['kernel stall'] + bars.sync,
          DISCO: bars.monitor,
          idle: bars.idle,
        };
        const published = FIGURE_5[workload][configuration];
        const row = (segment: string, paper: number, ns: number): Pair => {
          const fitted = configuration === 'irix';
          return { exhibit: 'fig5', workload, configuration, segment, published: paper, predicted: (100 * ns) / base, fitted }; // biome-ignore format: a record
        };
        return [
          ...SEGMENTS.map((segment) => row(segment, published[segment], ours[segment])),
          row('total', sum(Object.values(published)), total),
        ];
      });
    }),
};
