import type { Tree } from '../../../config/layers.ts';
import { EXTENDS, EXTENDS_NAMED, partial } from '../../../config/published.ts';
import { jsonSchema } from '../../../config/schema.ts';
import { Structure } from '../structure.ts';
import { DOCUMENT_KINDS, DOCUMENT_NAMES, Documents } from './documents.ts';

/** The JSON Schema of a structure's file: three documents, by name or in place; and the old paths, which stand for values of theirs. */
export function publishedSchema(): object {
  const documents = jsonSchema(Documents) as Tree & { properties: Tree };
  const replayed = (jsonSchema(Structure) as Tree & { properties: Tree }).properties;
  const properties: Tree = { extends: EXTENDS };
  for (const [name, schema] of Object.entries(documents.properties)) properties[name] = partial(schema);
  for (const name of DOCUMENT_NAMES) {
    const own = partial(jsonSchema(DOCUMENT_KINDS[name].schema)) as Tree & { properties: Tree };
    const whole = { ...own, properties: { extends: EXTENDS_NAMED, ...own.properties } };
    const { description } = documents.properties[name] as { description?: string };
    properties[name] = { description, anyOf: [{ type: 'string' }, whole, ...(name === 'monitor' ? [{ type: 'null' }] : [])] }; // biome-ignore format: a line
  }
  const machine = (jsonSchema(DOCUMENT_KINDS.machine.schema) as Tree & { properties: Tree }).properties;
  for (const part of ['cpus', 'pageBytes', 'cache', 'tlb', 'numa'])
    properties[part] = { ...(partial((part === 'cpus' ? machine : replayed)[part]) as object), deprecated: true };
  return { ...documents, properties, required: [], additionalProperties: false };
}
