import { BLOCK, EVENT_COUNT, Event, SERVICES } from './event.ts';

/** Disks whose requests are kept apart; of more, those with numbers that many apart count as one. */
export const DISKS = 64;

/** Where one CPU's counts go at present: a row `[event]` within its block `[context][event]`. */
export class Tally {
  block: Float64Array = new Float64Array(BLOCK);
  /** Index of the present context's first event. */
  row = 0;

  /** Disk -> requests, sectors: what the CPU asks of each in the present interval. */
  disks: Float64Array = new Float64Array(2 * DISKS);

  /** The disk was asked for something of the present request. */
  private asked = false;

  /** A request begins, of which a disk may have to do nothing, or several segments. */
  beginDiskRequest(): void {
    this.asked = false;
  }

  /** Counts sectors that a disk has to transfer, and the request, once, which its process waits for. */
  diskRequest(disk: number, sectors: number): void {
    this.add(Event.diskSector, sectors);
    this.disks[2 * (disk % DISKS) + 1] += sectors;
    if (this.asked) return;
    this.asked = true;
    this.count(Event.diskRequest);
    this.disks[2 * (disk % DISKS)]++;
  }

  count(event: number): void {
    this.block[this.row + event]++;
  }

  add(event: number, n: number): void {
    this.block[this.row + event] += n;
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
