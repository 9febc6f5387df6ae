import { loadGuest, withGuest } from '../../src/guest/guest-os.ts';
import type { Architecture } from '../../src/trace/words/architecture.ts';
import { TraceEncoder } from '../../src/trace/words/encoder/encoder.ts';
import { Kind, REGION_BITS } from '../../src/trace/words/layout.ts';
import { Marker, markerLength, markerOperand, markerType } from '../../src/trace/words/markers.ts';
import type { Batch, TraceHeader } from '../../src/trace/words/trace.ts';
import { At, endOfMarker, nextMarker, renamePages } from '../../src/trace/words/walk.ts';
import { collect, header, inMemory } from '../trace/words/steps.ts';

export const irix = loadGuest('irix-5.3');
/** The same without critical sections. */
export const withoutLocks = structuredClone(irix);
for (const service of Object.values(withoutLocks.services)) service.locks = [];
export const user = (architecture: Architecture = 'flat', granuleBits = 4): TraceHeader => ({
  ...header(architecture, granuleBits),
  level: 'user',
});
export const run = (batches: readonly Batch[], head = user(), profile = irix): Promise<Batch[]> =>
  collect(withGuest(inMemory(head, batches), profile).batches());

/** Encodes calls on the encoder. */
export function encoded(write: (encoder: TraceEncoder) => void, granuleBits = 4): Batch[] {
  const encoder = new TraceEncoder({ granuleBits });
  write(encoder);
  return [encoder.finish()];
}
export const reference = (e: TraceEncoder, kind: 0 | 1 | 3, address: number, bytes = 4): void =>
  e.reference(kind, 0, address, bytes, kind === Kind.fetch ? 1 : 0);

export function* markersOf(
  batches: readonly Batch[],
): Generator<{ type: Marker; a: number; words: Uint32Array; i: number }> {
  for (const { words } of batches)
    for (let i = nextMarker(words, 0); i < words.length; i = nextMarker(words, endOfMarker(words, i)))
      yield { type: markerType(words[i]), a: markerOperand(words[i]), words, i };
}

/** Services entered, by number. */
export const entered = (batches: readonly Batch[]): number[] =>
  [...markersOf(batches)].filter(({ type }) => type === Marker.serviceEnter).map(({ a }) => a);
export const flat = (batches: readonly Batch[]): number[] => batches.flatMap(({ words }) => [...words]);

/** The same trace with regions numbered in order of appearance, which is what decoder and validator know; the guest's begin at the top. */
export function renumbered(batches: readonly Batch[], granuleBits = 4): Batch[] {
  const ids = new Map<number, number>();
  const shift = REGION_BITS - granuleBits;
  const granule = (word: number): number => {
    const g = word >>> 4;
    const region = ids.get(g >>> shift);
    if (region === undefined) throw new Error(`region ${g >>> shift} was not introduced`);
    return (((region << shift) | (g & ((1 << shift) - 1))) << 4) >>> 0;
  };
  return batches.map(({ words, details }) => {
    const out = words.slice();
    for (let i = 0; i < words.length; ) {
      const word = words[i];
      const type = markerType(word);
      const a = markerOperand(word);
      if ((word & 3) !== Kind.marker) {
        out[i] = (granule(word) | (word & 15)) >>> 0;
        i++;
        continue;
      }
      if (type === Marker.region) {
        ids.set(a, ids.size);
        out[i] = ((ids.get(a)! << 8) | (word & 255)) >>> 0;
      } else if (type === Marker.wide) out[i + At.wide.first] = granule(words[i + At.wide.first]);
      else renamePages(out, i, (page) => ((ids.get(page >>> 6) ?? Number.NaN) << 6) | (page & 63));
      i += markerLength(word);
    }
    return { words: out, details };
  });
}
