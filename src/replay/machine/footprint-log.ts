import type { FootprintSample, MonitorPages } from '../counts/footprint.ts';
import { PAGE_USES } from '../counts/page-use.ts';
import type { PhysicalMemory } from '../numa/memory/physical-memory.ts';

/** Samples kept at most: with more, every second one goes and the interval doubles. */
const SAMPLES = 512;
const FIRST_INTERVAL = 1 << 16;

/** Samples memory in use as the trace's clock goes on. */
export class FootprintLog {
  private readonly backing: PhysicalMemory;
  private readonly monitor: () => MonitorPages;
  private samples: FootprintSample[] = [];
  private interval = FIRST_INTERVAL;
  private clock = 0;
  private next = FIRST_INTERVAL;

  constructor(backing: PhysicalMemory, monitor: () => MonitorPages) {
    this.backing = backing;
    this.monitor = monitor;
  }

  /** Time passes: instructions, of any CPU. */
  advance(instructions: number): void {
    this.clock += instructions;
    if (this.clock < this.next) return;
    this.sample();
    if (this.samples.length === SAMPLES) {
      this.samples = this.samples.filter((_, n) => n % 2 === 1);
      this.interval *= 2;
    }
    this.next = this.clock + this.interval;
  }

  /** All samples so far, the last of them of this moment. */
  finish(): FootprintSample[] {
    if (this.samples.at(-1)?.clock === this.clock) this.samples.pop();
    this.sample();
    return this.samples;
  }

  private sample(): void {
    const { virtual, machine } = this.backing;
    this.samples.push({
      clock: this.clock,
      virtual: Array.from(virtual, (uses) => Array.from({ length: PAGE_USES }, (_, use) => uses?.[use] ?? 0)),
      machine: [...machine],
      monitor: this.monitor(),
    });
  }
}
