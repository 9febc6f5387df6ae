/** Configurations: presets and files, objects, settings; layers of them, checked, with places. */

export { type ConfigKind, presetNames } from './config/kind.ts';
export {
  checked,
  type Loaded,
  loadConfig,
  loadLocated,
  type Source,
  validated,
} from './config/load.ts';
export { publishedSchema } from './config/published.ts';
export type { Given } from './config/read.ts';
export { jsonSchema, knownKeys } from './config/schema.ts';
export type { Settings } from './config/settings.ts';
export { nearestOf, suggestion } from './config/suggestion.ts';
export { parseYaml } from './config/yaml.ts';
