import { type Exhibit, runOf } from '../experiments/comparison.ts';
import { moveRates } from '../experiments/moves.ts';
import { MOVING, MOVING_EXPERIMENTS, movingOf } from '../experiments/moving.ts';
import { barOf } from '../experiments/run.ts';
import { TABLE_3 } from '../published/table3.ts';

/** Table 3's rates and mean times of page moves. */
export const table3: Exhibit = {
  title: 'Table 3: page moves, of the whole machine',
  experiments: MOVING_EXPERIMENTS,
  experimentOf: movingOf,
  digits: 1,
  aims: { total: { percent: 25 }, parts: { percent: 25 } },
  compare: (runs) =>
    MOVING_EXPERIMENTS.flatMap((name) => {
      const ours = moveRates(barOf(runOf(runs, name), 'disco'));
      const workload = MOVING[name];
      return Object.entries(TABLE_3[workload]).map(([segment, published]) => {
        const predicted = ours[segment as keyof typeof ours];
        return { exhibit: 'table3', workload, configuration: 'disco', segment, published, predicted, fitted: false };
      });
    }),
};
