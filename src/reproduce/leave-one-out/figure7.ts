import type { CostName, Costs } from '../../price/costs.ts';
import { figure7, pairsOf } from '../exhibits/figure7.ts';
import { type Comparison, type Runs, runOf } from '../experiments/comparison.ts';
import { judged } from '../experiments/verdicts.ts';
import { type Fold, foldOf, rowOf } from './fold.ts';
import { costsWith, repriced } from './reprice.ts';
import { solveBetween } from './solve.ts';

/** What the monitor executes when it is entered, whatever for. */
const ENTRIES = [
  'secondLevelHit',
  'kernelTlbFault',
  'trap',
  'emulation',
  'tlbWriteEmulation',
  'pmapEntry',
  'monitorPageFault',
  'monitorCall',
  'virtualCpuSwitch',
] as const satisfies readonly CostName[];

const NAME = 'factor on the monitor’s cycles at each entry';
/** Nothing, to ten times what one CPU takes: lines of the monitor's that come from another CPU each time would not take more. */
const FACTORS = [0, 10] as const;
const BAR = ['pmake', '1vm'] as const;
const PREDICTED = ['2vm', '4vm', '8vm'] as const;

/**
 * The fold of Figure 7: a factor on what the monitor executes at each entry, fitted to the total of pmake in one VM on eight CPUs; IRIX's bar, to
 * which the workload was fitted, does not hang on it. Section 5.4 has this bar worse than one CPU's because the monitor's work makes critical
 * sections longer; so that work is what the one constant scales, and waiting follows. The costs themselves are of one CPU (Table 2).
 */
export function figure7Folds(runs: Runs): Fold[] {
  const run = runOf(runs, 'pmake8');
  const rows = (factor: number): Comparison[] =>
    judged(
      figure7.aims,
      pairsOf(
        'pmake8',
        repriced(run, (costs) => scaled(costs, factor)),
      ),
    );
  const { published } = rowOf(rows(1), BAR);
  const { value, heldAt } = solveBetween(NAME, FACTORS, published, (factor) => rowOf(rows(factor), BAR).predicted);
  const all = rows(value);
  const constant = { name: NAME, value, unit: '', preset: 1, heldAt };
  return [
    foldOf('fig7', constant, all, {
      fitted: rowOf(all, BAR),
      left: PREDICTED.map((configuration) => rowOf(all, ['pmake', configuration])),
    }),
  ];
}

const scaled = (costs: Costs, factor: number): Costs =>
  costsWith(costs, Object.fromEntries(ENTRIES.map((name) => [name, factor * costs[name].value])));
