import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../../errors.ts';
import type { Input } from '../bytes/input.ts';
import { change, type Note, type OpenOptions, type Trace, warning } from '../words/trace.ts';
import { openDrmemtrace } from './open.ts';
import { sniffDrmemtrace } from './sniff.ts';

/** What else lies beside the threads' files (trace_entry.h): schedules, encodings, lists of modules and functions, physical pages. */
const BESIDE =
  /^(?:\..*|serial_schedule\.bin.*|cpu_schedule\.bin.*|encodings\.bin|modules\.log|funclist\.log|v2p\.textproto|.*\.log)$/;

/** Bytes of a file looked at to tell whether it is a thread's. */
const HEAD_BYTES = 1 << 12;

/**
 * Opens a folder of drmemtrace: one of `drmemtrace.*.dir`, whose threads are in `trace/`, or that of the threads itself. `open` opens a
 * file. Throws a UserError that says what to do on a folder that holds none.
 */
export async function openFolder(
  folder: string,
  open: (path: string) => Promise<Input>,
  options: OpenOptions,
): Promise<Trace> {
  const entries = await readdir(folder, { withFileTypes: true });
  const subfolders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  if (subfolders.includes('trace')) return openFolder(join(folder, 'trace'), open, options);
  const files = entries
    .filter((entry) => !entry.isDirectory() && !BESIDE.test(entry.name))
    .map(({ name }) => name)
    .sort();
  const threads: Input[] = [];
  const notes: Note[] = [];
  const failures: UserError[] = [];
  for (const name of files) {
    const input = await open(join(folder, name)).catch((error) => {
      if (!(error instanceof UserError)) throw error;
      failures.push(error);
      notes.push(warning(`left out: ${error.message}`));
    });
    if (input === undefined) continue;
    if (sniffDrmemtrace(await input.peek(HEAD_BYTES))) threads.push(input);
    else notes.push(change(`${input.name} is left out: it is no thread of drmemtrace`));
  }
  if (threads.length > 0) return openDrmemtrace(folder, threads, options, notes);
  throw failures.length > 0 && failures.length === files.length ? failures[0] : nothingIn(folder, subfolders, files);
}

function nothingIn(folder: string, subfolders: readonly string[], files: readonly string[]): UserError {
  const windows = subfolders.filter((name) => name.startsWith('window.'));
  if (windows.length > 0)
    return new UserError(
      `${folder} has a folder for each window of the recording; name one: ${join(folder, windows[0])}`,
    );
  if (subfolders.includes('raw') || files.some((name) => name.includes('.raw')))
    return new UserError(`${folder} is a raw recording of drmemtrace; convert it first: drraw2trace -indir ${folder}`);
  const some = files.length === 0 ? '' : `; to read a file of it, name the file: ${join(folder, files[0])}`;
  return new UserError(
    `${folder} is a directory; expected a trace file, or a folder of drmemtrace's threads, of which there is none in it${some}`,
  );
}
