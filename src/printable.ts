/**
 * What a terminal would obey or hide: control characters (C0, DEL, C1), directions and other invisible format characters (bidirectional marks,
 * zero-width ones, tags), separators of lines and paragraphs, and surrogates without their other half.
 */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\u115f\u1160\u3164\uffa0]/gu;

/**
 * Text from outside (a name, a header, a message), made visible where it would steer a terminal or break a line: `\x1b`, `\u202e`. Beyond
 * ASCII's own control characters, which JSON text has none of, the escapes are those of JSON: text that is JSON stays JSON of the same value.
 */
export const printable = (text: string): string => text.replace(UNPRINTABLE, escaped);

/** The same of lines: line feeds stay. */
export const printableLines = (text: string): string =>
  text.replace(UNPRINTABLE, (character) => (character === '\n' ? character : escaped(character)));

function escaped(character: string): string {
  if (character < ' ') return `\\x${hex(character.charCodeAt(0), 2)}`;
  return Array.from({ length: character.length }, (_, n) => `\\u${hex(character.charCodeAt(n), 4)}`).join('');
}

const hex = (n: number, digits: number): string => n.toString(16).padStart(digits, '0');
