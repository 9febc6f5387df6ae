import { COST_NAMES, type Costs } from './cost-table.ts';

/** The costs, all in nanoseconds. */
export type Units = Record<Exclude<keyof Costs, 'name' | 'description' | 'clock'>, number>;

const UNIT_NAMES = COST_NAMES.filter((name) => name !== 'clock');

export const newUnits = (): Units => Object.fromEntries(UNIT_NAMES.map((name) => [name, 0])) as Units;

/** The costs, cycles turned into time; in `units` if given. */
export function inNanoseconds(costs: Costs, units: Units = newUnits()): Units {
  for (const name of UNIT_NAMES) {
    const { value, unit } = costs[name];
    units[name] = unit === 'cycles' ? (value * 1000) / costs.clock.value : value;
  }
  return units;
}
