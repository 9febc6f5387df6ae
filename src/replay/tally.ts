import { BLOCK, EVENT_COUNT, SERVICES } from './event.ts';

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

  /** Counts one in another mode of the present service. */
  countIn(mode: number, event: number): void {
    this.block[(mode * SERVICES + this.service) * EVENT_COUNT + event]++;
  }

  /** Charges what follows to this context, in the present block; returns the row to come back to. */
  enter(mode: number, service: number): number {
    const before = this.row;
    this.row = (mode * SERVICES + service) * EVENT_COUNT;
    return before;
  }

  get mode(): number {
    return Math.floor(this.row / (SERVICES * EVENT_COUNT));
  }

  get service(): number {
    return (this.row / EVENT_COUNT) % SERVICES;
  }
}
