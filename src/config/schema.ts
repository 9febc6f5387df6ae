import { z } from 'zod';
import type { Path } from './layers.ts';

/** A part of a JSON Schema, as far as it is looked at here. `unit` is what `meta({ unit })` says of a number. */
export interface SchemaNode {
  type?: string;
  properties?: Record<string, SchemaNode>;
  additionalProperties?: SchemaNode | boolean;
  items?: SchemaNode;
  anyOf?: SchemaNode[];
  enum?: unknown[];
  description?: string;
  unit?: string;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  maxItems?: number;
  const?: unknown;
  default?: unknown;
}

const jsonSchemas = new WeakMap<z.ZodType<unknown>, object>();

/** The JSON Schema of a zod schema, as files may be written. */
export function jsonSchema(schema: z.ZodType<unknown>): object {
  const known = jsonSchemas.get(schema) ?? z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  jsonSchemas.set(schema, known);
  return known;
}

const keyed = (node: SchemaNode | undefined): SchemaNode | undefined =>
  node === undefined || node.properties || typeof node.additionalProperties === 'object'
    ? node
    : node.anyOf?.map(keyed).find((each) => each !== undefined && (each.properties || each.additionalProperties));

const listed = (node: SchemaNode | undefined): SchemaNode | undefined =>
  node?.items ? node : node?.anyOf?.find((each) => each.items);

/** Whether a value stands here that has an origin: a number, a word of a few, a list; no keys that the schema knows, and no text for people. */
export const isLeaf = (node: SchemaNode | undefined): boolean =>
  node !== undefined && keyed(node) === undefined && (node.type !== 'string' || node.enum !== undefined);

/** Whether null may stand here in the place of keys, and nothing else. */
export const isNullable = (node: SchemaNode | undefined): boolean =>
  node?.anyOf?.some(({ type }) => type === 'null') === true &&
  node.anyOf.every((each) => each.type === 'null' || each.properties !== undefined);

/** What a schema says at a path: keys of objects and of records, numbers in lists; undefined: it knows no such path. */
export function nodeAt(schema: z.ZodType<unknown>, path: Path): SchemaNode | undefined {
  let node: SchemaNode | undefined = jsonSchema(schema) as SchemaNode;
  for (const key of path) {
    const object = keyed(node);
    const any = object?.additionalProperties;
    node =
      (Object.hasOwn(object?.properties ?? {}, key) ? object?.properties?.[key] : undefined) ??
      (typeof any === 'object' ? any : undefined) ??
      (/^\d+$/.test(key) ? listed(node)?.items : undefined);
    if (node === undefined) return undefined;
  }
  return node;
}

/** The keys the schema knows at a path. */
export const knownKeys = (schema: z.ZodType<unknown>, path: Path): string[] =>
  Object.keys(keyed(nodeAt(schema, path))?.properties ?? {});

/** All paths of a schema, of groups as well as of values, parents first: `tlb`, `tlb.entries`. Keys of records are not among them. */
export function pathsOf(schema: z.ZodType<unknown>): string[] {
  const found: string[] = [];
  const visit = (node: SchemaNode | undefined, path: string): void => {
    for (const [key, inner] of Object.entries(keyed(node)?.properties ?? {})) {
      const at = path === '' ? key : `${path}.${key}`;
      found.push(at);
      visit(inner, at);
    }
  };
  visit(jsonSchema(schema) as SchemaNode, '');
  return found;
}

/** Whether a number may stand here, and nothing but a number, a word of a few, or null. */
export function isNumeric(node: SchemaNode | undefined): boolean {
  if (node?.anyOf) return node.anyOf.some(isNumeric);
  return node?.type === 'number' || node?.type === 'integer';
}
