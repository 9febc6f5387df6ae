/** Sum of the values at these indices, in their order. */
export function sumOf(values: Float64Array, indices: Int32Array): number {
  let sum = 0;
  for (let i = 0; i < indices.length; i++) sum += values[indices[i]];
  return sum;
}

/** Sum of the values in a range, in their order. */
export function sumIn(values: Float64Array, from: number, to: number): number {
  let sum = 0;
  for (let i = from; i < to; i++) sum += values[i];
  return sum;
}
