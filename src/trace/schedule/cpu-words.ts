import { Marker, marker } from '../words/markers.ts';
import { copyWords } from './word-queues.ts';

/** Words of a batch, and room for what completes it. */
const BATCH_WORDS = 1 << 16;
const SLACK = 1 << 12;

/** Collects words of CPUs in batches, and names in them whose they are. */
export class CpuWords {
  /** CPU of the last words; -1 before the first. */
  private cpu = -1;
  private words = new Uint32Array(BATCH_WORDS + SLACK);
  private n = 0;

  get full(): boolean {
    return this.n >= BATCH_WORDS;
  }

  get empty(): boolean {
    return this.n === 0;
  }

  /** What follows is this CPU's. */
  select(cpu: number): void {
    if (cpu !== this.cpu) this.put(marker(Marker.cpu, cpu));
    this.cpu = cpu;
  }

  put(word: number): void {
    this.reserve(1);
    this.words[this.n++] = word;
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
