import { CountsBuilder } from '../counts/counts.ts';
import type { Directory } from '../numa/caches/directory.ts';
import type { Cpu } from '../numa/cpu/cpu.ts';
import { type Activities, aroundOf, lockOf } from './activities.ts';

/** Where the counts of each CPU go: by window and warm-up, and by the VM and the lock of the work it does. */
export class Account {
  readonly counts: CountsBuilder;
  /** Whether windows begin with a warm-up, whose end `Marker.measure` tells. */
  readonly warms: boolean;
  private readonly directory: Directory | null;
  private readonly activities: Activities;
  private window = 1;
  /** The present window's intervals: its warm-up, and what is measured. */
  private warm = 0;
  private measured = 0;
  /** Whether any CPU is measured in the present window, and whether all are, as it is at its end. */
  private isBegun = false;
  private isEnding = false;

  constructor(nodes: number, directory: Directory | null, activities: Activities, warms: boolean) {
    this.counts = new CountsBuilder(nodes);
    this.directory = directory;
    this.activities = activities;
    this.warms = warms;
    this.beginWindow([]);
  }

  /** What these CPUs count from here on is counted apart, as the next window's. */
  nextWindow(cpus: readonly Cpu[]): void {
    this.window++;
    this.beginWindow(cpus);
  }

  /** What comes from here on is counted apart, as the next window's, which is returned; whose warm-up is over stays so. */
  split(cpus: readonly Cpu[]): number {
    this.window++;
    this.warm = this.counts.begin({ window: this.window, warmup: true });
    this.measured = this.counts.begin({ window: this.window, warmup: false });
    this.chargeAll(cpus);
    return this.window;
  }

  /** The present window begins, again if nothing of it was counted. */
  beginWindow(cpus: readonly Cpu[]): void {
    this.warm = this.counts.begin({ window: this.window, warmup: true });
    this.measured = this.counts.begin({ window: this.window, warmup: false });
    this.isBegun = this.isEnding = false;
    this.activities.warmUp();
    this.chargeAll(cpus);
  }

  /** The warm-up is over for what this CPU does; false: it is not, after all. */
  measure(cpu: Cpu, isMeasured = true): void {
    this.activities.on(cpu).isMeasured = isMeasured;
    this.isBegun = true;
    this.charge(cpu);
  }

  /** The window is at its end: what is written back now belongs to what is measured of it, if anything is. */
  endWindow(cpus: readonly Cpu[]): void {
    if (!this.isBegun) return;
    this.isEnding = true;
    this.chargeAll(cpus);
  }

  /** Counts of a CPU go to the VM it runs, and the lock that its work holds, from here on. */
  charge(cpu: Cpu): void {
    const { number, vm } = cpu;
    const activity = this.activities.on(cpu);
    const isWarm = this.warms && !this.isEnding && !activity.isMeasured;
    const interval = isWarm ? this.warm : this.measured;
    cpu.tally.block = this.counts.block(number, vm, lockOf(activity), interval, aroundOf(activity));
    cpu.tally.disks = this.counts.disks(number, interval);
    const holder = this.directory?.holders[number];
    if (holder !== undefined) holder.visits = this.counts.visits(number, interval);
  }

  private chargeAll(cpus: readonly Cpu[]): void {
    for (const cpu of cpus) if (cpu !== undefined) this.charge(cpu);
  }
}
