import { readdirSync, readFileSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import { distance } from 'fastest-levenshtein';
import { LineCounter, parse, parseDocument } from 'yaml';
import { z } from 'zod';
import { describeIssue } from './config-issue.ts';
import { excerpt, UserError } from './errors.ts';

/** A kind of configuration: where its presets live and what it must look like. */
export interface ConfigKind<T> {
  /** `structure`, `costs`: the word messages use. */
  noun: string;
  schema: z.ZodType<T>;
  /** Folder of the presets, one YAML file each. */
  presets: URL;
  /** The flag that overrides values; `--set` by default. */
  flag?: string;
}

type Tree = { [key: string]: unknown };
type Path = readonly PropertyKey[];

/** Names of the presets, sorted. */
export function presetNames(kind: ConfigKind<unknown>): string[] {
  return readdirSync(kind.presets).filter((f) => f.endsWith('.yaml')).map((f) => f.slice(0, -5)).sort(); // biome-ignore format: short
}

/**
 * Loads a preset by name or a YAML or JSON file by path, applies `extends: NAME` and the overrides (`a.b=value`, the value as YAML),
 * and validates the result. Errors name file, line and column, or the override.
 */
export function loadConfig<T>(kind: ConfigKind<T>, nameOrPath: string, overrides: readonly string[] = []): T {
  return loadConfigSource(kind, nameOrPath, overrides).value;
}

/** The same, and where each of its values was written, for messages that come later. */
export function loadConfigSource<T>(
  kind: ConfigKind<T>,
  nameOrPath: string,
  overrides: readonly string[] = [],
): { value: T; where: Source['where'] } {
  const source = read(kind, nameOrPath, []);
  const places = overrides.map((text) => applyOverride(kind, source, text));
  return { value: validated(kind, source, places), where: source.where };
}

/** A configuration as keys and values, before it is known to be one. */
export interface Source {
  tree: { [key: string]: unknown };
  /** Where a path was written: `file:line:column`. */
  where(path: readonly PropertyKey[]): string;
}

/** The configuration that these keys and values make. Throws UserError, a line for each problem, with its place. */
export function validated<T>(kind: ConfigKind<T>, source: Source, overrides: readonly Override[] = []): T {
  const result = kind.schema.safeParse(source.tree);
  if (result.success) return result.data;
  const [...byPath] = Map.groupBy(result.error.issues, ({ path }) => path.join('.')).values();
  throw new UserError(byPath.flatMap(([first]) => describe(first, source, overrides, kind)).join('\n'));
}

function read(kind: ConfigKind<unknown>, nameOrPath: string, chain: string[]): Source {
  if (chain.includes(nameOrPath))
    throw new UserError(`${kind.noun} ${[...chain, nameOrPath].join(' extends ')}: a circle`);
  const { file, text } = readText(kind, nameOrPath);
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter });
  const place = (offset: number): string => {
    const { line, col } = lineCounter.linePos(offset);
    return `${file}:${line}:${col}`;
  };
  const [error] = document.errors;
  if (error !== undefined)
    throw new UserError(`${place(error.pos[0])}: ${error.message.split('\n')[0].replace(/ at line.*$/, '')}`);
  const own = plain(() => document.toJS(), file);
  if (!isTree(own))
    throw new UserError(`${file}:1:1: found ${excerpt(text.slice(0, 40))}, expected a ${kind.noun} (keys and values)`);
  const written = (path: Path): string | undefined => {
    const node = document.getIn(path, true) as { range?: [number, number, number] } | undefined;
    return node?.range == null ? undefined : place(node.range[0]);
  };
  const { extends: base, ...rest } = own;
  if (base === undefined) return { tree: rest, where: (path) => nearestWhere(path, written) ?? `${file}:1:1` };
  if (typeof base !== 'string')
    throw new UserError(`${written(['extends'])}: found ${excerpt(String(base))}, expected the name of a ${kind.noun}`);
  const parent = read(kind, beside(base, nameOrPath), [...chain, nameOrPath]);
  return { tree: merge(parent.tree, rest), where: (path) => nearestWhere(path, written) ?? parent.where(path) };
}

/** What a file extends: a preset by its name, or a file by its path from where the file itself stands. */
const beside = (base: string, file: string): string =>
  !/[./]/.test(base) || isAbsolute(base) ? base : join(dirname(file), base);

/** A value out of YAML. Aliases may lead back to what contains them, or nowhere: a UserError, as for one that fails otherwise. */
function plain(parsed: () => unknown, place: string): unknown {
  try {
    const value = parsed();
    JSON.stringify(value);
    return value;
  } catch (error) {
    const { name, message } = error as Error;
    const why =
      name === 'ReferenceError'
        ? message
        : name === 'TypeError'
          ? 'an alias leads back to what contains it'
          : 'the value is not YAML';
    throw new UserError(`${place}: ${why}`);
  }
}

/** Where the path, or the closest part of it that was written, stands. */
function nearestWhere(path: Path, written: (path: Path) => string | undefined): string | undefined {
  for (let n = path.length; n > 0; n--) {
    const found = written(path.slice(0, n));
    if (found !== undefined) return found;
  }
  return undefined;
}

