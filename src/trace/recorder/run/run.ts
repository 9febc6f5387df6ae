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
/** Milliseconds for which processes that the command left behind may take to end or to connect. */
const STRAGGLER_MS = 2000;

export interface RunOptions {
  /** Ends the recording early: the command is stopped, and what was recorded so far is kept. */
  signal?: AbortSignal | undefined;
  /** Told at most five times a second. */
  onProgress?: ((progress: Progress) => void) | undefined;
}

/** One run of the command, from its start to its end. */
export class Run {
  exit: Exit = { code: null, signal: null };
  interrupted = false;
  private readonly recorder: Recorder;
  private readonly recording: Recording;
  private readonly request: Request;
  private readonly options: RunOptions;
  private readonly turns: Turns<Connection>;
  private bytes = 0;
  private started = 0;
  private told = 0;

  constructor(recorder: Recorder, recording: Recording, request: Request, options: RunOptions) {
    this.recorder = recorder;
    this.recording = recording;
    this.request = request;
    this.options = options;
    this.turns = new Turns({ slice: request.slice, clock: () => recording.instructions });
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
      const exit = await ended;
      this.exit = recorder.exitOf?.(exit) ?? exit;
      this.checkRecorded();
      yield* queue.drain();
      yield queue.encoder.finish();
    } finally {
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
      await group.gone(STRAGGLER_MS);
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
        : `nothing was recorded: ${this.recorder.runner} could not run ${this.request.command[0]} (${formatExit(this.exit)}); ${words ? `it said last: ${words}` : 'its own message may be above'}`,
    );
  }

  private tell(): void {
    const { onProgress } = this.options;
    const time = performance.now();
    if (onProgress === undefined || time - this.told < PROGRESS_MS) return;
    this.told = time;
    const { records, kept, instructions, processes } = this.recording;
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
