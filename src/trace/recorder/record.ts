import { UserError } from '../../errors.ts';
import { writeArrow } from '../arrow/index.ts';
import { TraceEncoder } from '../words/encoder/encoder.ts';
import { EventsEncoder } from '../words/encoder/events-encoder.ts';
import type { Note, Totals, TraceHeader } from '../words/trace.ts';
import { DEFAULT_RECORDER, prepare, RECORDERS, type RecorderName, recorderWith } from './recorders.ts';
import { type Exit, formatCommand } from './run/command.ts';
import { recordingNotes } from './run/notes.ts';
import type { Progress } from './run/progress.ts';
import type { Request } from './run/recorder.ts';
import { Recording, type Window } from './run/recording.ts';
import { Run } from './run/run.ts';

/** What is recorded, and by what. */
export interface RecordOptions {
  /** The program and its arguments. */
  command: readonly string[];
  /** The folder it runs in; the present one unless given. */
  cwd?: string;
  /** The container to write. */
  out: string;
  /** What runs the command. Default `valgrind`. */
  with?: RecorderName;
  /** qemu-user: the emulator, `qemu-mips64`; else the one for the program's header. */
  emulator?: string;
  /** qemu-user: instructions of a thread's turn while others could run. Default 200. */
  quantum?: number;
  /** qemu-system: the machine's name, or its folder. Default `malta`. */
  machine?: string;
  /** qemu-system: CPUs of the guest, 1 or 2. Default 1, which is the same whenever it is repeated. */
  cpus?: number;
  /** qemu-system: events of the operating system alone, without references. */
  events?: boolean;
  /** qemu-system: instructions after which the recording ends. */
  limit?: number;
  /** Keep the first `records` of every `every` records only. */
  window?: Window;
  /** Instructions of a process's turn while others could run. Default 200,000: a millisecond of the paper's machine. */
  slice?: number;
  /** Ends the recording early: the command is stopped, and what was recorded so far is kept. */
  signal?: AbortSignal;
  /** What encodes the records, if other than a user-level trace's usual one: one whose numbers are soon used up, in tests. */
  encoder?: TraceEncoder;
  /** Told at most five times a second. */
  onProgress?: (progress: Progress) => void;
  /** qemu-system: given what the command prints, in whole lines, while it runs. */
  onPrinted?: (text: string) => void;
}

/** The whole run, inside windows and outside. */
export interface Seen {
  /** References, as the recorder lists them. */
  records: number;
  /** Instructions of all processes. */
  instructions: number;
  /** System calls of all processes. */
  systemCalls: number;
  /** Processes that ran. */
  processes: number;
  /** Forks and executions of programs, the first included. */
  addressSpaces: number;
  /** Threads of all processes. */
  threads: number;
}

/** What was recorded. */
export interface Recorded {
  /** Of the container. */
  totals: Totals;
  /** The whole run, inside windows and outside. */
  seen: Seen;
  /** How the command ended; undefined: it did not. */
  exit?: Exit;
  /** Whether `signal` ended it, or `full`. */
  interrupted: boolean;
  /** Whether `limit` ended it. */
  limited: boolean;
  /** Why the trace can hold no more, if that is so: it ends there. */
  full?: string;
  /** The container's notes. */
  notes: Note[];
}

export const DEFAULT_SLICE = 200_000;

/**
 * Runs a command under Valgrind's lackey or QEMU, and records all its processes' references into an Arrow container. The command's standard streams are ours. Throws a UserError when what records is missing, when the command cannot be
 * started or runs no instruction, and when the container cannot be written; `out` is left as it was then.
 *
 * @param options - the command, the file to write, and what records
 * @returns what was recorded
 * @example
 * ```ts
 * // Not run here: it needs Valgrind.
 * import { loadStructures, openTrace, record, replayAll } from 'disco-replay';
 *
 * const { totals } = await record({ command: ['ls', '-l'], out: 'ls.arrow' });
 * console.log(totals.references);
 * await replayAll(await openTrace('ls.arrow'), loadStructures(['irix', 'disco']));
 * ```
 */
export async function record(options: RecordOptions): Promise<Recorded> {
  const { command, out, slice = DEFAULT_SLICE, emulator, quantum, cwd, machine, events, limit } = options;
  const window = checkWindow(options.window);
  if (command.length === 0) throw new UserError('there is no command to record; give it after --');
  if (events === true && options.window !== undefined)
    throw new UserError(
      '--events keeps what happened in the whole run, and no references that windows could count: leave out --window and --every, or --events',
    );
  const name = recorderWith(options.with ?? DEFAULT_RECORDER, given(options));
  const { level, architecture } = RECORDERS[name];
  const { cpus = name === 'qemu-system' ? 1 : RECORDERS[name].cpus } = options;
  if (!(Number.isInteger(cpus) && cpus >= 1 && cpus <= RECORDERS[name].cpus))
    throw new UserError(`${cpus} CPUs: expected 1 to ${RECORDERS[name].cpus}`);
  const encoder = options.encoder ?? new (events === true ? EventsEncoder : TraceEncoder)({ architecture });
  const recording = new Recording(window, encoder, cpus);
  const request: Request = {
    command,
    slice,
    ...(emulator === undefined ? {} : { emulator }),
    ...(quantum === undefined ? {} : { quantum }),
    ...(cwd === undefined ? {} : { cwd }),
    ...(machine === undefined ? {} : { machine }),
    ...(name === 'qemu-system' ? { cpus } : {}),
    ...(events === undefined ? {} : { events }),
    ...(limit === undefined ? {} : { limit }),
  };
  const recorder = await prepare(name, request, recording);
  const header: TraceHeader = {
    source: 'disco record',
    command: formatCommand(command),
    format: recorder.format,
    cpus,
    level,
    architecture,
    granuleBits: 4,
    ...(events === true ? { only: 'events' } : {}),
  };
  const { totals } = recording.queue.encoder;
  const run = new Run(recorder, recording, request, options);
  let notes: Note[] = [];
  try {
    await writeArrow(out, header, run.batches(), () => {
      notes = recordingNotes({ recorder, recording, window, run });
      return { totals, notes };
    });
  } finally {
    await recorder.close();
  }
  const { records, instructions, calls, processes, full } = recording;
  const seen: Seen = {
    records,
    instructions,
    systemCalls: calls,
    processes: processes.count,
    addressSpaces: processes.images,
    threads: processes.threads,
  };
  const { exit, interrupted } = run;
  const recorded: Recorded = { totals, seen, interrupted, limited: recording.isEnough, notes };
  if (exit !== undefined) recorded.exit = exit;
  if (full !== undefined) recorded.full = full;
  return recorded;
}

/** Names of the options that are given. */
const given = (options: RecordOptions): string[] =>
  Object.entries(options).flatMap(([name, value]) => (value === undefined ? [] : [name]));

function checkWindow(window: Window | undefined): Window | undefined {
  if (window === undefined || window.records === window.every) return undefined;
  const { records, every } = window;
  if (!(Number.isSafeInteger(records) && Number.isSafeInteger(every) && records >= 1 && records < every))
    throw new UserError(
      `a window of ${records} records of every ${every}: expected whole numbers, the window the smaller one`,
    );
  return window;
}
