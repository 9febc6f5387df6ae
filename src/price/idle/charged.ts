import type { Counts } from '../../replay/counts/counts.ts';
import { CONTEXT_COUNT, EVENT_COUNT, EVENT_NAMES, MODE_NAMES, SERVICES } from '../../replay/counts/event.ts';
import type { CostName } from '../cost-table.ts';
import { EVENT_COSTS, isFree } from '../event-costs.ts';
import { newUnits, type Units } from '../units.ts';

/** How often each event happened in each mode, in the measured intervals or in the warm-up: `[mode][event]`. */
export function eventsByMode({ intervals, strands, values }: Counts, warmup: boolean): Float64Array {
  const sums = new Float64Array(MODE_NAMES.length * EVENT_COUNT);
  const rows = strands.length * CONTEXT_COUNT;
  intervals.forEach((interval, n) => {
    if (interval.warmup !== warmup) return;
    for (let row = n * rows; row < (n + 1) * rows; row++) {
      const to = Math.floor((row % CONTEXT_COUNT) / SERVICES) * EVENT_COUNT;
      for (let event = 0; event < EVENT_COUNT; event++) sums[to + event] += values[row * EVENT_COUNT + event];
    }
  });
  return sums;
}

/** The costs that events which happened are charged by, whatever their values are. The clock is told of by costs in cycles. */
export function chargedCosts({ structure }: Pick<Counts, 'structure'>, events: Float64Array): Set<CostName> {
  const charged = new Set<CostName>();
  const units = newUnits();
  const names = Object.keys(units) as (keyof Units)[];
  for (const name of names) units[name] = 1;
  MODE_NAMES.forEach((mode, m) => {
    EVENT_NAMES.forEach((event, e) => {
      const cost = EVENT_COSTS[event];
      if (isFree(cost) || events[m * EVENT_COUNT + e] === 0) return;
      const base = cost.ns(units, structure, mode);
      for (const name of names) {
        // Below the others and above them, as a latency counts only beyond that of the level before it.
        for (const value of [0, 2]) {
          units[name] = value;
          if (cost.ns(units, structure, mode) !== base) charged.add(name);
        }
        units[name] = 1;
      }
    });
  });
  return charged;
}
