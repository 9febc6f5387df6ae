import type { QuantityText, SettingsOf } from '../../config/input.ts';
import type { CostName, Costs } from '../cost-table.ts';

type ByLevel = 'l2.hit' | 'memory.local' | 'memory.remote' | 'memory.dirty';

/** The paths by which costs are set: by level or by name. */
export type CostPath = CostName | ByLevel | `${CostName | ByLevel}.value`;

/** One cost: a number in its own unit, one with a unit, or a number with its origin. */
export type CostInput = number | QuantityText | Partial<Costs[CostName]>;

/** Costs as a program writes them. */
export type CostsInput = {
  /** A preset, a file, or another such object, of which this one says what differs. */
  readonly extends?: string | CostsInput;
  readonly name?: string;
  readonly description?: string | undefined;
  /** The board cache. */
  readonly l2?: { readonly hit?: CostInput };
  readonly memory?: { readonly local?: CostInput; readonly remote?: CostInput; readonly dirty?: CostInput };
} & { readonly [Name in CostName]?: CostInput };

/** Settings of costs: texts such as `l2.hit=25ns`, or values by their paths. */
export type CostSettings = SettingsOf<CostPath | `costs.${CostPath}`>;
