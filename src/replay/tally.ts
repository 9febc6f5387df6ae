import { BLOCK, EVENT_COUNT } from './event.ts';

/** Where one CPU's counts go at present: a row `[event]` within its block `[context][event]`. */
export class Tally {
  block: Float64Array = new Float64Array(BLOCK);
  /** Index of the present context's first event. */
  row = 0;

  count(event: number): void {
    this.block[this.row + event]++;
  }

  add(event: number, n: number): void {
    this.block[this.row + event] += n;
  }

  /** Charges what follows to this context, in the present block. */
  enter(context: number): void {
    this.row = context * EVENT_COUNT;
  }
}
