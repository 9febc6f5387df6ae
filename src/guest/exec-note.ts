import { Marker, markerOperand } from '../trace/words/markers.ts';
import { isMarkerOf } from '../trace/words/walk.ts';

/** "exec", the first word of the note a reader leaves where a process begins a new program. */
const EXEC = 0x63657865;

/** Whether word `i` is the marker of such a note. */
export function isExecNote(words: Uint32Array, i: number): boolean {
  return isMarkerOf(words[i], Marker.note) && markerOperand(words[i]) > 0 && words[i + 1] === EXEC;
}
