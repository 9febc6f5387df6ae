import { distance } from 'fastest-levenshtein';
import { excerpt } from '../errors.ts';

/** The known word that is nearest, where one is close. */
export function nearestOf(word: string, known: readonly string[]): string | undefined {
  const best = [...known].sort(
    (a, b) => distance(word.toLowerCase(), a.toLowerCase()) - distance(word.toLowerCase(), b.toLowerCase()),
  )[0];
  if (best === undefined || distance(word.toLowerCase(), best.toLowerCase()) > Math.max(2, word.length / 3))
    return undefined;
  return best;
}

/** `; did you mean "x"?` when a known word is close, else nothing. */
export function suggestion(word: string, known: readonly string[]): string {
  const near = nearestOf(word, known);
  return near === undefined ? '' : `; did you mean ${excerpt(near)}?`;
}
