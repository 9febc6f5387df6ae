import { z } from 'zod';
import { isTree, type Layer, type Path, textOf, type Writing } from '../layers.ts';
import { nodeAt, type SchemaNode } from '../schema.ts';
import { ORIGIN_KINDS } from './origin-kinds.ts';

/** What stands beside the `value` of a number with its origin. */
export const origin = {
  kind: z.enum(ORIGIN_KINDS),
  source: z.string().min(1).describe('Page, table, formula or reason.'),
};

/**
 * A layer in which every value of a number with an origin has one: a number that is written plainly, or without a kind, is given by whoever
 * wrote it, and what was said of another value is not said of this one. `depthOf`: keys of the path of the number to which a path
 * belongs; undefined: to none.
 */
export function withOrigins({ flag, writings }: Layer, depthOf: (path: Path) => number | undefined): Writing[] {
  const said = new Set(writings.map(({ path }) => textOf(path)));
  return writings.flatMap((writing) => {
    const { path, value, place } = writing;
    const depth = depthOf(path);
    if (depth === undefined) return [writing];
    const plain = path.length === depth && !isTree(value);
    if (!plain && !(path.length === depth + 1 && path[depth] === 'value')) return [writing];
    const add = (key: string, what: unknown): Writing => ({ path: [...path.slice(0, depth), key], value: what, place, replaces: false }); // biome-ignore format: a line
    const has = (key: string): boolean => !plain && said.has(textOf([...path.slice(0, depth), key]));
    const source = flag ? place : `${place}, without a source`;
    const kind = has('kind') ? [] : [add('kind', 'given')];
    return [...kind, ...(has('source') ? [] : [add('source', has('kind') ? undefined : source)]), add('value', value)];
  });
}

/** Whether a number stands here that the schema itself has with its origin. */
export const hasOrigin = (node: SchemaNode | undefined): boolean =>
  node?.properties?.source !== undefined && node.properties.kind !== undefined;

/** How layers of a kind are read whose schema has numbers with origins, `{ value, kind, source }`, which may be written plainly: `instructions: 10M`. */
export const originated =
  (schema: () => z.ZodType<unknown>) =>
  (layer: Layer): Layer[] => [{ ...layer, writings: withOrigins(layer, (path) => quantityDepth(schema(), path)) }];

/** Keys of the path of the number with an origin that a path is, or is the value of; undefined: of none. */
function quantityDepth(schema: z.ZodType<unknown>, path: Path): number | undefined {
  const depth = path.at(-1) === 'value' ? path.length - 1 : path.length;
  return hasOrigin(nodeAt(schema, path.slice(0, depth))) ? depth : undefined;
}
