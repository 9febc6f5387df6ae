import { Marker, markerType } from '../trace/words/markers.ts';
import type { Trace } from '../trace/words/trace.ts';
import { endOfMarker, nextMarker } from '../trace/words/walk.ts';

/** A trace in pieces, and how far it was read. */
export interface Pieces {
  trace: Trace;
  /** Words of the pieces so far that were asked for, in the present reading. */
  read: () => number;
}

/** The trace in batches of some `words` words, each of which ends with a run, so that its counts can be looked at between them. Their words are as they were. */
export function inPieces(trace: Trace, words: number): Pieces {
  let read = 0;
  // What the trace learns while it is read, its totals and notes, stays its own.
  return { trace: Object.create(trace, { batches: { value: batches } }) as Trace, read: () => read };

  async function* batches(details?: boolean): ReturnType<Trace['batches']> {
    read = 0;
    for await (const batch of trace.batches(details)) {
      const end = batch.words.length;
      let from = 0;
      for (let next = 0; next < end; ) {
        const i = nextMarker(batch.words, next);
        next = i < end ? endOfMarker(batch.words, i) : end;
        if (next < end && (next - from < words || markerType(batch.words[i]) !== Marker.tally)) continue;
        read += next - from;
        yield { words: batch.words.subarray(from, next), details: batch.details.subarray(from, next) };
        from = next;
      }
    }
  }
}
