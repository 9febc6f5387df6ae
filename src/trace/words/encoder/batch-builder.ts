import type { Batch } from '../trace.ts';

/** Words of a batch: 1 MB, large enough for zstd, small enough to overlap decoding with replay. */
export const BATCH_WORDS = 1 << 18;
/** Room beyond a full batch for what must not be cut. */
const SLACK = 1 << 14;
/** Words of a batch, unless more has to stay together. */
export const MOST_WORDS: number = BATCH_WORDS + SLACK;
const NO_DETAILS = new Uint16Array(0);
/** Batches whose memory is kept to be used again. */
const MOST_SPARE = 4;

/** Collects words and details into batches of about `BATCH_WORDS`, which grow where more has to stay together. */
export class BatchBuilder {
  words = new Uint32Array(MOST_WORDS);
  details = new Uint16Array(MOST_WORDS);
  /** Words so far; a hot loop that puts words itself, with room reserved, sets it. */
  count = 0;
  private readonly spare: Pick<BatchBuilder, 'words' | 'details'>[] = [];
  /** False when the words come without details: then the batches have none. */
  withDetails = true;

  get full(): boolean {
    return this.count >= BATCH_WORDS;
  }

  /** Sees to it that `words` more fit. */
  reserve(words: number): void {
    if (this.count + words <= this.words.length) return;
    const grown = new Uint32Array(Math.max(this.words.length * 2, this.count + words));
    grown.set(this.words.subarray(0, this.count));
    const details = new Uint16Array(grown.length);
    details.set(this.details.subarray(0, this.count));
    this.words = grown;
    this.details = details;
  }

  /** One word; there is room for it (`reserve`). */
  put(word: number, detail = 0): void {
    this.words[this.count] = word;
    this.details[this.count++] = detail;
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
    this.words.set(batch.words.subarray(from, to), this.count);
    if (this.withDetails) this.details.set(batch.details.subarray(from, to), this.count);
    this.count += to - from;
  }

  take(): Batch {
    const batch = {
      words: this.words.subarray(0, this.count),
      details: this.withDetails ? this.details.subarray(0, this.count) : NO_DETAILS,
    };
    const { words, details } = this.spare.pop() ?? {
      words: new Uint32Array(MOST_WORDS),
      details: new Uint16Array(MOST_WORDS),
    };
    this.words = words;
    this.details = details;
    this.count = 0;
    return batch;
  }

  /** Nobody looks any more at a batch that was taken: its memory may be used again. */
  giveBack({ words, details }: Batch): void {
    if (this.spare.length === MOST_SPARE || !this.withDetails) return;
    const [ofWords, ofDetails] = [words.buffer, details.buffer] as ArrayBuffer[];
    this.spare.push({ words: new Uint32Array(ofWords), details: new Uint16Array(ofDetails) });
  }
}
