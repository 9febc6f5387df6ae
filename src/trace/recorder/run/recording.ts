import { BatchQueue } from '../../bytes/text-trace.ts';
import { AccessBlock } from '../../words/encoder/access-block.ts';
import { TraceEncoder } from '../../words/encoder/encoder.ts';
import { RegionLimit } from '../../words/encoder/region-numbers.ts';
import { Kind } from '../../words/layout.ts';
import { Marker } from '../../words/markers.ts';
import { Processes, type Thread } from './tasks.ts';

/** Which records to keep: the first `records` of every `every`, counted over all processes together. */
export interface Window {
  records: number;
  every: number;
}

/** Who has to tell what goes on when a window opens. */
export interface WindowWatcher {
  /** The last of what came before the gap, which ends there. */
  closes(): void;
  /** The first of what comes after it. */
  opens(): void;
}

/**
 * The trace that grows while a command runs: all processes' records in one order, of which only those
 * inside windows are encoded. Records outside are counted. Tasks are introduced when they first run inside a window.
 */
export class Recording {
  readonly queue: BatchQueue;
  readonly processes: Processes;
  /** References seen, kept or not; a modifying access is two. */
  records = 0;
  instructions = 0;
  /** References encoded. */
  kept = 0;
  /** System calls seen, and those of them that fell between windows. */
  calls = 0;
  callsOutside = 0;
  /** Why nothing more can be kept, once that is so: the trace has no number left for another place in memory. */
  full: string | undefined;

  /** What was asked for is recorded. */
  isEnough = false;
  watcher: WindowWatcher | undefined;

  private readonly part = new AccessBlock();
  private readonly window: Window | undefined;
  private open = true;
  /** Windows begun. */
  windows = 1;
  /** The value of `records` at which the window opens or closes next. */
  private edge: number;
  private running: Thread | undefined;

  /** `cpus`: how many CPUs the threads are put on. */
  constructor(window?: Window, encoder: TraceEncoder = new TraceEncoder(), cpus = 1) {
    this.processes = new Processes(cpus);
    this.queue = new BatchQueue(encoder);
    this.window = window;
    this.edge = window === undefined ? Number.POSITIVE_INFINITY : window.records;
    if (window !== undefined) this.beginWindow();
  }

  /** The next accesses of the running thread, in order. */
  accesses(block: AccessBlock): void {
    for (let from = 0; from < block.count; ) {
      if (this.records === this.edge) this.cross();
      const to = Math.min(block.count, from + this.edge - this.records);
      this.records += to - from;
      for (let i = from; i < to; i++) if ((block.metas[i] & 3) === Kind.fetch) this.instructions++;
      if (this.open) this.keep(to - from === block.count ? block : this.cut(block, from, to));
      from = to;
    }
  }

  /** What follows is this thread's. */
  run(thread: Thread): void {
    this.running = thread;
    if (!this.recording) return;
    this.queue.encoder.cpu(thread.cpu);
    this.queue.encoder.task(thread.id, thread.space);
  }

  syscall(thread: Thread, number: number): void {
    this.calls++;
    if (this.recording) {
      this.run(thread);
      thread.callWindow = this.windows;
      this.queue.encoder.event(Marker.syscall, number);
    } else {
      thread.callWindow = -1;
      this.callsOutside++;
    }
  }

  /** The call's return; recorded only in the same window as the call. */
  sysret(thread: Thread, number: number): void {
    if (this.recording && thread.callWindow === this.windows) {
      this.run(thread);
      this.queue.encoder.event(Marker.sysret, number);
    }
    thread.callWindow = -1;
  }

  /** The instruction that the running thread fetched last is one of `Sync`. */
  synchronises(kind: number): void {
    if (this.recording) this.queue.encoder.event(Marker.sync, kind);
  }

  /** A system call that is told of by other means, or not. */
  called(): void {
    this.calls++;
    if (!this.recording) this.callsOutside++;
  }

  /** An event of the running CPU, in a window. */
  event(type: Marker, a = 0, ...operands: number[]): void {
    if (this.recording) this.queue.encoder.event(type, a, ...operands);
  }

  /** An event of the running CPU on the page at an address, in a window, if there is a number for it. */
  pageEvent(type: Marker, low: number, space: number, ...operands: number[]): void {
    if (!this.recording) return;
    const { encoder } = this.queue;
    this.within(() => encoder.event(type, encoder.page(0, low >>> 0, space), ...operands));
  }

  /** A remark at this point of the trace, in a window or not. */
  note(text: string): void {
    this.queue.encoder.note(text);
  }

  /** Encodes the accesses, as far as there are numbers for the places they go to; what comes after those is outside. */
  private keep(block: AccessBlock): void {
    this.within(() => {
      this.queue.references(block);
      this.kept += block.count;
    });
  }

  /** Does what may need a number for another place in memory: where there is none, the recording ends. */
  private within(put: () => void): void {
    const { totals } = this.queue.encoder;
    try {
      put();
    } catch (error) {
      if (!(error instanceof RegionLimit)) throw error;
      this.full = error.message;
      this.open = false;
      this.edge = Number.POSITIVE_INFINITY;
      this.queue.encoder.closeAllRuns();
      this.kept = totals.references;
    }
  }

  /** Whether an event now lies inside a window: one that holds all its records is over. */
  get recording(): boolean {
    return this.open && this.records !== this.edge;
  }

  private cut({ metas, highs, lows }: AccessBlock, from: number, to: number): AccessBlock {
    const { part } = this;
    part.metas.set(metas.subarray(from, to));
    part.highs.set(highs.subarray(from, to));
    part.lows.set(lows.subarray(from, to));
    part.count = to - from;
    return part;
  }

  private cross(): void {
    const { records, every } = this.window!;
    this.open = !this.open;
    this.edge += this.open ? records : every - records;
    if (!this.open) return;
    this.watcher?.closes();
    this.windows++;
    this.beginWindow();
    this.watcher?.opens();
    if (this.running !== undefined) this.run(this.running);
  }

  /** The marker, with the records and instructions before the window. */
  private beginWindow(): void {
    this.queue.encoder.event(Marker.window, 0, ...halves(this.records), ...halves(this.instructions));
  }
}

/** Low and high 32 bits. */
const halves = (n: number): [number, number] => [n >>> 0, Math.floor(n / 2 ** 32)];
