import { type ConfigKind, loadConfig } from '../config.ts';
import { Structure } from './structure.ts';

export const STRUCTURES: ConfigKind<Structure> = {
  noun: 'structure',
  schema: Structure,
  presets: new URL('./structures/', import.meta.url),
};

/** A structure by preset name or file, with overrides such as `cache.l2.sizeBytes=262144`. Throws UserError with file:line:column. */
export const loadStructure = (nameOrPath: string, overrides: readonly string[] = []): Structure =>
  loadConfig(STRUCTURES, nameOrPath, overrides);
