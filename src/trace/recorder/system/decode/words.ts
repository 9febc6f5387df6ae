import { NAME_WORDS, Word } from '../stream.ts';

/** Words of a definition, all in all. */
export const defineWords = (count: number): number => 3 + Math.ceil(count / 2);

/** Plain words that follow a word of a turn, given its halves. */
export function plainWords(low: number, top: number): number {
  if (top < 0) return 0;
  switch ((top >>> 16) & 0xff) {
    case Word.name:
      return NAME_WORDS;
    case Word.disk:
      return 1 + (low >>> 0);
    case Word.send:
      return low >>> 0;
    case Word.total:
      return 2;
    default:
      return 0;
  }
}
