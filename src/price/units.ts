import { COST_NAMES, type Costs } from './costs.ts';

/** The costs, all in nanoseconds. */
export type Units = Record<Exclude<keyof Costs, 'name' | 'description' | 'clock'>, number>;

const UNIT_NAMES = COST_NAMES.filter((name) => name !== 'clock');

/** The costs, cycles turned into time. */
export function inNanoseconds(costs: Costs): Units {
  const units = {} as Units;
  for (const name of UNIT_NAMES) {
    const { value, unit } = costs[name];
    units[name] = unit === 'cycles' ? (value * 1000) / costs.clock.value : value;
  }
  return units;
}
