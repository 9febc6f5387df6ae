import { withOrigins } from '../../config/annotations/origins.ts';
import { isTree, type Layer, type Path, type Tree, type Writing } from '../../config/layers.ts';
import { EXTENDS, partial } from '../../config/published.ts';
import { inUnit, parseQuantity } from '../../config/quantity.ts';
import { jsonSchema } from '../../config/schema.ts';
import { entryOf } from '../../entry.ts';
import { excerpt, UserError } from '../../errors.ts';
import type { CachesShape } from '../../replay/structure/shapes/cache-shape.ts';
import { COST_NAMES, type CostName, type Costs as CostsOfTable } from '../cost-table.ts';
import { Costs } from './schema.ts';

/** Levels below the first, a hit in which is part of the instruction. */
type Level = Exclude<keyof CachesShape, 'l1' | 'l1i' | 'l1d'>;

/** What a hit in a level costs: a level without a price does not compile. */
const HITS: Readonly<Record<Level, CostName>> = { l2: 'boardCacheHit' };

/** Costs by level, as a file has them, and the names by which prices are computed; all other costs have one name. */
const BY_LEVEL: Readonly<Record<string, CostName>> = {
  ...Object.fromEntries(Object.entries(HITS).map(([level, name]) => [`${level}.hit`, name])),
  'memory.local': 'localMemory',
  'memory.remote': 'remoteMemory',
  'memory.dirty': 'dirtyMemory',
};
const LEVELS = new Set(Object.keys(BY_LEVEL).map((path) => path.split('.')[0]));
const LEVEL_OF = new Map(Object.entries(BY_LEVEL).map(([path, name]): [string, string] => [name, path]));

/** Names of costs as people may write them, by level and otherwise. */
export const COST_PATHS: readonly string[] = [...COST_NAMES, ...Object.keys(BY_LEVEL)];

/** A path of a costs file as prices have it: `l2.hit.value` is `boardCacheHit.value`. */
export function costPath(path: Path): string[] {
  const name = entryOf(BY_LEVEL, path.slice(0, 2).join('.'));
  return name === undefined ? [...path] : [name, ...path.slice(2)];
}

/** A path of prices as a costs file has it. */
export const shownCost = ([name, ...rest]: Path): string[] => [...(LEVEL_OF.get(name)?.split('.') ?? [name]), ...rest];

/** A layer of costs under the names prices have, each with its origin. */
export function normaliseCosts(layer: Layer): Layer[] {
  const writings = layer.writings.flatMap(placed);
  const depthOf = ([name]: Path) => (COST_NAMES.includes(name as CostName) ? 1 : undefined);
  return [{ ...layer, writings: withOrigins({ ...layer, writings }, depthOf) }];
}

const placed = (writing: Writing): Writing[] =>
  writing.path.length === 1 && LEVELS.has(writing.path[0]) && isTree(writing.value)
    ? []
    : [{ ...writing, path: costPath(writing.path) }];

/** Values in another unit than their cost's, by the clock: time and cycles. Says what was converted. */
export function prepareCosts(tree: Tree, where: (path: Path) => string): string[] {
  const notes: string[] = [];
  const clock = isTree(tree.clock) ? tree.clock.value : undefined;
  for (const name of COST_NAMES) {
    const cost = tree[name];
    const quantity = isTree(cost) && typeof cost.value === 'string' ? parseQuantity(cost.value) : undefined;
    if (!isTree(cost) || quantity === undefined) continue;
    const text = `${quantity.number} ${quantity.unit}`;
    const value = inUnit(quantity, String(cost.unit), typeof clock === 'number' ? clock : undefined);
    if (typeof value === 'string')
      throw new UserError(
        `${where([name, 'value'])}: ${shownCost([name]).join('.')}: found ${excerpt(String(cost.value))}: ${value}`,
      );
    tree[name] = { ...cost, value, source: `${cost.source}; ${text} at ${clock} MHz` };
    notes.push(`${shownCost([name]).join('.')}: ${text} at ${clock} MHz are ${value} ${cost.unit}`);
  }
  return notes;
}

/** Costs as a file has them. */
export function costsDocument(costs: CostsOfTable): Tree {
  const tree: Tree = {};
  for (const [name, value] of Object.entries(costs)) {
    const [first, second] = shownCost([name]);
    if (second === undefined) tree[first] = value;
    else tree[first] = { ...(tree[first] as Tree | undefined), [second]: value };
  }
  return tree;
}

/** The JSON Schema of a costs file: by level, and the old names, which stand for the same. */
export function publishedCosts(): object {
  const { properties, ...rest } = partial(jsonSchema(Costs)) as Tree & { properties: Record<string, Tree> };
  const all: Tree = { extends: EXTENDS };
  for (const [name, schema] of Object.entries(properties)) {
    const [first, second] = shownCost([name]);
    if (second !== undefined) {
      const level = (all[first] ?? { type: 'object', properties: {}, additionalProperties: false }) as {
        properties: Tree;
      };
      level.properties[second] = schema;
      all[first] = level;
    }
    all[name] = second === undefined ? schema : { ...schema, deprecated: true };
  }
  return { ...rest, properties: all };
}
