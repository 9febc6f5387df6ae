import type { TraceEvent } from '../decoder.ts';
import { pageOffsets } from '../markers.ts';
import type { TraceEncoder } from './encoder.ts';

/** Encodes a decoded event; `pageOf`: the encoder's number of a page that the decoder has by another. */
export function encodeAgain(encoder: TraceEncoder, { type, a, operands }: TraceEvent, pageOf: (page: number) => number): void {
  const values = [a, ...operands];
  for (const offset of pageOffsets(type)) values[offset] = pageOf(values[offset]);
  const [first, ...rest] = values;
  encoder.event(type, first, ...rest);
} // biome-ignore format: a long line
