import { PAGE_USES } from './numa/page-use.ts';
import type { Pages } from './numa/pages.ts';

/** Machine pages that no guest has asked for. */
export interface MonitorPages {
  /** The monitor's own code and tables, by formula (see `monitor-pages.ts`). */
  own: number;
  /** Logs of sectors that machines modified on copy-on-write disks. */
  logs: number;
  /** Pages of the global buffer cache that no machine has mapped at present. */
  unused: number;
  /** Replicas of pages. */
  replicas: number;
}

/** Memory in use at one time, in pages. */
export interface FootprintSample {
  /** Instructions of all CPUs until then. */
  clock: number;
  /** Physical pages, as the guests believe: by machine, then by use (`PageUse`). What Figure 6 calls V, but for the monitor's part. */
  virtual: number[][];
  /** Machine pages behind them, by use: M. Without sharing the sums over machines of the above. */
  machine: number[];
  monitor: MonitorPages;
}

/** Samples kept at most: with more, every second one goes and the interval doubles. */
const SAMPLES = 512;
const FIRST_INTERVAL = 1 << 16;

/** Samples memory in use as the trace's clock goes on. */
export class FootprintLog {
  private readonly pages: Pages;
  private readonly monitor: () => MonitorPages;
  private samples: FootprintSample[] = [];
  private interval = FIRST_INTERVAL;
  private clock = 0;
  private next = FIRST_INTERVAL;

  constructor(pages: Pages, monitor: () => MonitorPages) {
    this.pages = pages;
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
    const { virtual, machine } = this.pages.backing;
    this.samples.push({
      clock: this.clock,
      virtual: Array.from(virtual, (uses) => Array.from({ length: PAGE_USES }, (_, use) => uses?.[use] ?? 0)),
      machine: [...machine],
      monitor: this.monitor(),
    });
  }
}
