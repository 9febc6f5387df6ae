import { UserError } from '../../errors.ts';
import { writeArrow } from '../arrow/index.ts';
import type { TraceEncoder } from '../words/encoder/encoder.ts';
import type { Batch, Note, Totals, TraceHeader } from '../words/trace.ts';
import { Connection, type Shared } from './connection.ts';
import { Listener } from './listener.ts';
import { formatCommand, formatExit, recordingNotes } from './notes.ts';
import type { Progress } from './progress.ts';
import { Recording, type Window } from './recording.ts';
import { UnknownLines } from './scanner.ts';
import { Turns } from './turns.ts';
import { checkCommand, type Exit, Valgrind, valgrindVersion } from './valgrind.ts';

export interface RecordOptions {
  /** The program and its arguments. */
  command: readonly string[];
  /** The folder it runs in; the present one unless given. */
  cwd?: string;
  /** The container to write. */
  out: string;
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
}

/** The whole run, inside windows and outside. */
export interface Seen {
  records: number;
  instructions: number;
  systemCalls: number;
  processes: number;
  /** Forks and executions of programs, the first included. */
  addressSpaces: number;
  threads: number;
}

/** What was recorded. */
export interface Recorded {
  /** Of the container. */
  totals: Totals;
  seen: Seen;
  exit: Exit;
  /** Whether `signal` ended it, or `full`. */
  interrupted: boolean;
  /** Why the trace can hold no more, if that is so: it ends there. */
  full?: string;
  /** The container's notes. */
  notes: Note[];
}

export const DEFAULT_SLICE = 200_000;
const PROGRESS_MS = 200;
/** Milliseconds for which processes that the command left behind may take to end or to connect. */
const STRAGGLER_MS = 2000;

/**
 * Runs a command under Valgrind's lackey and records all its processes' references into an Arrow container.
 * The command's standard streams are ours. Throws a UserError when Valgrind is missing, when the command cannot be
 * started or runs no instruction, and when the container cannot be written; `out` is left as it was then.
 */
export async function record(options: RecordOptions): Promise<Recorded> {
  const { command, out } = options;
  const window = checkWindow(options.window);
  if (command.length === 0) throw new UserError('there is no command to record; give it after --');
  const version = await valgrindVersion();
  await checkCommand(command[0], options.cwd);
  const header: TraceHeader = {
    source: 'disco record',
    command: formatCommand(command),
    format: 'lackey',
    cpus: 1,
    level: 'user',
    architecture: 'flat',
    granuleBits: 4,
  };
  const run = new Run(options, new Recording(window, options.encoder));
  const { recording } = run.shared;
  const { totals } = recording.queue.encoder;
  let notes: Note[] = [];
  await writeArrow(out, header, run.batches(), () => {
    notes = recordingNotes({ version, shared: run.shared, window, exit: run.exit, interrupted: run.interrupted });
    return { totals, notes };
  });
  const { records, instructions, calls, processes } = recording;
  const seen: Seen = {
    records,
    instructions,
    systemCalls: calls,
    processes: processes.count,
    addressSpaces: processes.images,
    threads: processes.threads,
  };
  const { full } = recording;
  return { totals, seen, exit: run.exit, interrupted: run.interrupted, notes, ...(full === undefined ? {} : { full }) };
}

function checkWindow(window: Window | undefined): Window | undefined {
  if (window === undefined || window.records === window.every) return undefined;
  const { records, every } = window;
  if (!(Number.isSafeInteger(records) && Number.isSafeInteger(every) && records >= 1 && records < every))
    throw new UserError(
      `a window of ${records} records of every ${every}: expected whole numbers, the window the smaller one`,
    );
  return window;
}

/** One run of the command, from its start to its end. */
class Run {
  readonly shared: Shared;
  exit: Exit = { code: null, signal: null };
  interrupted = false;
  private readonly options: RecordOptions;
  private readonly turns: Turns<Connection>;
  private connections = 0;
  private bytes = 0;
  private started = 0;
  private told = 0;

  constructor(options: RecordOptions, recording: Recording) {
    this.options = options;
    this.shared = { recording, unknown: new UnknownLines(), connections: new Map(), commands: [], mixed: 0 };
    this.turns = new Turns({ slice: options.slice ?? DEFAULT_SLICE, clock: () => recording.instructions });
  }

  /** Starts the command and yields what it does; whatever happens, nothing of it runs any more at the end. */
  async *batches(): AsyncGenerator<Batch, void> {
    const { turns } = this;
    const { command, signal } = this.options;
    const { queue } = this.shared.recording;
    const listener = await Listener.open(
      (stream) => turns.add(new Connection(++this.connections, stream, this.shared)),
      () => turns.wake(),
    );
    const interrupt = (): void => turns.stop();
    let valgrind: Valgrind | undefined;
    try {
      signal?.addEventListener('abort', interrupt);
      if (signal?.aborted) interrupt();
      valgrind = new Valgrind(command, listener.port, this.options.cwd);
      const ended = this.waitFor(valgrind);
      this.started = this.told = performance.now();
      for (let source = await turns.next(); source !== undefined; source = await turns.next()) {
        if (source.done) source.end(false);
        else this.bytes += source.read();
        yield* queue.drain();
        this.tell();
        if (this.shared.recording.full !== undefined) turns.stop();
      }
      this.interrupted = signal?.aborted === true || this.shared.recording.full !== undefined;
      for (const source of turns.rest()) source.end(true);
      listener.discard();
      await valgrind.stop(() => this.shared.connections.keys());
      this.exit = await ended;
      this.checkRecorded();
      yield* queue.drain();
      yield queue.encoder.finish();
    } finally {
      signal?.removeEventListener('abort', interrupt);
      listener.discard();
      await valgrind?.stop(() => this.shared.connections.keys());
      listener.close();
    }
  }

  private async waitFor(valgrind: Valgrind): Promise<Exit> {
    try {
      const exit = await valgrind.exited;
      await valgrind.gone(STRAGGLER_MS);
      return exit;
    } finally {
      this.turns.close();
    }
  }

  private checkRecorded(): void {
    if (this.shared.recording.records > 0) return;
    throw new UserError(
      this.interrupted
        ? 'the recording was interrupted before the command ran an instruction'
        : `nothing was recorded: Valgrind could not run ${this.options.command[0]} (${formatExit(this.exit)}); its own message may be above`,
    );
  }

  private tell(): void {
    const { onProgress } = this.options;
    const time = performance.now();
    if (onProgress === undefined || time - this.told < PROGRESS_MS) return;
    this.told = time;
    const { records, kept, instructions, processes } = this.shared.recording;
    onProgress({
      records,
      kept,
      instructions,
      processes: processes.count,
      running: this.turns.size,
      bytes: this.bytes,
      seconds: (time - this.started) / 1000,
    });
  }
}
