import { z } from 'zod';
import { describeIssue, issuesOf } from '../../config/issue.ts';
import { isTree } from '../../config/layers.ts';
import { UserError } from '../../errors.ts';
import { printable } from '../../printable.ts';

/** A number of a result: null where there is none, or none that is finite. */
export const cell = z
  .union([z.number(), z.null(), z.literal(Number.POSITIVE_INFINITY), z.literal(Number.NEGATIVE_INFINITY)])
  .transform((value) => (value !== null && Number.isFinite(value) ? value : null));

export const cells = z.record(z.string(), cell);

/** A tree of whatever keys. */
export const tree = z.record(z.string(), z.unknown());

/** A value as its shape has it. Throws a UserError that names the result, where in it, what was found and what was expected. */
export function shaped<T extends z.ZodType>(shape: T, value: unknown, name: string): z.output<T> {
  const read = shape.safeParse(value);
  if (read.success) return read.data;
  const [issue] = issuesOf(read.error.issues);
  const at = issue.path.map(String);
  const found = at.reduce<unknown>((within, key) => (Array.isArray(within) || isTree(within) ? (within as Record<string, unknown>)[key] : undefined), value); // biome-ignore format: a line
  throw new UserError(`${printable(name)}: ${printable(at.join('.'))}: ${describeIssue(issue, found)}`);
}

/** Numbers anywhere within a value, with their paths; lists are left out. */
export function numbersIn(value: unknown, path: string[] = []): [path: string[], value: number | null][] {
  if (typeof value === 'number') return [[path, Number.isFinite(value) ? value : null]];
  return isTree(value) ? Object.entries(value).flatMap(([key, inner]) => numbersIn(inner, [...path, key])) : [];
}
