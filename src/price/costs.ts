import { type ConfigKind, loadConfig, loadLocated, type Settings } from '../config.ts';
import { PRESET_FOLDERS } from '../presets.ts';
import type { Costs as CostsOfTable } from './cost-table.ts';
import { normaliseCosts, prepareCosts, publishedCosts, shownCost } from './costs/document.ts';
import type { CostSettings, CostsInput } from './costs/input.ts';
import { Costs as CostsSchema } from './costs/schema.ts';

export { COST_NAMES, type CostName } from './cost-table.ts';

export const Costs = CostsSchema;
/** Costs as they were loaded: how long things take, each number with its origin. */
export type Costs = CostsOfTable;

export const COSTS: ConfigKind<Costs> = {
  noun: 'costs',
  annotated: true,
  schema: Costs,
  presets: PRESET_FOLDERS.costs,
  example: 'remoteMemory=2700ns',
  normalise: normaliseCosts,
  prepare: prepareCosts,
  shown: shownCost,
  published: publishedCosts,
};

/**
 * Costs by preset name, by file, or as keys and values, with settings such as `remoteMemory=2700ns`, `memory.local=120cycles` or
 * `{ clock: 800 }`. What is set has the setting as its source. Throws UserError that names file:line:column, or the setting.
 *
 * @param given - a preset's name, a file, or keys and values
 * @param settings - texts `path=value`, or values by their paths. Default: none
 * @returns the costs, each number with its origin
 * @example
 * ```ts
 * import { loadCosts } from 'disco-replay';
 *
 * const costs = loadCosts({ extends: 'flash', memory: { local: '100ns' } }, ['memory.remote=2us']);
 * console.log(costs.remoteMemory.value, costs.remoteMemory.unit);
 * ```
 */
export const loadCosts = (given: string | CostsInput, settings: CostSettings = []): Costs =>
  loadConfig(COSTS, given, settings as Settings);

/** The same, and notes of what the clock converted. */
export const loadLocatedCosts = (given: string | CostsInput, settings: CostSettings = []) =>
  loadLocated(COSTS, given, settings as Settings);
