import { barOf, type Exhibit, type Pair, runOf, sum } from '../experiments/comparison.ts';
import { MOVING, MOVING_EXPERIMENTS, movingOf } from '../experiments/moving.ts';
import { localShare, SEGMENTS, segmentTimes } from '../experiments/segments.ts';
import { FIGURE_8 } from '../published/figure8.ts';
import { EXHIBIT_FACTS } from './facts.ts';

/** Figure 8's bars in percent of the workload's IRIX time, and the printed shares of local misses. */
export const figure8: Exhibit = {
  ...EXHIBIT_FACTS.fig8,
  experiments: MOVING_EXPERIMENTS,
  experimentOf: movingOf,
  compare: (runs) =>
    MOVING_EXPERIMENTS.flatMap((name) => {
      const run = runOf(runs, name);
      const workload = MOVING[name];
      const times = (configuration: string) => {
        const { counts, times, costs } = barOf(run, configuration);
        return segmentTimes(counts, times, costs);
      };
      const irix = sum(Object.values(times('irix')));
      return (['irix', 'disco', 'uma'] as const).flatMap((configuration) => {
        const published = FIGURE_8[workload][configuration];
        const ours = times(configuration);
        const row = (segment: string, paper: number, predicted: number): Pair => {
          const fitted = configuration !== 'disco';
          return { exhibit: 'fig8', workload, configuration, segment, published: paper, predicted, fitted };
        };
        return [
          ...SEGMENTS.map((segment) => row(segment, published[segment], (100 * ours[segment]) / irix)),
          row('total', sum(SEGMENTS.map((segment) => published[segment])), (100 * sum(Object.values(ours))) / irix),
          row('misses local %', published.missesLocal, 100 * localShare(barOf(run, configuration).counts)),
        ];
      });
    }),
};
