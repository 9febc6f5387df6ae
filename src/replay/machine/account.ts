import { CountsBuilder } from '../counts/counts.ts';
import type { Directory } from '../numa/caches/directory.ts';
import type { Cpu } from '../numa/cpu/cpu.ts';
import { type Activities, lockOf } from './activities.ts';

/** Where the counts of each CPU go: by window and warm-up, and by the VM and the lock of the work it does. */
export class Account {
  readonly counts: CountsBuilder;
  private readonly directory: Directory | null;
  private readonly activities: Activities;
  private readonly warmup: number;
  private window = 1;
  /** Instructions until warm-up ends; at most 0 when it has. */
  private cold = 0;

  /** `warmup`: instructions at the start of each window. */
  constructor(nodes: number, directory: Directory | null, activities: Activities, warmup: number) {
    this.counts = new CountsBuilder(nodes);
    this.directory = directory;
    this.activities = activities;
    this.warmup = warmup;
    this.beginWindow([]);
  }

  /** What these CPUs count from here on is counted apart, as the next window's. */
  nextWindow(cpus: readonly Cpu[]): void {
    this.window++;
    this.beginWindow(cpus);
  }

  /** The present window begins, again if nothing of it was counted. */
  beginWindow(cpus: readonly Cpu[]): void {
    this.cold = this.warmup;
    this.beginInterval(this.warmup > 0, cpus);
  }

  /** Time passes: instructions, of any CPU. */
  advance(instructions: number, cpus: readonly Cpu[]): void {
    if (this.cold <= 0) return;
    this.cold -= instructions;
    if (this.cold <= 0) this.beginInterval(false, cpus);
  }

  /** Counts of a CPU go to the VM it runs, and the lock that its work holds, from here on. */
  charge(cpu: Cpu): void {
    const { number, vm } = cpu;
    cpu.tally.block = this.counts.block(number, vm, lockOf(this.activities.on(cpu)));
    cpu.tally.disks = this.counts.disks(number);
    const holder = this.directory?.holders[number];
    if (holder !== undefined) holder.visits = this.counts.visits(number);
  }

  private beginInterval(warmup: boolean, cpus: readonly Cpu[]): void {
    this.counts.begin({ window: this.window, warmup });
    for (const cpu of cpus) if (cpu !== undefined) this.charge(cpu);
  }
}
