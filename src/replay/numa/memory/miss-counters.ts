/**
 * FLASH's counters of cache misses per page and CPU (section 4.2.3). Two bytes a page and CPU, two more a page.
 * A counter saturates; all begin anew at a reset, which costs nothing until a page is looked at.
 */
export class MissCounters {
  private readonly cpus: number;
  private misses = new Uint16Array(0);
  private stores = new Uint16Array(0);
  /** Frame -> the reset its counters are of. */
  private era = new Int32Array(0);
  private now = 0;

  constructor(cpus: number) {
    this.cpus = cpus;
  }

  /** Counts a miss of a CPU to a frame; its misses so far. */
  count(frame: number, cpu: number, store: boolean): number {
    this.renew(frame);
    const at = frame * this.cpus + cpu;
    if (store && this.stores[frame] < 0xffff) this.stores[frame]++;
    if (this.misses[at] < 0xffff) this.misses[at]++;
    return this.misses[at];
  }

  missesOf(frame: number, cpu: number): number {
    this.renew(frame);
    return this.misses[frame * this.cpus + cpu];
  }

  storesTo(frame: number): number {
    this.renew(frame);
    return this.stores[frame];
  }

  /** A frame's counters begin anew: it was decided upon, or holds another page. */
  clear(frame: number): void {
    this.era[frame] = -1;
    this.renew(frame);
  }

  /** The reset interval is over. */
  reset(): void {
    this.now++;
  }

  private renew(frame: number): void {
    if (frame >= this.era.length) this.growTo(frame);
    if (this.era[frame] === this.now) return;
    this.era[frame] = this.now;
    this.stores[frame] = 0;
    this.misses.fill(0, frame * this.cpus, (frame + 1) * this.cpus);
  }

  private growTo(frame: number): void {
    const frames = Math.max(1024, this.era.length * 2, frame + 1);
    const misses = new Uint16Array(frames * this.cpus);
    misses.set(this.misses);
    const stores = new Uint16Array(frames);
    stores.set(this.stores);
    const era = new Int32Array(frames).fill(-1);
    era.set(this.era);
    this.misses = misses;
    this.stores = stores;
    this.era = era;
  }
}
