import type { z } from 'zod';
import { excerpt } from '../errors.ts';

type Issue = z.core.$ZodIssue;

/** In words: `found "banana", expected a whole number or "full"`; what a schema's own message says follows a colon. */
export function describeIssue(issue: Issue, found: unknown): string {
  const expectation = expected(issue);
  return `found ${shown(found)}${expectation.startsWith('expected ') ? ', ' : ': '}${expectation}`;
}

function shown(found: unknown): string {
  if (found === undefined) return 'nothing';
  if (typeof found === 'string') return excerpt(found);
  const text = typeof found === 'object' ? JSON.stringify(found) : String(found);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

const KINDS: Readonly<Record<string, string>> = {
  int: 'a whole number',
  number: 'a finite number',
  string: 'text',
  boolean: 'true or false',
  object: 'keys and values',
  null: 'null',
};

function expected(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `expected ${KINDS[issue.expected] ?? issue.expected}`;
    case 'invalid_value':
      return `expected ${either(issue.values.map((value) => JSON.stringify(value)))}`;
    case 'too_small':
      return issue.origin === 'string' ? 'expected some text' : `expected at least ${issue.minimum}`;
    case 'too_big':
      return `expected at most ${issue.maximum}`;
    case 'invalid_union':
      return `expected ${either(issue.errors.map(([first]) => expected(first).replace('expected ', '')))}`;
    default:
      return issue.message;
  }
}

/** `a, b or c` */
const either = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
