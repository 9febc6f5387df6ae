import { hasOrigin } from './annotations/origins.ts';
import { DEFINITIONS, withOrigin } from './annotations/schemas.ts';
import type { ConfigKind } from './kind.ts';
import { isTree, type Tree } from './layers.ts';
import { MOST_QUANTITY, QUANTITY } from './quantity.ts';
import { isLeaf, isNullable, isNumeric, jsonSchema, type SchemaNode } from './schema.ts';
import { withSharedParts } from './shared-schemas.ts';

/** Where a number is due, one with a unit: what it then is the loader checks. */
const WITH_UNIT = { type: 'string', pattern: QUANTITY.source, maxLength: MOST_QUANTITY };

/** A schema of which nothing is required, as a file names only what it changes; numbers may have units. */
export function partial(schema: unknown): unknown {
  if (!isTree(schema)) return schema;
  const { required: _, default: __, $schema: ___, description, ...rest } = schema;
  const own: Tree = {};
  for (const [key, each] of Object.entries(rest)) {
    if (key === 'properties') own[key] = mapped(each as Tree, partial);
    else if (key === 'additionalProperties') own[key] = partial(each);
    else if (key === 'anyOf' && !isNumeric(schema as SchemaNode)) own[key] = (each as unknown[]).map(partial);
    else own[key] = key === 'items' ? within(each) : each;
  }
  const said = description === undefined ? {} : { description };
  return isNumeric(schema as SchemaNode) ? { ...said, anyOf: [...alternatives(own), WITH_UNIT] } : { ...said, ...own };
}

const alternatives = (own: Tree): unknown[] => (Array.isArray(own.anyOf) ? own.anyOf : [own]);

const mapped = (tree: Tree, change: (value: unknown) => unknown): Tree =>
  Object.fromEntries(Object.entries(tree).map(([key, each]) => [key, change(each)]));

/** Values of a list are whole, and without units; those with a default may be left out. */
function within(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(within);
  if (!isTree(schema)) return schema;
  const { default: _, ...rest } = schema;
  return mapped(rest, within);
}

/** What a document extends that stands within another: by name. */
export const EXTENDS_NAMED = {
  type: 'string',
  description: 'A preset or a file, of which this one says what differs.',
};

/** What a document extends: by name, or keys and values, which are checked as such. */
export const EXTENDS = { description: 'A preset or a file, or keys and values, of which this one says what differs.', anyOf: [{ type: 'string' }, { type: 'object' }] }; // biome-ignore format: a line

/** The JSON Schema of a kind's files, for editors. */
export function publishedSchema<T, W>(kind: ConfigKind<T, W>): object {
  const schema = kind.published?.() ?? ownSchema(kind);
  return kind.annotated === true ? withSharedParts(withAnnotations(schema as Tree)) : schema;
}

function ownSchema<T, W>({ schema }: ConfigKind<T, W>): object {
  const { properties, ...rest } = partial(jsonSchema(schema)) as Tree & { properties: Tree };
  return { ...rest, properties: { extends: EXTENDS, ...properties } };
}

/** A document's schema in which values may have their origins beside them, or be plain, and the document has a section of priors. */
function withAnnotations(schema: Tree): Tree {
  const { properties, ...rest } = valuesWithOrigins(schema) as Tree & { properties: Tree };
  return { ...rest, properties, $defs: DEFINITIONS };
}

function valuesWithOrigins(node: Tree): Tree {
  const { description, ...own } = node;
  const properties = own.properties as Tree | undefined;
  const said = description === undefined ? {} : { description };
  if (hasOrigin(node as SchemaNode))
    return { ...said, anyOf: [own, ...alternatives((properties as Tree).value as Tree)] };
  if (isLeaf(node as SchemaNode)) return { ...said, anyOf: [...alternatives(own), withOrigin(alternatives(own))] };
  const made: Tree = { ...node };
  if (properties !== undefined) {
    const section = properties.extends === undefined ? {} : { priors: { $ref: '#/$defs/priors' } };
    made.properties = { ...mapped(properties, (each) => valuesWithOrigins(each as Tree)), ...section };
  }
  if (isTree(own.additionalProperties)) made.additionalProperties = valuesWithOrigins(own.additionalProperties);
  if (Array.isArray(own.anyOf)) {
    const each = own.anyOf.map((one) => (isTree(one.properties) ? valuesWithOrigins(one) : one));
    made.anyOf = isNullable(node as SchemaNode) ? [...each, withOrigin([{ type: 'null' }])] : each;
  }
  return made;
}
