import { type Setting, settingsOf } from '../../config/settings.ts';
import { type ConfigKind, loadConfig, type Settings } from '../../config.ts';
import { UserError } from '../../errors.ts';
import { PRESET_FOLDERS } from '../../presets.ts';
import { compose } from './documents/compose.ts';
import { Documents } from './documents/documents.ts';
import type { StructureInput, StructureSettings } from './documents/input.ts';
import { normalise } from './documents/normalise.ts';
import { publishedSchema } from './documents/published.ts';
import { meansNothing, partOf } from './documents/reach.ts';
import type { Structure } from './structure.ts';

export const STRUCTURES: ConfigKind<Structure, Documents> = {
  noun: 'structure',
  annotated: true,
  schema: Documents,
  presets: PRESET_FOLDERS.structure,
  normalise,
  resolve: compose,
  shown: (path) => (path[0] === 'machine' && path.length > 1 ? path.slice(1) : path),
  published: publishedSchema,
};

/** A structure by preset name or file, as keys and values, or as it was loaded before. */
export type GivenStructure = string | StructureInput | Structure;

/**
 * A structure by preset name, by file, or as keys and values, with settings such as `cache.l2.sizeBytes=256KiB` or
 * `{ 'cache.l2.sizeBytes': 262144 }`. Throws UserError that names file:line:column, or the setting.
 *
 * @param given - a preset's name, a file, keys and values, or a structure
 * @param settings - texts `path=value`, or values by their paths. Default: none
 * @returns the structure
 * @example
 * ```ts
 * import { loadStructure } from 'disco-replay';
 *
 * const small = loadStructure({ extends: 'disco', name: 'small', machine: { tlb: { entries: 48 } } }, { 'cache.l2.sizeBytes': '512KiB' });
 * console.log(small.tlb.entries, small.cache.l2?.sizeBytes);
 * ```
 */
export const loadStructure = (given: GivenStructure, settings: StructureSettings = []): Structure =>
  loadConfig(STRUCTURES, given, settings as Settings);

/**
 * Several structures with the same settings. One within a part that a structure lacks (`monitor.zeroedPages=false` where there is
 * no monitor) leaves that structure as it is. Throws UserError if it would leave all of them so.
 *
 * @param given - structures, each as `loadStructure` takes it
 * @param settings - texts `path=value`, or values by their paths. Default: none
 * @returns the structures, in the order given
 * @example
 * ```ts
 * import { loadStructures } from 'disco-replay';
 *
 * const [irix, disco] = loadStructures(['irix', 'disco'], ['tlb.entries=128', 'monitor.zeroedPages=false']);
 * console.log(irix.tlb.entries, irix.monitor, disco.monitor?.zeroedPages);
 * ```
 */
export const loadStructures = (given: readonly GivenStructure[], settings: StructureSettings = []): Structure[] =>
  settingsOfEach(given, settings).map((own, n) => loadConfig(STRUCTURES, given[n], own));

/** Of settings of several structures, those that mean something to each. Throws UserError for one that means nothing to any. */
export function settingsOfEach(given: readonly GivenStructure[], settings: StructureSettings = []): Setting[][] {
  const all = settingsOf(settings as Settings);
  const whole = all.filter(({ path }) => path.length === 1);
  const plain = given.map((each) => loadConfig(STRUCTURES, each, whole)); // `machine=mine.yaml` may bring what another setting is within
  const parts = new Set(whole.map(({ path }) => path[0]));
  const idle = (n: number) => all.filter(({ path }) => !parts.has(path[0]) && meansNothing(path, plain[n]));
  const left = given.map((_, n) => new Set(idle(n)));
  for (const setting of all)
    if (left.every((each) => each.has(setting))) {
      const names = plain.map(({ name }) => name).join(', ');
      throw new UserError(`${setting.place}: ${partOf(setting.path)} in ${names}`);
    }
  return given.map((_, n) => all.filter((setting) => !left[n].has(setting)));
}
