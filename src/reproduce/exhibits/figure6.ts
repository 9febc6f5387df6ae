import { PageUse } from '../../replay/numa/page-use.ts';
import type { Run } from '../../report/run.ts';
import { type Comparison, type Exhibit, runOf, sum } from '../comparison.ts';
import { FIGURE_6 } from '../published/figure6.ts';
import { barOf } from '../run.ts';

type Bar = Record<'data' | 'text' | 'buffers' | 'DISCO', number>;

/** Pages in use at the end of the run: as the guests believe, and of the machine. The programs' own pages are not in the figure. */
function footprintOf({ counts }: Run): { V: Bar; M: Bar } {
  const { virtual, machine, monitor } = counts.footprint[counts.footprint.length - 1];
  const DISCO = monitor.own + monitor.logs;
  const of = (uses: (use: number) => number): Bar => {
    return {
      data: uses(PageUse.kernelData),
      text: uses(PageUse.kernelText),
      buffers: uses(PageUse.bufferCache),
      DISCO,
    };
  };
  const M = of((use) => machine[use]);
  // Blocks that no machine has mapped any more are in the buffer cache all the same.
  return { V: of((use) => sum(virtual.map((uses) => uses[use]))), M: { ...M, buffers: M.buffers + monitor.unused } };
}

/** Figure 6: pages of 4 KB that eight pmakes, their kernels and the monitor use. */
export const figure6: Exhibit = {
  title: 'Figure 6: memory of eight pmakes in pages, virtual (V) and machine (M)',
  experiments: ['pmake8'],
  digits: 0,
  compare: (runs) =>
    Object.entries(FIGURE_6).flatMap(([configuration, published]) => {
      const ours = footprintOf(barOf(runOf(runs, 'pmake8'), configuration));
      return (['V', 'M'] as const).flatMap((side) => {
        const row = (segment: string, paper: number, predicted: number): Comparison => {
          const fitted = configuration === 'irix';
          return { exhibit: 'fig6', workload: 'pmake', configuration, segment: `${side} ${segment}`, published: paper, predicted, fitted }; // biome-ignore format: a record
        };
        return [
          ...(['data', 'text', 'buffers', 'DISCO'] as const).map((segment) =>
            row(segment, published[side][segment], ours[side][segment]),
          ),
          row('total', sum(Object.values(published[side])), sum(Object.values(ours[side]))),
        ];
      });
    }),
};
