import { type Note, remark, warning } from '../../words/trace.ts';
import { formatExit } from './command.ts';
import type { Recorder } from './recorder.ts';
import type { Recording, Window } from './recording.ts';
import type { Run } from './run.ts';

/** What the notes are made from. */
export interface Ending {
  recorder: Recorder;
  recording: Recording;
  window: Window | undefined;
  run: Pick<Run, 'exit' | 'runnerExit' | 'interrupted' | 'early'>;
}

/** What was said last, in a line. */
function quoted({ lastWords }: Recorder): string {
  const words = lastWords?.().trim().split('\n').slice(-3).join(' | ');
  return words ? `; last it said: ${words}` : '';
}

const count = (n: number): string => n.toLocaleString('en-US');

/** The container's notes: where the trace comes from and what is not in it. */
export function recordingNotes({ recorder, recording, window, run }: Ending): Note[] {
  const { exit, runnerExit, interrupted, early } = run;
  const { records, instructions, calls, callsOutside } = recording;
  const notes: Note[] = [
    remark(recorder.origin),
    ...(recording.full === undefined ? [] : [warning(`the recording is as long as it can be: ${recording.full}`)]),
    recording.isEnough
      ? remark(`the recording ends after ${count(instructions)} instructions, as it was asked to`)
      : interrupted
        ? warning(`the recording was interrupted, and the command stopped, after ${count(records)} records`)
        : exit === undefined
          ? warning(`${recorder.runner} ended with ${formatExit(runnerExit)} before the command did${quoted(recorder)}`)
          : (exit.code === 0 ? remark : warning)(`the command ended with ${formatExit(exit)}`),
  ];
  if (window !== undefined)
    notes.push(
      remark(
        `windows: the first ${count(window.records)} of every ${count(window.every)} records are kept; the whole run had ${count(records)} records, ${count(instructions)} instructions and ${count(calls)} system calls, ${count(callsOutside)} of them between windows and not in the trace`,
      ),
    );
  if (early > 0)
    notes.push(
      warning(
        `${count(early)} ${early === 1 ? 'process stands' : 'processes stand'} where it was read, maybe before what led to it: the fork or the program's execution was not seen`,
      ),
    );
  return [...notes, ...recorder.notes()];
}
