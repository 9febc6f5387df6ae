import { Kind } from '../trace/words/layout.ts';
import { Marker, markerOperand, markerType } from '../trace/words/markers.ts';

/** "exec", the first word of the note a reader leaves where a process begins a new program. */
const EXEC = 0x63657865;

/** Whether word `i` is the marker of such a note. */
export function isExecNote(words: Uint32Array, i: number): boolean {
  const word = words[i];
  if ((word & 3) !== Kind.marker || markerType(word) !== Marker.note) return false;
  return markerOperand(word) > 0 && words[i + 1] === EXEC;
}
