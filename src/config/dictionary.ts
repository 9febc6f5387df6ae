import { z } from 'zod';
import { isTree } from './layers.ts';

/** Characters of a name, at most. */
const MOST_NAME = 200;

/**
 * Values by names that people choose: whatever the name, `__proto__` and `constructor` too, in an object without a prototype. zod's own
 * record leaves out the first, and finds the second in every object. `most`: names.
 */
export const dictionary = <V extends z.ZodType>(value: V, most = 100_000) =>
  z
    .preprocess(
      (given) => (isTree(given) ? new Map(Object.entries(given)) : given),
      z.map(z.string().max(MOST_NAME), value).max(most),
    )
    .transform((map): Record<string, z.output<V>> => {
      const made: Record<string, z.output<V>> = Object.create(null);
      for (const [name, each] of map) made[name] = each;
      return made;
    })
    .meta({
      type: 'object',
      propertyNames: { type: 'string', maxLength: MOST_NAME },
      maxProperties: most,
      additionalProperties: schemaOf(value),
    });

function schemaOf(value: z.ZodType): object {
  const { $schema: _, ...schema } = z.toJSONSchema(value, { io: 'input', unrepresentable: 'any' });
  return schema;
}