function readText(kind: ConfigKind<unknown>, nameOrPath: string): { file: string; text: string } {
  const presets = presetNames(kind);
  if (nameOrPath === '')
    throw new UserError(`the name of the ${kind.noun} is empty; expected a file or a preset: ${presets.join(', ')}`);
  const preset = presets.includes(nameOrPath);
  try {
    const text = readFileSync(preset ? new URL(`${nameOrPath}.yaml`, kind.presets) : nameOrPath, 'utf8');
    return { file: preset ? `${nameOrPath} (preset)` : nameOrPath, text };
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    const reason = code === 'ENOENT' ? 'no such preset or file' : `it cannot be read (${code})`;
    throw new UserError(
      `${kind.noun} ${excerpt(nameOrPath)}: ${reason}; presets: ${presets.join(', ')}${suggestion(nameOrPath, presets)}`,
    );
  }
}

interface Override {
  path: string[];
  /** `--set KEY=VALUE` */
  place: string;
}

/** Sets one value in the tree; returns its path and the override as given, for messages. */
function applyOverride(kind: ConfigKind<unknown>, source: Source, text: string): Override {
  const match = /^([^=\s]+)=(.*)$/s.exec(text);
  const place = `${kind.flag ?? '--set'} ${text}`;
  if (match === null)
    throw new UserError(
      `${place}: expected KEY=VALUE, such as ${kind.noun === 'costs' ? 'localMemory.value=400' : 'cache.l2.sizeBytes=262144'}`,
    );
  const path = match[1].split('.');
  if (path.some((key) => key === '__proto__' || key === 'constructor' || key === 'prototype' || key === ''))
    throw new UserError(`${place}: ${excerpt(match[1])} is no key of a ${kind.noun}`);
  const value = plain(() => parse(match[2]), place);
  let tree = source.tree;
  for (const key of path.slice(0, -1)) {
    if (!isTree(tree[key])) tree[key] = {};
    tree = tree[key] as Tree;
  }
  tree[path.at(-1)!] = value;
  return { path, place };
}

/** One line for each problem: where, what, expected, and for an unknown key the nearest known one. */
function describe(
  issue: z.core.$ZodIssue,
  source: Source,
  overrides: readonly Override[],
  kind: ConfigKind<unknown>,
): string[] {
  const at = (path: Path): string => {
    // The override set this, or something within it or around it.
    const override = overrides.find((o) => o.path.every((key, i) => i >= path.length || key === String(path[i])));
    return override === undefined || path.length === 0 ? source.where(path) : override.place;
  };
  if (issue.code === 'unrecognized_keys') {
    const known = knownKeys(kind.schema, issue.path);
    return issue.keys.map((key) => {
      const path = [...issue.path, key];
      const list = known.length > 0 ? `; known: ${known.join(', ')}` : '';
      return `${at(path)}: unknown key ${excerpt(path.join('.'))}${suggestion(key, known)}${list}`;
    });
  }
  let found: unknown = source.tree;
  for (const key of issue.path)
    found = isTree(found) || Array.isArray(found) ? (found as Tree)[key as string] : undefined;
  return [`${at(issue.path)}: ${issue.path.join('.') || kind.noun}: ${describeIssue(issue, found)}`];
}

/** The keys the schema knows at a path, through its JSON Schema. */
export function knownKeys(schema: z.ZodType<unknown>, path: readonly PropertyKey[]): string[] {
  type Node = { properties?: Record<string, Node>; anyOf?: Node[] };
  let node: Node | undefined = jsonSchema(schema) as Node;
  const object = (n: Node | undefined): Node | undefined => (n?.properties ? n : n?.anyOf?.find((x) => x.properties));
  for (const key of path) node = object(node)?.properties?.[String(key)];
  return Object.keys(object(node)?.properties ?? {});
}

/** The published JSON Schema of a kind of configuration, for editors. */
export function jsonSchema(schema: z.ZodType<unknown>): object {
  const known = jsonSchemas.get(schema) ?? z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  jsonSchemas.set(schema, known);
  return known;
}
const jsonSchemas = new WeakMap<z.ZodType<unknown>, object>();

/** `; did you mean "x"?` when a known word is close, else nothing. */
export function suggestion(word: string, known: readonly string[]): string {
  const best = [...known].sort(
    (a, b) => distance(word.toLowerCase(), a.toLowerCase()) - distance(word.toLowerCase(), b.toLowerCase()),
  )[0];
  if (best === undefined || distance(word.toLowerCase(), best.toLowerCase()) > Math.max(2, word.length / 3)) return '';
  return `; did you mean ${excerpt(best)}?`;
}

const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null && !Array.isArray(value);

/** `over` on top of `base`, objects merged key by key. */
function merge(base: Tree, over: Tree): Tree {
  const merged = { ...base };
  for (const [key, value] of Object.entries(over)) {
    const under = merged[key];
    merged[key] = isTree(under) && isTree(value) ? merge(under, value) : value;
  }
  return merged;
}
