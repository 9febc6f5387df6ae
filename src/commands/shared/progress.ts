import { Presets, SingleBar } from 'cli-progress';
import { progressStream } from '../../terminal.ts';

/** Shows on standard error how much of a trace was read: a bar on a terminal, nothing elsewhere; Ctrl-C aborts the signal. */
export class Progress {
  readonly signal: AbortSignal;
  private readonly controller = new AbortController();
  private bar: SingleBar | undefined;
  private readonly label: string;
  private readonly interrupt = (): void => this.controller.abort();

  constructor(label: string) {
    this.label = label;
    this.signal = this.controller.signal;
    process.once('SIGINT', this.interrupt);
    process.once('SIGTERM', this.interrupt);
  }

  /** For `OpenOptions.onProgress`. */
  readonly onProgress = (bytes: number, total: number | undefined): void => {
    if (!progressStream().isTTY || total === undefined) return;
    if (this.bar === undefined) {
      this.bar = new SingleBar(
        {
          format: `${this.label} {bar} {percentage} % | {eta_formatted} left`,
          stream: progressStream(),
          clearOnComplete: true,
          barsize: 30,
        },
        Presets.shades_classic,
      );
      this.bar.start(total, bytes);
    } else this.bar.update(bytes);
  };

  /** Removes the bar and stops listening. */
  end(): void {
    this.bar?.stop();
    process.off('SIGINT', this.interrupt);
    process.off('SIGTERM', this.interrupt);
  }
}

/** Runs `work` with a progress bar, which goes whatever happens. */
export async function withProgress<T>(label: string, work: (progress: Progress) => Promise<T>): Promise<T> {
  const progress = new Progress(label);
  try {
    return await work(progress);
  } finally {
    progress.end();
  }
}
