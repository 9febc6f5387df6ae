import { BATCH_WORDS } from '../trace/words/encoder.ts';
import type { Batch } from '../trace/words/trace.ts';

/** Room beyond a full batch for what must not be cut. */
const SLACK = 1 << 14;
const NO_DETAILS = new Uint16Array(0);

/** Collects words and details into batches of about `BATCH_WORDS`. */
export class BatchBuilder {
  private words = new Uint32Array(BATCH_WORDS + SLACK);
  private details = new Uint16Array(BATCH_WORDS + SLACK);
  private n = 0;
  /** False when the words come without details: then the batches have none. */
  withDetails = true;

  get full(): boolean {
    return this.n >= BATCH_WORDS;
  }

  /** Sees to it that `words` more fit. */
  reserve(words: number): void {
    if (this.n + words <= this.words.length) return;
    const grown = new Uint32Array(Math.max(this.words.length * 2, this.n + words));
    grown.set(this.words.subarray(0, this.n));
    const details = new Uint16Array(grown.length);
    details.set(this.details.subarray(0, this.n));
    this.words = grown;
    this.details = details;
  }

  /** One word; there is room for it (`reserve`). */
  put(word: number, detail = 0): void {
    this.words[this.n] = word;
    this.details[this.n++] = detail;
  }

  /** Words without details; room is made. */
  putAll(words: ArrayLike<number>): void {
    this.reserve(words.length);
    for (let i = 0; i < words.length; i++) this.put(words[i]);
  }

  /** Words [from, to) of a batch. */
  copy(batch: Batch, from: number, to: number): void {
    if (to <= from) return;
    this.reserve(to - from);
    this.words.set(batch.words.subarray(from, to), this.n);
    if (this.withDetails) this.details.set(batch.details.subarray(from, to), this.n);
    this.n += to - from;
  }

  take(): Batch {
    const batch = {
      words: this.words.subarray(0, this.n),
      details: this.withDetails ? this.details.subarray(0, this.n) : NO_DETAILS,
    };
    this.words = new Uint32Array(BATCH_WORDS + SLACK);
    this.details = new Uint16Array(BATCH_WORDS + SLACK);
    this.n = 0;
    return batch;
  }
}
