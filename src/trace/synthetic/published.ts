import { isTree, type Tree } from '../../config/layers.ts';
import { EXTENDS, partial } from '../../config/published.ts';
import { jsonSchema } from '../../config/schema.ts';
import { Workload } from './spec.ts';

/** The JSON Schema of a workload's file: a number with its origin may be written without it. */
export function publishedWorkload(): object {
  const { properties, ...rest } = plain(partial(jsonSchema(Workload))) as Tree & { properties: Tree };
  return { ...rest, properties: { extends: EXTENDS, ...properties } };
}

function plain(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(plain);
  if (!isTree(schema)) return schema;
  const { value, source } = isTree(schema.properties) ? schema.properties : {};
  if (source === undefined) return Object.fromEntries(Object.entries(schema).map(([key, each]) => [key, plain(each)]));
  const { description, ...own } = schema;
  return {
    ...(description === undefined ? {} : { description }),
    anyOf: [own, ...(value as { anyOf: unknown[] }).anyOf],
  };
}
