import { z } from 'zod';
import { type ConfigKind, loadConfig } from '../config.ts';
import {
  COST_KINDS,
  COST_NAMES,
  COST_TABLE,
  type CostName,
  type Costs as CostsOfTable,
  type CostUnit,
} from './cost-table.ts';

export { COST_KINDS, COST_NAMES, type CostName } from './cost-table.ts';

const cost = <Unit extends CostUnit>([unit, meaning]: readonly [unit: Unit, meaning: string]) =>
  z
    .strictObject({
      value: z.number().min(0).describe(`In ${unit}.`),
      unit: z.literal(unit),
      kind: z.enum(COST_KINDS),
      source: z.string().min(1).describe('Page, table, formula or reason.'),
    })
    .describe(meaning);

/** What a file of costs looks like. */
export const Costs = z.strictObject({
  name: z.string().default('unnamed'),
  description: z.string().optional(),
  ...(Object.fromEntries(COST_NAMES.map((name) => [name, cost<CostUnit>(COST_TABLE[name])])) as {
    [Name in CostName]: ReturnType<typeof cost<(typeof COST_TABLE)[Name][0]>>;
  }),
});
export type Costs = CostsOfTable;

export const COSTS: ConfigKind<Costs> = {
  noun: 'costs',
  schema: Costs,
  presets: new URL('./costs/', import.meta.url),
  flag: '--set-cost',
};

/** Costs by preset name or file, with overrides such as `localMemory.value=400`. Throws UserError with file:line:column. */
export const loadCosts = (nameOrPath: string, overrides: readonly string[] = []): Costs =>
  loadConfig(COSTS, nameOrPath, overrides);
