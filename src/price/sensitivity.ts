import { suggestion } from '../config/suggestion.ts';
import { excerpt, UserError } from '../errors.ts';
import type { Counts } from '../replay/counts/counts.ts';
import { COST_NAMES, type CostName, type Costs } from './cost-table.ts';
import { OUTPUTS, outputProblem } from './outputs.ts';
import { prepare } from './price.ts';

/** Which answer is looked at, and between which values of the costs. */
export interface SensitivityOptions {
  /** The answer: any output of a sweep. Default: `overheadPercent` with a baseline, else `totalMs`. */
  output?: string;
  /** What overhead is measured against, under the same costs. */
  baseline?: Counts;
  /** Each cost is divided and multiplied by it. Default 2. */
  factor?: number;
  /** Plausible ranges instead of the factor, each in its cost's own unit. */
  ranges?: Partial<Record<CostName, readonly [low: number, high: number]>>;
}

/** The answer when one cost is low or high and all others are as they were. */
export interface Sensitivity {
  /** The answer: an output of a sweep. */
  output: string;
  /** The cost. */
  cost: CostName;
  /** Where its value comes from. */
  kind: Costs[CostName]['kind'];
  /** The unit of `base`, `low` and `high`. */
  unit: Costs[CostName]['unit'];
  /** The value of the cost. */
  base: number;
  /** The low value. */
  low: number;
  /** The high value. */
  high: number;
  /** The answer at `base`, `low` and `high`, in the output's unit; null where there is none. */
  atBase: number | null;
  /** The answer where the cost is low. */
  atLow: number | null;
  /** The answer where the cost is high. */
  atHigh: number | null;
  /** How far the answer goes between `low` and `high`, at most: its range over the three values. */
  swing: number;
}

/**
 * How much the answer hangs on each cost: a row for each, the widest swing first. From counts alone: two prices a cost and no replay.
 * Throws UserError for an unknown output or cost, a factor that is not above 1, or a range that is none.
 */
export function sensitivityRows(counts: Counts, costs: Costs, options: SensitivityOptions = {}): Sensitivity[] {
  const { baseline, factor = 2, ranges = {} } = options;
  const { output = baseline === undefined ? 'totalMs' : 'overheadPercent' } = options;
  const problem = outputProblem(output);
  if (problem !== undefined) throw new UserError(problem);
  if (!(factor > 1) || !Number.isFinite(factor))
    throw new UserError(`factor: found ${factor}, expected a number above 1`);
  checkRanges(ranges);
  const form = prepare(counts);
  const base = baseline === undefined ? null : prepare(baseline);
  const answer = (under: Costs): number | null => {
    const baselineNs = base?.totals(under).totalNs ?? null;
    return OUTPUTS[output]({ times: form.totals(under), events: form.events, clockMHz: under.clock.value, baselineNs });
  };
  const atBase = answer(costs);
  const rows = COST_NAMES.map((cost): Sensitivity => {
    const { value, kind, unit } = costs[cost];
    const [low, high] = ranges[cost] ?? [value / factor, value * factor];
    const [atLow, atHigh] = [low, high].map((value) => answer({ ...costs, [cost]: { ...costs[cost], value } }));
    const found = [atBase, atLow, atHigh].filter((each) => each !== null);
    const swing = found.length === 0 ? 0 : Math.max(...found) - Math.min(...found);
    return { output, cost, kind, unit, base: value, low, high, atBase, atLow, atHigh, swing };
  });
  return rows.sort((a, b) => b.swing - a.swing);
}

function checkRanges(ranges: NonNullable<SensitivityOptions['ranges']>): void {
  for (const [cost, range] of Object.entries(ranges)) {
    if (!COST_NAMES.includes(cost as CostName))
      throw new UserError(`ranges: no such cost ${excerpt(cost)}${suggestion(cost, COST_NAMES)}`);
    const [low, high] = range;
    const least = cost === 'clock' ? Number.MIN_VALUE : 0;
    if (!(low >= least && low <= high && Number.isFinite(high)))
      throw new UserError(
        `ranges: ${cost}: found [${low}, ${high}], expected two numbers from ${cost === 'clock' ? 'above ' : ''}0, the low one first`,
      );
  }
}
