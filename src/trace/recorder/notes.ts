import { change, type Note, remark, warning } from '../words/trace.ts';
import type { Shared } from './connection.ts';
import type { Window } from './recording.ts';
import type { Exit } from './valgrind.ts';

/** What the notes are made from. */
export interface Ending {
  /** Valgrind's, such as `valgrind-3.19.0`. */
  version: string;
  shared: Shared;
  window: Window | undefined;
  exit: Exit;
  interrupted: boolean;
}

const count = (n: number): string => n.toLocaleString('en-US');

/** A command as one could type it into a shell. */
export function formatCommand(command: readonly string[]): string {
  return command.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`)).join(' ');
}

export function formatExit({ code, signal }: Exit): string {
  return signal === null ? `exit code ${code}` : `signal ${signal}`;
}

/** The container's notes: where the trace comes from and what is not in it. */
export function recordingNotes({ version, shared, window, exit, interrupted }: Ending): Note[] {
  const { recording, unknown, commands, mixed } = shared;
  const { records, instructions, calls, callsOutside, processes } = recording;
  const failed = exit.signal !== null || exit.code !== 0;
  const notes: Note[] = [
    remark(
      `recorded with ${version} lackey on ${process.platform} ${process.arch}: user level only, all processes in turns on one CPU; system calls have that platform's numbers`,
    ),
    ...(recording.full === undefined ? [] : [warning(`the recording is as long as it can be: ${recording.full}`)]),
    interrupted
      ? warning(`the recording was interrupted, and the command stopped, after ${count(records)} records`)
      : (failed ? warning : remark)(`the command ended with ${formatExit(exit)}`),
  ];
  if (window !== undefined)
    notes.push(
      remark(
        `windows: the first ${count(window.records)} of every ${count(window.every)} records are kept; the whole run had ${count(records)} records, ${count(instructions)} instructions and ${count(calls)} system calls, ${count(callsOutside)} of them between windows and not in the trace`,
      ),
    );
  notes.push(...commands.map(remark));
  if (processes.images > commands.length)
    notes.push(
      remark(
        `and ${count(processes.images - commands.length)} further forks and programs, named in the trace's remarks`,
      ),
    );
  if (mixed > 0)
    notes.push(
      remark(
        `${count(mixed)} records came from processes that shared a log with the process they were forked from; they were told apart by their instruction addresses`,
      ),
    );
  if (unknown.count > 0)
    notes.push(
      change(`${count(unknown.count)} lines of the log were not understood, such as: ${unknown.examples.join('; ')}`),
    );
  return notes;
}
