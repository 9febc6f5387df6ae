import { type ConfigKind, loadConfig } from '../../config.ts';
import { UserError } from '../../errors.ts';
import { Structure } from './structure.ts';

export const STRUCTURES: ConfigKind<Structure> = {
  noun: 'structure',
  schema: Structure,
  presets: new URL('./presets/', import.meta.url),
};

/** A structure by preset name or file, with overrides such as `cache.l2.sizeBytes=262144`. Throws UserError with file:line:column. */
export const loadStructure = (nameOrPath: string, overrides: readonly string[] = []): Structure =>
  loadConfig(STRUCTURES, nameOrPath, overrides);

/** The part of a structure, of those it may lack, within which an override lies. */
const partOf = (override: string): 'monitor' | 'numa' | undefined =>
  (['monitor', 'numa'] as const).find((part) => override.startsWith(`${part}.`));

/**
 * Several structures with the same overrides. One within a part that a structure lacks (`monitor.zeroedPages=false` where there is
 * no monitor) leaves that structure as it is. Throws UserError if it would leave all of them so.
 */
export function loadStructures(names: readonly string[], overrides: readonly string[] = []): Structure[] {
  const given = (part: string): boolean => overrides.some((override) => override.startsWith(`${part}=`));
  const plain = names.map((name) => loadStructure(name) as Record<string, unknown>);
  const applies = (override: string, n: number): boolean => {
    const part = partOf(override);
    return part === undefined || given(part) || plain[n][part] != null;
  };
  for (const override of overrides)
    if (!names.some((_, n) => applies(override, n)))
      throw new UserError(
        `--set ${override}: no ${partOf(override)} in ${names.join(', ')}; --set ${partOf(override)}={} gives one`,
      );
  return names.map((name, n) =>
    loadStructure(
      name,
      overrides.filter((override) => applies(override, n)),
    ),
  );
}
