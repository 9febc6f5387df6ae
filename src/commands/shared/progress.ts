import type { Batch, Trace } from '../../trace/words/trace.ts';
import { Meter, type Unit } from './meter.ts';

/** Shows on standard error how much of a trace was read: a bar on a terminal, nothing elsewhere; Ctrl-C aborts the signal. */
export class Progress {
  readonly signal: AbortSignal;
  private readonly controller = new AbortController();
  private readonly meter: Meter;
  private readonly unit: Unit;
  /** Whether the trace's own words are counted, batch by batch. */
  private counting = false;
  private readonly interrupt = (): void => this.controller.abort();

  /** `unit`: what progress is told in: bytes of a file, instructions of a workload. */
  constructor(label: string, unit: Unit) {
    this.meter = new Meter(label);
    this.unit = unit;
    this.signal = this.controller.signal;
    process.once('SIGINT', this.interrupt);
    process.once('SIGTERM', this.interrupt);
  }

  /** For `OpenOptions.onProgress`. */
  readonly onProgress = (done: number, total: number | undefined): void => {
    if (!this.counting) this.meter.update(done, total, this.unit);
  };

  /**
   * Tells what is read. Of a trace that knows its totals, progress is in words that were used, and the rate in references: a container's
   * bytes are read long before. Answers the trace.
   */
  readonly reads = (trace: Trace): Trace => {
    const { totals } = trace;
    if (totals === undefined || totals.words === 0) return trace;
    this.counting = true;
    const counted = async function* (this: Progress, batches: AsyncIterable<Batch>): AsyncGenerator<Batch, void> {
      let done = 0;
      for await (const batch of batches) {
        this.meter.update(Math.min(done, totals.words), totals.words, 'references', {
          scale: totals.references / totals.words,
        });
        yield batch;
        done += batch.words.length;
      }
    }.bind(this);
    const { batches, unchecked } = trace;
    return Object.assign(trace, {
      batches: (details?: boolean, reuse?: boolean) => counted(batches.call(trace, details, reuse)),
      ...(unchecked === undefined
        ? {}
        : { unchecked: (problem: (text: string) => void) => counted(unchecked.call(trace, problem)) }),
    });
  };

  /** Removes the bar and stops listening. */
  end(): void {
    this.meter.end();
    process.off('SIGINT', this.interrupt);
    process.off('SIGTERM', this.interrupt);
  }
}

/** Runs `work` with a progress bar, which goes whatever happens. */
export async function withProgress<T>(label: string, work: (progress: Progress) => Promise<T>, unit: Unit = 'bytes'): Promise<T> {
  const progress = new Progress(label, unit);
  try {
    return await work(progress);
  } finally {
    progress.end();
  }
} // biome-ignore format: a long line
