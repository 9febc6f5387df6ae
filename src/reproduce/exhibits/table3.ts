import { barOf, type Exhibit, runOf } from '../experiments/comparison.ts';
import { moveRates } from '../experiments/moves.ts';
import { MOVING, MOVING_EXPERIMENTS, movingOf } from '../experiments/moving.ts';
import { TABLE_3 } from '../published/table3.ts';
import { EXHIBIT_FACTS } from './facts.ts';

/** Table 3's rates and mean times of page moves. */
export const table3: Exhibit = {
  ...EXHIBIT_FACTS.table3,
  experiments: MOVING_EXPERIMENTS,
  experimentOf: movingOf,
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
