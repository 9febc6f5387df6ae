import { copyWords } from '../../../trace/schedule/word-queues.ts';
import { Marker, marker } from '../../../trace/words/markers.ts';

/** Words of a batch, and room for what completes it. */
const BATCH_WORDS = 1 << 16;
const SLACK = 1 << 12;

/** Collects the words of physical CPUs in batches, and names in them who runs where. */
export class ScheduledWords {
  private readonly vmOf: (virtualCpu: number) => number;
  /** Physical CPU of the last words; -1 before the first. */
  private cpu = -1;
  /** Physical CPU -> the virtual CPU named on it last; -1 before the first. */
  private readonly named: Int32Array;
  private words = new Uint32Array(BATCH_WORDS + SLACK);
  private n = 0;

  constructor(cpus: number, vmOf: (virtualCpu: number) => number) {
    this.vmOf = vmOf;
    this.named = new Int32Array(cpus).fill(-1);
  }

  get full(): boolean {
    return this.n >= BATCH_WORDS;
  }

  get empty(): boolean {
    return this.n === 0;
  }

  /** What follows is this virtual CPU's, on this physical one. */
  select(cpu: number, virtualCpu: number): void {
    this.reserve(3);
    if (cpu !== this.cpu) this.words[this.n++] = marker(Marker.cpu, cpu);
    this.cpu = cpu;
    if (virtualCpu === this.named[cpu]) return;
    this.words[this.n++] = marker(Marker.virtualCpu, virtualCpu);
    this.words[this.n++] = this.vmOf(virtualCpu);
    this.named[cpu] = virtualCpu;
  }

  /** Words [from, to) of `words`. */
  copy(words: Uint32Array, from: number, to: number): void {
    const at = this.extend(to - from);
    copyWords(words, from, to, this.words, at);
  }

  /** Room for so many words; returns where in `target` they go. */
  extend(count: number): number {
    this.reserve(count);
    this.n += count;
    return this.n - count;
  }

  /** The array that holds the batch, until the next call of another method. */
  get target(): Uint32Array {
    return this.words;
  }

  take(): Uint32Array {
    const words = this.words.subarray(0, this.n);
    this.words = new Uint32Array(BATCH_WORDS + SLACK);
    this.n = 0;
    return words;
  }

  private reserve(count: number): void {
    if (this.n + count <= this.words.length) return;
    const grown = new Uint32Array(Math.max(2 * this.words.length, this.n + count));
    grown.set(this.words.subarray(0, this.n));
    this.words = grown;
  }
}
