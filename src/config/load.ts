import type { z } from 'zod';
import { excerpt, UserError } from '../errors.ts';
import { type Annotations, withoutAnnotations } from './annotations/annotations.ts';
import { describeIssue, issuesOf } from './issue.ts';
import type { ConfigKind } from './kind.ts';
import { type Layer, Merged, type Path, type Tree, valueAt, type Writing } from './layers.ts';
import { inUnit, needsClock, parseQuantity } from './quantity.ts';
import { type Given, readLayers, rootOf } from './read.ts';
import { isNumeric, knownKeys, nodeAt } from './schema.ts';
import { type Settings, settingLayer, settingsOf } from './settings.ts';
import { suggestion } from './suggestion.ts';

/** A configuration, where each of its values was written, and what there is to say of how it was read. */
export interface Loaded<T> extends Annotations {
  value: T;
  where(path: readonly PropertyKey[]): string;
  notes: readonly string[];
}

/**
 * Loads a preset by name, a YAML or JSON file by path, or keys and values as they are; applies `extends` and the settings (`a.b=value`,
 * the value as YAML, or `{ 'a.b': value }`), and validates the result. Throws UserError that names file, line and column, or the setting.
 */
export const loadConfig = <T, W>(kind: ConfigKind<T, W>, given: Given, settings: Settings = []): T =>
  loadLocated(kind, given, settings).value;

/** The same, with places and notes. */
export function loadLocated<T, W>(kind: ConfigKind<T, W>, given: Given, settings: Settings = []): Loaded<T> {
  const layers = [...readLayers(kind, given), ...settingsOf(settings, kind.example).map(settingLayer)];
  const normalised = layers.flatMap((layer) => kind.normalise?.(layer) ?? [layer]);
  const { layers: plain, annotations } = withoutAnnotations(kind, normalised);
  const merged = new Merged(withNumbers(kind, plain), rootOf(kind, given));
  const where = (path: readonly PropertyKey[]): string => merged.where(path);
  const notes = kind.prepare?.(merged.tree, where) ?? [];
  const value = validated(kind, { tree: merged.tree, where });
  return { value, where, notes, ...annotations(merged.tree) };
}

/** Quantities as numbers. */
const withNumbers = <T, W>(kind: ConfigKind<T, W>, layers: readonly Layer[]): Layer[] =>
  layers.map(({ flag, writings }) => ({ flag, writings: writings.map((writing) => withNumber(kind, writing)) }));

/** `256KiB` as 262144 where a number is due. One that the clock must convert stays for later. */
function withNumber<T, W>(kind: ConfigKind<T, W>, writing: Writing): Writing {
  if (typeof writing.value !== 'string') return writing;
  const quantity = parseQuantity(writing.value);
  if (quantity === undefined) return writing;
  const node = nodeAt(kind.schema, writing.path);
  if (!isNumeric(node) || (node?.unit !== undefined && needsClock(quantity.unit, node.unit))) return writing;
  const value = inUnit(quantity, node?.unit);
  if (typeof value === 'number') return { ...writing, value };
  const path = (kind.shown?.(writing.path) ?? writing.path).join('.');
  throw new UserError(`${writing.place}: ${path}: found ${excerpt(writing.value)}: ${value}`);
}

/** A configuration as keys and values, before it is known to be one. */
export interface Source {
  tree: Tree;
  /** Where a path was written: `file:line:column`. */
  where(path: readonly PropertyKey[]): string;
}

/** The configuration that these keys and values make. Throws UserError, a line for each problem, with its place. */
export function validated<T, W>(kind: ConfigKind<T, W>, source: Source): T {
  const written = checked(kind, kind.schema.safeParse(source.tree), source);
  return kind.resolve === undefined ? (written as unknown as T) : checked(kind, kind.resolve(written), source);
}

/** What was parsed. Throws UserError, a line for each problem, with its place. */
export function checked<R>(
  kind: Pick<ConfigKind<unknown, unknown>, 'noun' | 'schema' | 'shown'>,
  result: z.ZodSafeParseResult<R>,
  source: Source,
): R {
  if (result.success) return result.data;
  const [...byPath] = Map.groupBy(issuesOf(result.error.issues), ({ path }) => path.map(String).join('\0')).values();
  throw new UserError(byPath.flatMap(([first]) => describe(first, source, kind)).join('\n'));
}

/** One line for each problem: where, what, expected, and for an unknown key the nearest known one. */
function describe(
  issue: z.core.$ZodIssue,
  source: Source,
  { noun, schema, shown = (path) => path }: Pick<ConfigKind<unknown, unknown>, 'noun' | 'schema' | 'shown'>,
): string[] {
  const path = issue.path.map(String);
  const name = (at: Path): string => shown(at).join('.');
  if (issue.code === 'unrecognized_keys') {
    const known = knownKeys(schema, path);
    return issue.keys.map((key) => {
      const at = [...path, key];
      const list = known.length > 0 ? `; known: ${known.join(', ')}` : '';
      return `${source.where(at)}: unknown key ${excerpt(name(at))}${suggestion(key, known)}${list}`;
    });
  }
  return [`${source.where(path)}: ${name(path) || noun}: ${describeIssue(issue, valueAt(source.tree, path))}`];
}
