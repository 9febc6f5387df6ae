import { z } from 'zod';
import { origin, withOrigins } from '../../config/annotations/origins.ts';
import { label, text } from '../../config/labels.ts';
import type { Settings } from '../../config/settings.ts';
import { type ConfigKind, loadConfig } from '../../config.ts';
import { PRESET_FOLDERS } from '../../presets.ts';
import {
  RECOVERY_BOUNDS,
  RECOVERY_COST_NAMES,
  RECOVERY_COST_TABLE,
  type RecoveryCostName,
  type RecoveryCosts,
  type RecoveryUnit,
} from './recovery-cost-table.ts';

const cost = <Unit extends RecoveryUnit>(unit: Unit, meaning: string) =>
  z
    .strictObject({
      value: z.number().min(RECOVERY_BOUNDS[unit].min).max(RECOVERY_BOUNDS[unit].max).describe(`In ${unit}.`).meta({ unit }), // biome-ignore format: a line
      unit: z.literal(unit),
      ...origin,
    })
    .describe(meaning);

const Shape = z.strictObject({
  name: label.default('unnamed'),
  description: text.optional(),
  ...(Object.fromEntries(
    RECOVERY_COST_NAMES.map((name) => [name, cost<RecoveryUnit>(RECOVERY_COST_TABLE[name][0], RECOVERY_COST_TABLE[name][1])]),
  ) as { [Name in RecoveryCostName]: ReturnType<typeof cost<(typeof RECOVERY_COST_TABLE)[Name][0]>> }),
}); // biome-ignore format: a shape

/** Documents of recovery costs: presets, files, keys and values. */
export const RECOVERY_COSTS: ConfigKind<RecoveryCosts> = {
  noun: 'recovery costs',
  annotated: true,
  schema: Shape,
  presets: PRESET_FOLDERS.recovery,
  example: 'detection=20ms',
  normalise: (layer) => [
    { ...layer, writings: withOrigins(layer, ([name]) => (isRecoveryCost(name) ? 1 : undefined)) },
  ],
};

const isRecoveryCost = (name: string): name is RecoveryCostName => RECOVERY_COST_NAMES.some((known) => known === name);

/**
 * Recovery costs by preset name, by file, or as keys and values, with settings such as `detection=20ms`. What is set has the setting as its source.
 * Throws UserError that names file:line:column, or the setting.
 */
export const loadRecoveryCosts = (given: string | Readonly<Record<string, unknown>> = 'flash', settings: Settings = []): RecoveryCosts => loadConfig(RECOVERY_COSTS, given, settings); // biome-ignore format: a line
