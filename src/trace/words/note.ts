import { MAX_NOTE_WORDS } from './operands.ts';

/** Text as the words of a note, cut at the most a note can hold. */
export function noteWords(text: string): Uint32Array {
  const bytes = new TextEncoder().encode(text).subarray(0, 4 * MAX_NOTE_WORDS);
  const padded = new Uint8Array(Math.ceil(bytes.length / 4) * 4);
  padded.set(bytes);
  return new Uint32Array(padded.buffer);
}

/** The text of a note's words. */
export const noteText = (words: ArrayLike<number>): string =>
  new TextDecoder('utf-8', { ignoreBOM: true }).decode(Uint32Array.from(words)).replace(/\0+$/, '');
