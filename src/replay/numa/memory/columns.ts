const NONE = -1;

/** A column of numbers by index, -1 at first. */
export const column = (): Int32Array => new Int32Array(1024).fill(NONE);

/** The column, or a longer copy of it in which the index exists. */
export function grow(array: Int32Array, index: number): Int32Array {
  if (index < array.length) return array;
  const grown = new Int32Array(Math.max(array.length * 2, index + 1)).fill(NONE);
  grown.set(array);
  return grown;
}
