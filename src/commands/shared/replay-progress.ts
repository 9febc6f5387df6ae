import { Presets, SingleBar } from 'cli-progress';
import { integer, plural } from '../../report/text/words.ts';
import { progressStream, say } from '../../terminal.ts';

/** Seconds between lines where standard error is no terminal. */
const LINE_SECONDS = 10;

/** Shows on standard error how many replays are done, how fast, and how long the others will take; Ctrl-C aborts the signal. */
export class ReplayProgress {
  private readonly controller = new AbortController();
  readonly signal: AbortSignal = this.controller.signal;
  private bar: SingleBar | undefined;
  private total = 0;
  private known = 0;
  private finished = 0;
  private began = 0;
  private told = performance.now();
  private readonly interrupt = (): void => this.controller.abort();

  private readonly label: string;

  /** `label`: what does the replays, `sweep`. */
  constructor(label: string) {
    this.label = label;
    process.once('SIGINT', this.interrupt);
    process.once('SIGTERM', this.interrupt);
  }

  /** `known`: of the replays, those that are done already. */
  start(replays: number, known: number): void {
    this.known = known;
    this.total = replays - known;
    this.began = this.told = performance.now();
    if (this.total === 0 || !progressStream().isTTY) return;
    this.bar = new SingleBar(
      {
        format: `${this.label} {bar} {value}/{total} replays | {rate} | {left} left`,
        stream: progressStream(),
        clearOnComplete: true,
        barsize: 24,
      },
      Presets.shades_classic,
    );
    this.bar.start(this.total, 0, { rate: '…', left: '…' });
  }

  done(replays: number): void {
    this.finished += replays;
    const now = performance.now();
    const seconds = (now - this.began) / 1000;
    const rate = `${(this.finished / seconds).toPrecision(2)} replays/s`;
    const left = `${Math.ceil(((this.total - this.finished) * seconds) / this.finished)} s`;
    if (this.bar !== undefined) this.bar.update(this.finished, { rate, left });
    else if (now - this.told >= 1000 * LINE_SECONDS && this.finished < this.total) {
      this.told = now;
      say(`${this.label}: ${this.finished} of ${plural(this.total, 'replay')}, ${rate}, ${left} left`);
    }
  }

  /** So many points of all have been priced. */
  priced(points: number, of: number): void {
    this.bar?.stop();
    this.bar = undefined;
    const now = performance.now();
    if (now - this.told < 1000 * LINE_SECONDS) return;
    this.told = now;
    say(`${this.label}: ${integer(points)} of ${plural(of, 'point')} priced`);
  }

  /** `12 of 64 replays` */
  get kept(): string {
    return `${this.known + this.finished} of ${plural(this.known + this.total, 'replay')}`;
  }

  /** Removes the bar and stops listening. */
  end(): void {
    this.bar?.stop();
    this.bar = undefined;
    process.off('SIGINT', this.interrupt);
    process.off('SIGTERM', this.interrupt);
  }
}
