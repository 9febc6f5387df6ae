import { UserError } from '../../../errors.ts';
import type { Batch } from '../../words/trace.ts';
import { type Exit, formatExit } from './command.ts';
import { Listener } from './listener.ts';
import { ProcessGroup } from './process-group.ts';
import type { Progress } from './progress.ts';
import type { Connection, Recorder, Request } from './recorder.ts';
import type { Recording } from './recording.ts';
import { Turns } from './turns.ts';

const PROGRESS_MS = 200;
/** Milliseconds for which processes that the command left behind may take to end or to connect, if nothing tells that they will. */
const STRAGGLER_MS = 2000;

export interface RunOptions {
  /** Ends the recording early: the command is stopped, and what was recorded so far is kept. */
  signal?: AbortSignal | undefined;
  /** Told at most five times a second. */
  onProgress?: ((progress: Progress) => void) | undefined;
  /** Given what the command prints, in whole lines, where its standard output is not ours. */
  onPrinted?: ((text: string) => void) | undefined;
}

/** One run of the command, from its start to its end. */
export class Run {
  /** How what runs the command ended, and the command itself; undefined: it did not end. */
  runnerExit: Exit = { code: null, signal: null };
  exit: Exit | undefined;
  interrupted = false;
  private readonly recorder: Recorder;
  private readonly recording: Recording;
  private readonly request: Request;
  private readonly options: RunOptions;
  private readonly turns: Turns<Connection>;
  private bytes = 0;
  private started = 0;
  private told = 0;
  private isBefore = false;

  constructor(recorder: Recorder, recording: Recording, request: Request, options: RunOptions) {
    this.recorder = recorder;
    this.recording = recording;
    this.request = request;
    this.options = options;
    this.turns = new Turns({ slice: request.slice, clock: () => recording.instructions });
  }

  /** Processes that began before what led to them was read. */
  get early(): number {
    return this.turns.early;
  }

  /** Starts the command and yields what it does; whatever happens, nothing of it runs any more at the end. */
  async *batches(): AsyncGenerator<Batch, void> {
    const { turns, recorder, recording } = this;
    const { signal } = this.options;
    const { queue } = recording;
    const listener = await Listener.open(
      (stream) => turns.add(recorder.connection(stream)),
      () => turns.wake(),
    );
    const interrupt = (): void => turns.stop();
    let group: ProcessGroup | undefined;
    const timer = setInterval(() => this.tell(), PROGRESS_MS);
    try {
      signal?.addEventListener('abort', interrupt);
      if (signal?.aborted) interrupt();
      group = new ProcessGroup(recorder.launch(listener.port), this.request.cwd);
      const ended = this.waitFor(group);
      this.started = this.told = performance.now();
      for (let source = await turns.next(); source !== undefined; source = await turns.next()) {
        if (source.done) source.end(false);
        else this.bytes += source.read();
        yield* queue.drain();
        this.tell();
        if (recording.full !== undefined || recording.isEnough) turns.stop();
      }
      this.interrupted = signal?.aborted === true || recording.full !== undefined;
      for (const source of turns.rest()) source.end(true);
      listener.discard();
      await this.stop(group);
      this.runnerExit = await ended;
      this.show(true);
      const stopped = this.interrupted || recording.isEnough;
      this.exit = recorder.exitOf === undefined ? this.runnerExit : recorder.exitOf(this.runnerExit, stopped);
      this.checkRecorded();
      yield* queue.drain();
      yield queue.encoder.finish();
    } finally {
      clearInterval(timer);
      signal?.removeEventListener('abort', interrupt);
      listener.discard();
      if (group !== undefined) await this.stop(group);
      listener.close();
    }
  }

  private async stop(group: ProcessGroup): Promise<void> {
    const { recorder } = this;
    await group.stop(() => recorder.pids(), recorder.program);
  }

  private async waitFor(group: ProcessGroup): Promise<Exit> {
    try {
      const exit = await group.exited;
      while (!(await group.gone(STRAGGLER_MS)) && (this.turns.size > 0 || (await this.recorder.expects?.())));
      return exit;
    } finally {
      this.turns.close();
    }
  }

  private checkRecorded(): void {
    if (this.recording.records > 0) return;
    const words = this.recorder.lastWords?.();
    throw new UserError(
      this.interrupted
        ? 'the recording was interrupted before the command ran an instruction'
        : words && this.recorder.isStuck?.()
          ? `nothing was recorded: the command does not begin; what was said last:\n${words}`
          : `nothing was recorded: ${this.recorder.runner} could not run ${this.request.command[0]} (${formatExit(this.runnerExit)}); ${words ? `it said last: ${words}` : 'its own message may be above'}`,
    );
  }

  private tell(): void {
    const time = performance.now();
    if (this.started === 0 || time - this.told < PROGRESS_MS) return;
    this.told = time;
    const { records, kept, instructions, processes } = this.recording;
    const before = records === 0 ? this.recorder.before : undefined;
    if (this.isBefore && before === undefined) this.started = time;
    this.isBefore = before !== undefined;
    this.show(false);
    if (before !== undefined && this.recorder.isStuck?.()) this.turns.stop();
    this.options.onProgress?.({
      ...(before === undefined ? {} : { before }),
      records,
      kept,
      instructions,
      processes: processes.count,
      running: this.turns.size,
      bytes: this.bytes,
      seconds: (time - this.started) / 1000,
    });
  }

  private show(ended: boolean): void {
    const text = this.recorder.printed?.(ended);
    if (text) this.options.onPrinted?.(text);
  }
}
