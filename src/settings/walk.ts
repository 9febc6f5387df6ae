import { hasOrigin } from '../config/annotations/origins.ts';
import { isNullable, type SchemaNode } from '../config/schema.ts';

/** What stands in a pattern where documents have many of a form, or names of their own choice: by the key before it. */
const PLACEHOLDERS: Readonly<Record<string, string>> = {
  services: 'SERVICE',
  locks: 'LOCK',
  programs: 'PROGRAM',
  calls: 'CALL',
  data: 'REGION',
};
/** What stands in a pattern for the elements of a list. */
const ELEMENT = '[]';

/** A value that a document has. */
export interface SchemaLeaf {
  /** Its keys; a placeholder in capitals stands for a name, `[]` for the elements of a list. */
  pattern: readonly string[];
  /** What says which values it may have. */
  node: SchemaNode;
  meaning: string;
  /** What it is where a document does not say it; undefined: a document has to, or it is absent. */
  fallback?: unknown;
}

/** Every value of a schema and of the lists in it, but for labels. A number with its origin is one value; so is a group that null may take the place of. */
export function leavesOf(node: SchemaNode, pattern: readonly string[] = []): SchemaLeaf[] {
  const object = objectOf(node);
  const list = listOf(node);
  if (object?.properties !== undefined) {
    if (hasOrigin(object)) return [leaf(pattern, object.properties.value, node)];
    const its = Object.entries(object.properties).filter(([key]) => key !== 'name' && key !== 'description');
    const same = pattern.at(-1) === 'services';
    const below = same ? [['SERVICE', its[0][1]] as const] : its;
    const itself = isNullable(node) ? [leaf(pattern, { type: 'null' }, node)] : [];
    return [...itself, ...below.flatMap(([key, inner]) => leavesOf(inner, [...pattern, key]))];
  }
  if (list !== undefined) {
    const elements = objectOf(list.items as SchemaNode) === undefined ? [] : leavesOf(list.items as SchemaNode, [...pattern, ELEMENT]);
    const orNull = node.anyOf?.some(({ type }) => type === 'null') ? { anyOf: [list, { type: 'null' }] } : list;
    return [leaf(pattern, orNull, node), ...elements];
  }
  if (typeof node.additionalProperties === 'object')
    return leavesOf(node.additionalProperties, [...pattern, PLACEHOLDERS[pattern.at(-1) ?? ''] ?? 'NAME']);
  return [leaf(pattern, node, node)];
} // biome-ignore format: a line

function leaf(pattern: readonly string[], node: SchemaNode, outer: SchemaNode): SchemaLeaf {
  const fallback = outer.default ?? node.default;
  return { pattern, node, meaning: outer.description ?? node.description ?? '', ...(fallback === undefined ? {} : { fallback }) };
} // biome-ignore format: a line

/** The alternative of a node that has keys, and the only one but null. */
const objectOf = (node: SchemaNode): SchemaNode | undefined =>
  node.properties !== undefined || !isNullable(node) ? node.properties && node : node.anyOf?.find(({ properties }) => properties !== undefined); // biome-ignore format: a line

const listOf = (node: SchemaNode): SchemaNode | undefined =>
  node.items !== undefined ? node : node.anyOf?.find(({ items }) => items !== undefined);

/** Whether a path is one of those that a pattern stands for. */
export const matches = (pattern: readonly string[], path: readonly string[]): boolean =>
  pattern.length === path.length && pattern.every((key, n) => key === path[n] || isPlaceholder(key));

export const isPlaceholder = (key: string): boolean => key === 'NAME' || Object.values(PLACEHOLDERS).includes(key);
/** Whether a pattern is of elements of a list. */
export const isInList = (pattern: readonly string[]): boolean => pattern.includes(ELEMENT);
