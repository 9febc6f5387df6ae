import { distance } from 'fastest-levenshtein';
import { excerpt } from '../errors.ts';

/** `; did you mean "x"?` when a known word is close, else nothing. */
export function suggestion(word: string, known: readonly string[]): string {
  const best = [...known].sort(
    (a, b) => distance(word.toLowerCase(), a.toLowerCase()) - distance(word.toLowerCase(), b.toLowerCase()),
  )[0];
  if (best === undefined || distance(word.toLowerCase(), best.toLowerCase()) > Math.max(2, word.length / 3)) return '';
  return `; did you mean ${excerpt(best)}?`;
}
