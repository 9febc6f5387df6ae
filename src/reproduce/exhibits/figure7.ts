import { countRows } from '../../replay/counts/counts.ts';
import { type Run, timeSums } from '../../report/run/run.ts';
import { barOf, type Exhibit, type Pair, type RunBars, runOf, sum } from '../experiments/comparison.ts';
import { FIGURE_7 } from '../published/figure7.ts';
import { EXHIBIT_FACTS } from './facts.ts';

const EXPERIMENTS = { pmake8: 'pmake', radix: 'radix' } as const;
const NAMES = Object.keys(EXPERIMENTS) as (keyof typeof EXPERIMENTS)[];

/** Instructions of the programs in what was measured: the work done. */
function userInstructions({ counts }: Run): number {
  let sum = 0;
  for (const { warmup, mode, event, count } of countRows(counts))
    if (!warmup && mode === 'user' && event === 'instruction') sum += count;
  return sum;
}

/** Figure 7's bars in percent of the workload's IRIX time for the same work, all CPUs together. The kernel's segment has its stalls in it, the user's stands apart. */
export const figure7: Exhibit = {
  ...EXHIBIT_FACTS.fig7,
  experiments: NAMES,
  experimentOf: ({ workload }) => NAMES.find((name) => EXPERIMENTS[name] === workload)!,
  compare: (runs) => NAMES.flatMap((name) => pairsOf(name, runOf(runs, name))),
};

/** The figure's rows of one workload. */
export function pairsOf(name: keyof typeof EXPERIMENTS, run: RunBars): Pair[] {
  const workload = EXPERIMENTS[name];
  const irix = barOf(run, 'irix');
  const base = timeSums(irix).total;
  return Object.entries(FIGURE_7[workload]).flatMap(([configuration, published]) => {
    const bar = barOf(run, configuration);
    const { bars, total } = timeSums(bar);
    // Warm-up ends after so many instructions, the kernel's among them: without a kernel, later in the program.
    const work = userInstructions(irix) / userInstructions(bar);
    const ours = {
      user: bars.user,
      'user stall': bars['user stall'],
      kernel: bars.kernel + bars['kernel stall'],
      sync: bars.sync,
      DISCO: bars.monitor,
      idle: bars.idle,
    };
    const row = (segment: string, paper: number, ns: number): Pair => {
      const fitted = configuration === 'irix';
      return { exhibit: 'fig7', workload, configuration, segment, published: paper, predicted: (100 * work * ns) / base, fitted }; // biome-ignore format: a record
    };
    return [
      ...Object.entries(ours).map(([segment, ns]) => row(segment, published[segment as keyof typeof ours], ns)),
      row('total', sum(Object.values(published)), total),
    ];
  });
}
