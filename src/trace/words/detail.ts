import { Kind } from './layout.ts';

/**
 * The 16-bit companion of a reference word: `instructions:6  size:6  low address bits:4`, size in bytes less one.
 * It restores the exact access; replay at the trace's own granule never looks at it. Markers have 0.
 */
export const packDetail = (low: number, bytes: number, instructions: number): number =>
  low | ((bytes - 1) << 4) | (instructions << 10);
export const detailLow = (detail: number): number => detail & 15;
export const detailBytes = (detail: number): number => ((detail >>> 4) & 63) + 1;
export const detailInstructions = (detail: number): number => detail >>> 10;

/** Whether an access fits a word and a detail; else it is a `Marker.wide`. */
export const fitsDetail = (bytes: number, instructions: number): boolean => bytes <= 64 && instructions <= 63;

/** Kinds by the letter our CSV and lackey give them. */
export const KIND_LETTERS: Readonly<Record<number, string>> = {
  [Kind.fetch]: 'I',
  [Kind.load]: 'L',
  [Kind.store]: 'S',
};
