import { BatchBuilder } from '../words/encoder/batch-builder.ts';
import { Marker, marker } from '../words/markers.ts';
import type { Batch } from '../words/trace.ts';

/** Collects what goes out in batches, and names in it which CPU runs whom. */
export class PlacedWords {
  private readonly out = new BatchBuilder();
  /** CPU of the last words; -1 at the beginning of a batch. */
  private cpu = -1;
  /** Of each CPU: the task that the words say it runs; -1 before its first. */
  private readonly tasks: Int32Array;

  /** All CPUs are named, so that there are as many even if nobody is put on the last. */
  constructor(cpus: number) {
    this.tasks = new Int32Array(cpus).fill(-1);
    for (let cpu = cpus - 1; cpu >= 0; cpu--) this.out.putAll([marker(Marker.cpu, cpu)]);
  }

  get full(): boolean {
    return this.out.full;
  }

  get empty(): boolean {
    return this.out.count === 0;
  }

  /** What follows is this task's, on this CPU. */
  select(cpu: number, task: number): void {
    this.out.reserve(2);
    if (cpu !== this.cpu) this.out.put(marker(Marker.cpu, cpu));
    this.cpu = cpu;
    if (task < 0 || task === this.tasks[cpu]) return;
    this.out.put(marker(Marker.run, task));
    this.tasks[cpu] = task;
  }

  /** Words [from, to), which have no details. */
  put(words: Uint32Array, from: number, to: number): void {
    this.out.putAll(words.subarray(from, to));
  }

  /** Room for so many words, which `write` writes at an index of both arrays. */
  extend(count: number, write: (words: Uint32Array, details: Uint16Array, at: number) => void): void {
    const { out } = this;
    out.reserve(count);
    write(out.words, out.details, out.count);
    out.count += count;
  }

  take(): Batch {
    this.cpu = -1;
    return this.out.take();
  }
}
