import { sidesOf } from '../../report/sections/footprint/footprint.ts';
import { barOf, type Exhibit, type Pair, runOf, sum } from '../experiments/comparison.ts';
import { FIGURE_6 } from '../published/figure6.ts';
import { EXHIBIT_FACTS } from './facts.ts';

/** The figure's segments, and what they hold. The programs' own pages are not in the figure. */
const SEGMENTS = {
  data: 'kernel data',
  text: 'kernel text',
  buffers: 'buffer cache',
  DISCO: 'monitor',
} as const;
const NAMES = Object.keys(SEGMENTS) as (keyof typeof SEGMENTS)[];

/** Figure 6: pages of 4 KB that eight pmakes, their kernels and the monitor use. */
export const figure6: Exhibit = {
  ...EXHIBIT_FACTS.fig6,
  experiments: ['pmake8'],
  experimentOf: () => 'pmake8',
  compare: (runs) =>
    Object.entries(FIGURE_6).flatMap(([configuration, published]) => {
      const { footprint } = barOf(runOf(runs, 'pmake8'), configuration).counts;
      const ours = sidesOf(footprint[footprint.length - 1]);
      return (['V', 'M'] as const).flatMap((side) => {
        const row = (segment: string, paper: number, predicted: number): Pair => {
          const fitted = configuration === 'irix';
          return { exhibit: 'fig6', workload: 'pmake', configuration, segment: `${side} ${segment}`, published: paper, predicted, fitted }; // biome-ignore format: a record
        };
        return [
          ...NAMES.map((segment) => row(segment, published[side][segment], ours[side][SEGMENTS[segment]])),
          row('total', sum(Object.values(published[side])), sum(NAMES.map((name) => ours[side][SEGMENTS[name]]))),
        ];
      });
    }),
};
