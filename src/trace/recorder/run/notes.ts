import { type Note, remark, warning } from '../../words/trace.ts';
import { type Exit, formatExit } from './command.ts';
import type { Recorder } from './recorder.ts';
import type { Recording, Window } from './recording.ts';

/** What the notes are made from. */
export interface Ending {
  recorder: Recorder;
  recording: Recording;
  window: Window | undefined;
  exit: Exit;
  interrupted: boolean;
}

const count = (n: number): string => n.toLocaleString('en-US');

/** The container's notes: where the trace comes from and what is not in it. */
export function recordingNotes({ recorder, recording, window, exit, interrupted }: Ending): Note[] {
  const { records, instructions, calls, callsOutside } = recording;
  const failed = exit.signal !== null || exit.code !== 0;
  const notes: Note[] = [
    remark(recorder.origin),
    ...(recording.full === undefined ? [] : [warning(`the recording is as long as it can be: ${recording.full}`)]),
    recording.isEnough
      ? remark(`the recording ends after ${count(instructions)} instructions, as it was asked to`)
      : interrupted
        ? warning(`the recording was interrupted, and the command stopped, after ${count(records)} records`)
        : (failed ? warning : remark)(`the command ended with ${formatExit(exit)}`),
  ];
  if (window !== undefined)
    notes.push(
      remark(
        `windows: the first ${count(window.records)} of every ${count(window.every)} records are kept; the whole run had ${count(records)} records, ${count(instructions)} instructions and ${count(calls)} system calls, ${count(callsOutside)} of them between windows and not in the trace`,
      ),
    );
  return [...notes, ...recorder.notes()];
}
