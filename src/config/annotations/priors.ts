import { excerpt, UserError } from '../../errors.ts';
import { shown } from '../issue.ts';
import type { ConfigKind } from '../kind.ts';
import { isTree, type Layer, Merged, type Path, type Tree, valueAt, type Writing } from '../layers.ts';
import { inUnit, parseQuantity } from '../quantity.ts';
import { isLeaf, nodeAt, pathsOf, type SchemaNode } from '../schema.ts';
import { suggestion } from '../suggestion.ts';
import { parsed } from './parsed.ts';
import { type Prior, PriorEntry, type Rest, restAfter, type Scalar, type Scaled, type Spread } from './spread.ts';

/** A prior before the configuration is known in which its number stands. */
export interface Written {
  key: string;
  paths: readonly Path[];
  /** Of numbers that vary in proportion. */
  scaled: readonly Path[];
  /** Of the number that makes a sum with it. */
  rest: readonly Path[];
  entry: PriorEntry;
  place: string;
}

/** As much of a kind as annotations need. */
export type AnnotatedKind = Pick<ConfigKind<unknown, unknown>, 'noun' | 'schema' | 'normalise' | 'annotated' | 'shown'>;

const SECTION = 'priors';

/** Where in a path the section begins, at the top or in a document within; -1: it is in none. */
export function sectionAt({ schema }: AnnotatedKind, path: Path): number {
  const n = path.indexOf(SECTION);
  return n < 0 || n > 1 || nodeAt(schema, path.slice(0, n + 1)) !== undefined ? -1 : n;
}

/** The priors that a layer has, one for each key of its sections. */
export function priorsOf(kind: AnnotatedKind, { writings }: Layer): Written[] {
  const inside = writings.flatMap((writing) => {
    const n = sectionAt(kind, writing.path);
    return n < 0 ? [] : [{ writing, n }];
  });
  return inside.flatMap(({ writing: { path, value, place }, n }) => {
    if (path.length === n + 1 && !isTree(value))
      throw new UserError(`${place}: ${SECTION}: found ${shown(value)}, expected keys and values`);
    if (path.length !== n + 2) return [];
    const key = path[n + 1];
    const own = inside.map(({ writing }) => writing).filter((each) => each.path.length > n + 2 && path.every((part, k) => part === each.path[k])); // biome-ignore format: a line
    const merged = new Merged([{ flag: false, writings: own.map((each) => ({ ...each, path: each.path.slice(n + 2) })) }], place); // biome-ignore format: a line
    const name = `${SECTION}: ${key}`;
    const entry = parsed(PriorEntry, isTree(value) ? merged.tree : value, place, name, merged);
    const pathOf = (each: string): Path => pathIn(kind, path.slice(0, n), each, place);
    const paths = [key, ...(entry.also ?? [])].map(pathOf);
    return [
      {
        key,
        paths,
        scaled: (entry.scaled ?? []).map(pathOf),
        rest: restOf(entry).map(({ path }) => pathOf(path)),
        entry,
        place,
      },
    ];
  });
}

/** Where the configuration has the value that somebody would set by this key. Throws UserError: there is none. */
function pathIn(
  { schema, noun, normalise, shown: shownAs = (path) => path }: AnnotatedKind,
  prefix: Path,
  key: string,
  place: string,
): Path {
  const asked: Writing = { path: [...prefix, ...key.split('.')], value: 0, place, replaces: true };
  const layers = normalise?.({ flag: true, writings: [asked] }) ?? [{ flag: true, writings: [asked] }];
  const path = layers.flatMap(({ writings }) => writings).findLast(({ value }) => value === 0)?.path ?? asked.path;
  const node = nodeAt(schema, path);
  if (node !== undefined && isLeaf(node)) return path;
  const group = node === undefined ? '' : ', but a group of them';
  const known = pathsOf(schema).map((each) => shownAs(each.split('.').filter((part) => part !== 'value')).join('.'));
  throw new UserError(`${place}: ${SECTION}: ${excerpt(key)} is no number of a ${noun}${group}${suggestion(key, known)}`); // biome-ignore format: a line
}

