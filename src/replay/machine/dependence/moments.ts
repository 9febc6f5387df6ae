import { UserError } from '../../../errors.ts';

/** A moment that was asked for is beyond the trace, which ends at `end` instructions of all CPUs. */
export class BeyondTrace extends UserError {
  readonly end: number;

  constructor(end: number, message: string) {
    super(message);
    this.end = end;
  }
}

/** Samples of a grid kept at most: with more, every second one goes and the interval doubles. */
const SAMPLES = 200;
const FIRST_INTERVAL = 1 << 17;

interface Taken<S> {
  clock: number;
  sample: S;
}

/** When samples are taken as the trace's clock goes on, and which of them are kept. Of the trace's end there is always one, the last. */
export interface Moments<S> {
  /** Whether there is a sample to take at this clock. */
  isDue(clock: number): boolean;
  add(clock: number, sample: S): void;
  /** All samples, the trace's end among them. Throws UserError where it came before a moment that was asked for. */
  finish(clock: number, last: S): Taken<S>[];
}

/** Moments as far apart from each other as makes at most `SAMPLES` of them. */
export class Grid<S> implements Moments<S> {
  private taken: Taken<S>[] = [];
  private interval = FIRST_INTERVAL;
  private next = FIRST_INTERVAL;

  isDue(clock: number): boolean {
    return clock >= this.next;
  }

  add(clock: number, sample: S): void {
    this.taken.push({ clock, sample });
    if (this.taken.length === SAMPLES) {
      this.taken = this.taken.filter((_, n) => n % 2 === 1);
      this.interval *= 2;
    }
    this.next = clock + this.interval;
  }

  finish(clock: number, sample: S): Taken<S>[] {
    const before = this.taken.at(-1)?.clock === clock ? this.taken.slice(0, -1) : this.taken;
    return [...before, { clock, sample }];
  }
}

/** Moments that are asked for, in order. */
export class Asked<S> implements Moments<S> {
  private readonly at: readonly number[];
  private readonly taken: Taken<S>[] = [];

  constructor(at: readonly number[]) {
    this.at = at;
  }

  isDue(clock: number): boolean {
    return this.taken.length < this.at.length && clock >= this.at[this.taken.length];
  }

  add(clock: number, sample: S): void {
    while (this.isDue(clock)) this.taken.push({ clock, sample });
  }

  finish(clock: number, sample: S): Taken<S>[] {
    this.add(clock, sample);
    if (this.taken.length < this.at.length)
      throw new BeyondTrace(
        clock,
        `a moment at ${this.at[this.taken.length].toLocaleString('en-US')} instructions is beyond the trace, which ends at ${clock.toLocaleString('en-US')}; choose one at most that`,
      );
    return [...this.taken, { clock, sample }];
  }
}
