import type { BarsOfRuns, Comparison, Exhibit } from '../experiments/comparison.ts';
import { judged } from '../experiments/verdicts.ts';
import { figure5 } from './figure5.ts';
import { figure6 } from './figure6.ts';
import { figure7 } from './figure7.ts';
import { figure8 } from './figure8.ts';
import type { ExhibitName } from './names.ts';
import { table2 } from './table2.ts';
import { table3 } from './table3.ts';

/** What computes each exhibit. */
export const EXHIBITS = {
  fig5: figure5,
  table2,
  fig6: figure6,
  fig7: figure7,
  fig8: figure8,
  table3,
} as const satisfies Record<ExhibitName, Exhibit>;

/** The exhibits' comparisons with their verdicts, in their order. */
export const compare = (exhibits: readonly ExhibitName[], runs: BarsOfRuns): Comparison[] =>
  exhibits.flatMap((name) => judged(EXHIBITS[name].aims, EXHIBITS[name].compare(runs)));
