import { printable } from './printable.ts';

/**
 * A mistake in what the user gave us (a file, a flag, a configuration), not in the program.
 * The command line prints its message alone, without a stack, and exits with 2.
 * The message says what is wrong, where, what was expected and what to do.
 */
export class UserError extends Error {
  /** `UserError`. */
  override readonly name = 'UserError';
}

/** Where something was found in a text: `file:line:column`, lines and columns from 1. */
export interface Place {
  file: string;
  line: number;
  column: number;
}

/** A malformed input: `file:line:column: found X, expected Y`. */
export class FormatError extends UserError {
  readonly place: Place;
  readonly found: string;
  readonly expected: string;
  constructor(place: Place, found: string, expected: string) {
    super(`${printable(place.file)}:${place.line}:${place.column}: found ${excerpt(found)}, expected ${expected}`);
    this.place = place;
    this.found = found;
    this.expected = expected;
  }
}

/** Characters that binary data has and text hardly does: control characters but a tab, and what was no character. */
const STRANGE = /[^\P{Cc}\t\r\n]|\ufffd/gu;

/** The text in quotes, control characters escaped, cut after 60 characters; of what is no text only that. */
export function excerpt(text: string): string {
  if (text === '') return 'nothing';
  const strange = text.match(STRANGE)?.length ?? 0;
  if (text.length >= 16 && strange * 8 > text.length) return 'binary data';
  const cut = text.length > 60 ? `${text.slice(0, 57)}…` : text;
  return JSON.stringify(cut);
}
