import { integer, plural } from '../../report/text/words.ts';
import { progressStream, say } from '../../terminal.ts';
import { Meter, UNITS, waiting } from './meter.ts';

/** Seconds between lines where standard error is no terminal. */
const LINE_SECONDS = 10;

/** Shows on standard error how many replays are done, how fast, and how long the others will take; Ctrl-C aborts the signal. */
export class ReplayProgress {
  private readonly controller = new AbortController();
  readonly signal: AbortSignal = this.controller.signal;
  private meter: Meter | undefined;
  /** Shows, while a long replay goes on, that the time left grows. */
  private ticking: NodeJS.Timeout | undefined;
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
    this.meter = new Meter(this.label, 0);
    this.show();
    this.ticking = setInterval(() => this.show(), 1000).unref();
  }

  done(replays: number): void {
    this.finished += replays;
    this.show();
    if (this.meter !== undefined) return;
    const now = performance.now();
    const seconds = (now - this.began) / 1000;
    const rate = UNITS.replays(this.finished / seconds);
    const left = waiting(((this.total - this.finished) * seconds) / this.finished);
    if (now - this.told >= 1000 * LINE_SECONDS && this.finished < this.total) {
      this.told = now;
      say(`${this.label}: ${this.finished} of ${plural(this.total, 'replay')}, ${rate}, ${left} left`);
    }
  }

  private show(): void {
    const shown = `${this.finished}/${plural(this.total, 'replay')}`;
    this.meter?.update(this.finished, this.total, 'replays', { shown });
  }

  private hide(): void {
    clearInterval(this.ticking);
    this.meter?.end();
    this.meter = undefined;
  }

  /** So many points of all have been priced. */
  priced(points: number, of: number): void {
    this.hide();
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
    this.hide();
    process.off('SIGINT', this.interrupt);
    process.off('SIGTERM', this.interrupt);
  }
}
