import { compare } from '../exhibits/index.ts';
import type { Comparison, Runs } from '../experiments/comparison.ts';
import type { ExperimentName } from '../experiments/experiments.ts';
import { type Fold, foldOf, rowOf } from './fold.ts';
import { costsWith, repriced } from './reprice.ts';
import { solveBetween } from './solve.ts';

/** Section 5.2: the workloads whose overhead is TLB misses; pmake's is system calls and faults. */
export const TLB_BOUND = ['engineering', 'raytrace', 'database'] as const;
const PREDICTED = ['pmake', ...TLB_BOUND] as const;

const NAME = 'costs.secondLevelHit';
/** Cycles of a look-up: none at all, to more than the whole path of a fault that is forwarded takes. */
const CYCLES = [0, 1000] as const;

/**
 * The folds of Figure 5: the cycles of a look-up of the second-level TLB, fitted to the total of one Disco bar. The total is what section 5.2
 * tells in its text, and all of the cost goes into it. The bars are affine in the cost where no disk is waited for, so that the fit is exact.
 */
export function figure5Folds(runs: Runs): Fold[] {
  const rows = rowsOf(runs);
  return TLB_BOUND.map((workload) => {
    const bar = [workload, 'disco'] as const;
    const { published } = rowOf(rows(0), bar);
    const { value, heldAt } = solveBetween(NAME, CYCLES, published, (cycles) => rowOf(rows(cycles), bar).predicted);
    const all = rows(value);
    const preset = [...runs[workload]!.bars.values()][0].costs.secondLevelHit.value;
    return foldOf('fig5', { name: NAME, value, unit: 'cycles', preset, heldAt }, all, {
      fitted: rowOf(all, bar),
      left: PREDICTED.filter((name) => name !== workload).map((name) => rowOf(all, [name, 'disco'])),
    });
  });
}

/** Figure 5's rows by cycles of a look-up. */
const rowsOf =
  (runs: Runs) =>
  (cycles: number): Comparison[] =>
    compare(
      ['fig5'],
      Object.fromEntries(
        (Object.keys(runs) as ExperimentName[]).map((name) => [
          name,
          repriced(runs[name]!, (costs) => costsWith(costs, { secondLevelHit: cycles })),
        ]),
      ),
    );