/** A prior as draws use it. Throws UserError for one that is empty or does not hold what the document says. */
export function resolved(
  { schema }: AnnotatedKind,
  { key, paths, scaled, rest, entry, place }: Written,
  tree: Tree,
): Prior {
  const fail = (problem: string): never => {
    throw new UserError(`${place}: ${SECTION}: ${key}: ${problem}`);
  };
  const centre = valueAt(tree, paths[0]) as Scalar | undefined;
  if (centre === undefined) return fail('nothing is written there, so that nothing is its middle');
  const unequal = paths.find((path) => valueAt(tree, path) !== centre);
  if (unequal !== undefined)
    fail(`${unequal.join('.')} is ${shown(valueAt(tree, unequal))}, not ${shown(centre)}: expected the same number`);
  const { reason, source } = entry;
  const spread =
    'oneOf' in entry ? { oneOf: entry.oneOf, centre } : rangeOf(entry, centre, nodeAt(schema, paths[0]), fail);
  if ('oneOf' in spread) {
    if (new Set(spread.oneOf).size < spread.oneOf.length) fail('the same value twice');
    if (!spread.oneOf.includes(centre)) fail(`${shown(centre)}, which it is, is not among them`);
  }
  const others = scaled.map((path) => scaledAt(path, valueAt(tree, path), nodeAt(schema, path), fail));
  if (others.length > 0 && ('oneOf' in spread || !(spread.centre > 0)))
    fail('scaled: only a range around a number above 0 has numbers in proportion');
  const [{ times }] = [...restOf(entry), { times: 1 }];
  const [left] = rest.map((path) => restAt(path, valueAt(tree, path), nodeAt(schema, path), times, spread, fail));
  return {
    key,
    paths,
    spread,
    scaled: others,
    ...(left === undefined ? {} : { rest: left }),
    written: entry,
    reason,
    source,
    place,
  };
}

/** The number that makes a sum with one that has a prior, if there is one. */
function restOf({ rest }: PriorEntry): { path: string; times: number }[] {
  if (rest === undefined) return [];
  return [typeof rest === 'string' ? { path: rest, times: 1 } : rest];
}

/** The number that makes a sum with one that has this spread. */
function restAt(
  path: Path,
  centre: unknown,
  node: SchemaNode | undefined,
  times: number,
  spread: Spread,
  fail: (problem: string) => never,
): Rest {
  const name = path.join('.');
  if (typeof centre !== 'number') return fail(`rest: ${name} is ${shown(centre)}; expected a number`);
  if ('oneOf' in spread) return fail('rest: only a range has a number that makes a sum with it');
  const rest = { centre, whole: isWhole(node), times };
  const [least, most] = [spread.to, spread.from].map((bound) => restAfter(rest, bound - spread.centre));
  const { minimum = Number.NEGATIVE_INFINITY, maximum = Number.POSITIVE_INFINITY } = boundsOf(node);
  if (least < minimum || most > maximum)
    return fail(`rest: ${name} would be from ${least} to ${most}; expected from ${minimum} to ${maximum}`);
  return { path, ...rest };
}

/** A number in proportion to another. */
function scaledAt(path: Path, centre: unknown, node: SchemaNode | undefined, fail: (problem: string) => never): Scaled {
  if (typeof centre !== 'number') return fail(`${path.join('.')} is ${shown(centre)}; expected a number to multiply`);
  const { minimum: least = Number.NEGATIVE_INFINITY, maximum: most = Number.POSITIVE_INFINITY } = boundsOf(node);
  return { path, centre, whole: isWhole(node), least, most };
}

/** The bounds of a number by its schema, of the numeric alternative where there are several. */
const boundsOf = (node: SchemaNode | undefined): Pick<SchemaNode, 'minimum' | 'maximum'> =>
  node?.anyOf?.find(({ type }) => type === 'integer' || type === 'number') ?? node ?? {};

function rangeOf(
  { from, to, scale = 'linear' }: Extract<PriorEntry, { from: unknown }>,
  centre: Scalar,
  node: SchemaNode | undefined,
  fail: (problem: string) => never,
): Spread {
  const inIts = (bound: number | string): number => {
    if (typeof bound === 'number') return bound;
    const quantity = parseQuantity(bound);
    const value = quantity === undefined ? `expected a number, or one with a unit` : inUnit(quantity, node?.unit);
    return typeof value === 'number' ? value : fail(`found ${excerpt(bound)}: ${value}`);
  };
  const [low, high] = [inIts(from), inIts(to)];
  if (typeof centre !== 'number') return fail(`found a range, but ${shown(centre)} is no number; expected oneOf`);
  if (!(low < high)) fail(`from ${low} to ${high} is empty; expected from less than to`);
  if (!(low <= centre && centre <= high)) fail(`from ${low} to ${high} excludes ${centre}, which it is`);
  if (scale === 'log' && !(low > 0)) fail(`ratios (scale: log) begin above 0, found from ${low}`);
  return { from: low, to: high, scale, whole: isWhole(node), centre };
}

const isWhole = (node: SchemaNode | undefined): boolean =>
  node?.type === 'integer' || (node?.anyOf?.some(isWhole) ?? false);
