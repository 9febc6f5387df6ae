import { Presets, SingleBar } from 'cli-progress';
import { lineWidth } from '../../report/text/width.ts';
import { progressStream } from '../../terminal.ts';

/** What work is counted in, for people: how a rate of so many a second is written. */
export const UNITS = {
  bytes: (n: number) => `${digits(n / 1e6)} MB/s`,
  references: (n: number) => `${digits(n / 1e6)} M references/s`,
  instructions: (n: number) => `${digits(n / 1e6)} M instructions/s`,
  replays: (n: number) => (n > 0 && n < 0.1 ? `${digits(1 / n)} s/replay` : `${digits(n)} replays/s`),
} as const;
export type Unit = keyof typeof UNITS;

/** Three digits, without an exponent: `0.123`, `12.3`, `1230`. */
const digits = (n: number): string => (n >= 100 ? String(Math.round(n)) : String(Number(n.toPrecision(3))));

/** A time to wait for, in at most two units: `8 s`, `3 min 20 s`, `2 h 5 min`. */
export function waiting(seconds: number): string {
  if (!Number.isFinite(seconds)) return '…';
  const whole = Math.max(0, Math.ceil(seconds));
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

/** Milliseconds in which nothing is shown: what is done by then needs no bar. */
const PATIENCE_MS = 500;

/**
 * A bar on a terminal: how much of all is done, how fast, and how long the rest takes at that rate; without all being known, how much and how fast.
 * Elsewhere nothing. What is done goes up; where it goes down, the same work begins once more, as for a second reading of a trace.
 */
export class Meter {
  private bar: SingleBar | undefined;
  private began: number;
  private first = 0;
  private done = 0;
  private readonly label: string;
  private readonly patience: number;
  private readonly stream: NodeJS.WriteStream;
  private readonly now: () => number;

  /** `patience`: milliseconds before anything is shown. */
  constructor(label: string, patience = PATIENCE_MS, stream = progressStream(), now = () => performance.now()) {
    this.label = label;
    this.patience = patience;
    this.stream = stream;
    this.now = now;
    this.began = now();
  }

  /** `shown`: what is done, in words; a share in percent unless given. `scale`: units of the rate for one of `done`. */
  update(done: number, total: number | undefined, unit: Unit, { shown, scale = 1 }: { shown?: string; scale?: number } = {}): void {
    if (!this.stream.isTTY) return;
    const now = this.now();
    if (done < this.done) {
      this.began = now;
      this.first = done;
    }
    this.done = done;
    if (now - this.began < this.patience && this.bar === undefined) return;
    const seconds = (now - this.began) / 1000;
    const rate = seconds > 0 ? (done - this.first) / seconds : 0;
    const payload = {
      done: shown ?? (total === undefined ? `${digits(done / 1e6)} MB` : `${Math.floor((100 * done) / Math.max(1, total))} %`),
      rate: rate === 0 ? '…' : UNITS[unit](rate * scale),
      left: total === undefined || rate === 0 ? '' : ` | ${waiting((total - done) / rate)} left`,
    };
    if (this.bar !== undefined) this.bar.update(done, payload);
    else {
      this.bar = new SingleBar(
        {
          format: `${this.label} ${total === undefined ? '' : '{bar} '}{done} | {rate}{left}`,
          stream: this.stream,
          clearOnComplete: true,
          barsize: Math.min(30, Math.max(6, lineWidth() - this.label.length - 48)),
        },
        Presets.shades_classic,
      );
      this.bar.start(total ?? 1, done, payload);
    }
    if (total !== undefined && total !== this.bar.getTotal()) this.bar.setTotal(total);
  } // biome-ignore format: long lines

  /** Removes the bar. */
  end(): void {
    this.bar?.stop();
    this.bar = undefined;
  }
}
