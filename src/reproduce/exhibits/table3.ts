import { type Exhibit, runOf } from '../comparison.ts';
import { moveRates } from '../moves.ts';
import { TABLE_3 } from '../published/table3.ts';
import { barOf } from '../run.ts';

const WORKLOADS = { engineering8: 'engineering', raytrace16: 'raytrace' } as const;
const EXPERIMENTS = Object.keys(WORKLOADS) as (keyof typeof WORKLOADS)[];

/** Table 3's rates and mean times of page moves. */
export const table3: Exhibit = {
  title: 'Table 3: page moves, of the whole machine',
  experiments: EXPERIMENTS,
  digits: 1,
  compare: (runs) =>
    EXPERIMENTS.flatMap((name) => {
      const ours = moveRates(barOf(runOf(runs, name), 'disco'));
      const workload = WORKLOADS[name];
      return Object.entries(TABLE_3[workload]).map(([segment, published]) => {
        const predicted = ours[segment as keyof typeof ours];
        return { exhibit: 'table3', workload, configuration: 'disco', segment, published, predicted, fitted: false };
      });
    }),
};
