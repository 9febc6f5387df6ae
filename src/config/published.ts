import type { ConfigKind } from './kind.ts';
import { isTree, type Tree } from './layers.ts';
import { jsonSchema } from './schema.ts';

/** A schema of which nothing is required, as a file names only what it changes. */
export function partial(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(partial);
  if (!isTree(schema)) return schema;
  const { required: _, default: __, $schema: ___, ...rest } = schema as Tree & { properties?: Tree };
  const { properties } = rest;
  if (properties === undefined) return Object.fromEntries(Object.entries(rest).map(([key, each]) => [key, key === 'items' ? each : partial(each)])); // biome-ignore format: a line
  return { ...rest, properties: Object.fromEntries(Object.entries(properties).map(([key, each]) => [key, partial(each)])) }; // biome-ignore format: a line
}

export const EXTENDS = { type: 'string', description: 'A preset or a file, of which this one says what differs.' };

/** The JSON Schema of a kind's files, for editors. */
export function publishedSchema<T, W>(kind: ConfigKind<T, W>): object {
  if (kind.published !== undefined) return kind.published();
  const { properties, ...rest } = partial(jsonSchema(kind.schema)) as Tree & { properties: Tree };
  return { ...rest, properties: { extends: EXTENDS, ...properties } };
}
