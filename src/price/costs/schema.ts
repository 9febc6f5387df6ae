import { z } from 'zod';
import { origin } from '../../config/annotations/origins.ts';
import { label, text } from '../../config/labels.ts';
import { COST_BOUNDS, COST_NAMES, COST_TABLE, type CostGroup, type CostName, type CostUnit } from '../cost-table.ts';

const cost = <Unit extends CostUnit>([unit, meaning]: readonly [unit: Unit, meaning: string, group: CostGroup]) =>
  z
    .strictObject({
      value: z.number().min(COST_BOUNDS[unit].min).max(COST_BOUNDS[unit].max).describe(`In ${unit}.`).meta({ unit }),
      unit: z.literal(unit),
      ...origin,
    })
    .describe(meaning);

/** What a file of costs looks like under the names by which prices are computed. */
export const Costs = z.strictObject({
  name: label.default('unnamed'),
  description: text.optional(),
  ...(Object.fromEntries(COST_NAMES.map((name) => [name, cost<CostUnit>(COST_TABLE[name])])) as {
    [Name in CostName]: ReturnType<typeof cost<(typeof COST_TABLE)[Name][0]>>;
  }),
});
