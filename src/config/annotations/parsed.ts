import type { z } from 'zod';
import { excerpt, UserError } from '../../errors.ts';
import { describeIssue, issuesOf } from '../issue.ts';
import { type Merged, valueAt } from '../layers.ts';

/** What a schema makes of a value. Throws UserError, a line for each problem. */
export function parsed<T>(schema: z.ZodType<T>, value: unknown, place: string, name: string, places?: Merged): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const lines = issuesOf(result.error.issues).map((issue) => {
    const path = issue.path.map(String);
    const where = places === undefined || path.length === 0 ? place : places.where(path);
    if (issue.code === 'unrecognized_keys')
      return `${where}: ${name}: unknown ${issue.keys.map((key) => excerpt(key)).join(', ')}; expected from, to, scale or oneOf, also, scaled, rest, reason, source`;
    return `${where}: ${[name, ...path].join('.')}: ${describeIssue(issue, valueAt(value, path))}`;
  });
  throw new UserError(lines.join('\n'));
}
