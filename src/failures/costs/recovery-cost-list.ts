import type { CostList } from '../../price/cost-list.ts';
import { RECOVERY_BOUNDS, RECOVERY_COST_TABLE, RECOVERY_GROUPS, RECOVERY_UNITS } from './recovery-cost-table.ts';

/** Recovery costs as a page has sliders for them. */
export const RECOVERY_COST_LIST: CostList = {
  groups: RECOVERY_GROUPS,
  costs: RECOVERY_COST_TABLE,
  bounds: RECOVERY_BOUNDS,
  units: Object.fromEntries(Object.entries(RECOVERY_UNITS).map(([unit, { short }]) => [unit, short])),
  flag: '--recovery',
};
