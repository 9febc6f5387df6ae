import { knownKeys, suggestion } from '../../config.ts';
import { excerpt } from '../../errors.ts';
import { COST_NAMES, type CostName } from '../../price/costs.ts';
import { STRUCTURES } from '../../replay/structure/presets.ts';
import type { Structure } from '../../replay/structure/structure.ts';
import type { Scalar } from './range.ts';

/** A number of the model that a sweep may vary: a value of the structure, or a cost. */
export type Parameter =
  | { path: string; of: 'structure'; keys: readonly string[] }
  | { path: string; of: 'costs'; cost: CostName };

/** Names that are no settings. */
const LABELS = ['name', 'description'];

/** The paths of all values that a structure has, `tlb.entries` and the like. */
function structurePaths(): string[] {
  const paths: string[] = [];
  const visit = (keys: string[]): void => {
    const below = knownKeys(STRUCTURES.schema, keys);
    if (below.length === 0) paths.push(keys.join('.'));
    for (const key of below) if (keys.length > 0 || !LABELS.includes(key)) visit([...keys, key]);
  };
  visit([]);
  return paths;
}

let known: string[] | undefined;

/**
 * What a path names: `tlb.entries`, `monitor.secondLevelTlb.entries` (structure), `remoteMemory`, `costs.remoteMemory` or
 * `remoteMemory.value` (costs). Else a sentence that says what is wrong and what may have been meant.
 */
export function parameterOf(path: string): Parameter | string {
  const keys = path.split('.');
  const plain = keys[0] === 'costs' ? keys.slice(1) : keys;
  const [name, ...more] = plain;
  if (COST_NAMES.includes(name as CostName) && (more.length === 0 || (more.length === 1 && more[0] === 'value')))
    return { path: name, of: 'costs', cost: name as CostName };
  known ??= structurePaths();
  const parts = new Set(known.flatMap((each) => prefixes(each)));
  if (keys[0] !== 'costs' && (known.includes(path) || parts.has(path))) return { path, of: 'structure', keys };
  return `no such setting ${excerpt(path)}${nearest(path, plain, known)}; disco show structure disco and disco show costs flash list them`;
}

/** `cache.l2.sizeBytes` is within `cache.l2` and `cache`. */
const prefixes = (path: string): string[] =>
  path.split('.').flatMap((_, n, keys) => (n === 0 ? [] : [keys.slice(0, n).join('.')]));

/** The whole path if that is close, else what its last word may have meant: `memory.remoteNs` is near `remoteMemory` by its words. */
function nearest(path: string, keys: readonly string[], known: readonly string[]): string {
  const all = [...known, ...COST_NAMES];
  const whole = suggestion(path, all);
  if (whole !== '') return whole;
  const last = keys.at(-1) ?? '';
  const sameEnd = known.filter((each) => each.endsWith(`.${last}`));
  if (last !== '' && sameEnd.length > 0)
    return `; did you mean ${sameEnd
      .slice(0, 3)
      .map((each) => excerpt(each))
      .join(' or ')}?`;
  const words = new Set(keys.flatMap(wordsOf));
  const score = (name: string): number => wordsOf(name).filter((word) => words.has(word)).length;
  const best = COST_NAMES.toSorted((a, b) => score(b) - score(a))[0];
  return score(best) >= 2 ? `; did you mean ${excerpt(best)}?` : suggestion(last, all);
}

const wordsOf = (name: string): string[] => name.split(/(?=[A-Z])|\d+/).map((word) => word.toLowerCase());

/** The parts that a structure may lack. A value within a part that it lacks leaves it as it is. */
const PARTS = ['monitor', 'numa'] as const;

/** Whether the setting means something to this structure. */
export function appliesTo(structure: Structure, parameter: Parameter): boolean {
  const part = PARTS.find((each) => parameter.of === 'structure' && parameter.path.startsWith(`${each}.`));
  return part === undefined || structure[part] !== null;
}

/** Sets one value in a tree of keys and values. */
export function assign(tree: Record<string, unknown>, keys: readonly string[], value: Scalar): void {
  let at = tree;
  for (const key of keys.slice(0, -1)) {
    if (typeof at[key] !== 'object' || at[key] === null) at[key] = {};
    at = at[key] as Record<string, unknown>;
  }
  at[keys.at(-1)!] = value;
}
