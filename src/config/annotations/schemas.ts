import { z } from 'zod';
import { origin } from './origins.ts';
import { PriorEntry } from './spread.ts';

const input = (schema: z.ZodType): object => {
  const { $schema: _, ...own } = z.toJSONSchema(schema, { io: 'input' });
  return own;
};

/** Definitions of a document's JSON Schema: of an origin, and of the section that says what assumed numbers may be. */
export const DEFINITIONS = {
  kind: input(origin.kind),
  source: input(origin.source),
  priors: {
    type: 'object',
    description:
      'What the assumed numbers of this document may be, by their paths: what bands are drawn from. No result depends on it.',
    additionalProperties: input(PriorEntry),
  },
} as const;

/** In a JSON Schema: a value, of which these are the alternatives, with its origin. */
export const withOrigin = (anyOf: readonly unknown[]): object => ({
  type: 'object',
  properties: {
    value: anyOf.length === 1 ? anyOf[0] : { anyOf },
    kind: { $ref: '#/$defs/kind' },
    source: { $ref: '#/$defs/source' },
  },
  required: ['value'],
  additionalProperties: false,
});
