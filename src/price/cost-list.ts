import type { Origin } from '../config/annotations/origin-kinds.ts';
import { COST_BOUNDS, COST_GROUPS, COST_TABLE } from './cost-table.ts';

/** One of a set of costs, of whichever list. */
export interface ListedCost extends Origin {
  value: number;
  unit: string;
}

/** A set of costs of some list: by name, beside its own name and description. */
export interface CostSet {
  name: string;
  description?: string | undefined;
}

/** What sets of costs are made of: of each cost its unit, what it is the cost of and its group; the groups in their order; and the least and most by unit. */
export interface CostList {
  groups: readonly string[];
  costs: Readonly<Record<string, readonly [unit: string, meaning: string, group: string]>>;
  bounds: Readonly<Record<string, { min: number; max: number }>>;
  /** Units as people read them, where they are not as they are written. */
  units?: Readonly<Record<string, string>>;
  /** The option that takes a set as a file. */
  flag: string;
}

/** The costs that every report is priced by. */
export const MACHINE_COSTS: CostList = { groups: COST_GROUPS, costs: COST_TABLE, bounds: COST_BOUNDS, flag: '--costs' };

export const namesOf = ({ costs }: CostList): string[] => Object.keys(costs);

/** The cost of this name, which the set's list has. */
export const costIn = (set: CostSet, name: string): ListedCost => (set as unknown as Record<string, ListedCost>)[name];

export const boundsOf = ({ costs, bounds }: CostList, name: string): { min: number; max: number } =>
  bounds[costs[name][0]];

/** The unit of a cost, as people read it. */
export const unitIn = ({ costs, units }: CostList, name: string): string => units?.[costs[name][0]] ?? costs[name][0];
