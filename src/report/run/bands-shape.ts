import type { Band } from '../../bands/quantiles.ts';
import type { Bar } from '../../price/parts.ts';

/** What a run may be by the priors of what is assumed: 5, 50 and 95 % of the weighted draws, in percent of the first run's total. */
export interface RunBands {
  percent: Readonly<Record<Bar | 'total', Band>>;
  /** Structural draws, and how many of equal weight would tell as much. */
  draws: number;
  effective: number;
}
