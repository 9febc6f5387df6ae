import type { z } from 'zod';
import { excerpt } from '../errors.ts';

type Issue = z.core.$ZodIssue;

/** What a schema refuses, one line each: in a union, what the alternative refuses that was meant. */
export const issuesOf = (issues: readonly Issue[]): Issue[] => issues.flatMap(meant);

/** The issues of a union's only alternative of the right kind, with their whole paths; of any other, the issue itself. */
function meant(issue: Issue): Issue[] {
  if (issue.code !== 'invalid_union') return [issue];
  const within = issue.errors.filter((each) => each.length > 0 && each.every(({ code, path }) => path.length > 0 || code === 'unrecognized_keys')); // biome-ignore format: a line
  const [only, ...others] = within;
  if (only === undefined || others.length > 0) return [issue];
  return only.map((each) => ({ ...each, path: [...issue.path, ...each.path] }) as Issue).flatMap(meant);
}

/** In words: `found "banana", expected a whole number or "full"`; what a schema's own message says follows a colon. */
export function describeIssue(issue: Issue, found: unknown): string {
  const expectation = expected(issue);
  return `found ${shown(found)}${expectation.startsWith('expected ') ? ', ' : ': '}${expectation}`;
}

/** A value as messages show it, cut after 60 characters. */
export function shown(found: unknown): string {
  if (found === undefined) return 'nothing';
  if (typeof found === 'string') return excerpt(found);
  if (typeof found === 'function') return 'a function';
  const text = typeof found === 'object' ? asJson(found) : String(found);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

function asJson(value: unknown): string {
  try {
    return JSON.stringify(value) ?? 'nothing';
  } catch {
    return 'what is no JSON'; // a bigint within, a circle
  }
}

const KINDS: Readonly<Record<string, string>> = {
  int: 'a whole number',
  number: 'a finite number',
  string: 'text',
  boolean: 'true or false',
  object: 'keys and values',
  record: 'keys and values',
  map: 'keys and values',
  array: 'a list',
  null: 'null',
};

function expected(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `expected ${KINDS[issue.expected] ?? issue.expected}`;
    case 'invalid_value':
      return `expected ${either(issue.values.map((value) => JSON.stringify(value)))}`;
    case 'too_small':
      return `expected ${issue.inclusive === false ? 'more than' : 'at least'} ${amount(issue.origin, issue.minimum)}`;
    case 'too_big':
      return `expected ${issue.inclusive === false ? 'less than' : 'at most'} ${amount(issue.origin, issue.maximum)}`;
    case 'invalid_union':
      return `expected ${either([...new Set(issue.errors.map(([first]) => expected(first).replace('expected ', '')))])}`;
    case 'invalid_key':
    case 'unrecognized_keys':
      return 'expected no such key';
    default:
      return issue.message;
  }
}

const WHAT: Readonly<Record<string, string>> = { string: 'characters', array: 'values', map: 'names', record: 'names' };

/** `4`, `1 character`, `2 values` */
function amount(origin: string, size: number | bigint): string {
  const noun = WHAT[origin];
  return noun === undefined ? String(size) : `${size} ${Number(size) === 1 ? noun.slice(0, -1) : noun}`;
}

/** `a, b or c` */
const either = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
