/** Words of a chunk: 64 KB, or half of it where they are details. */
const CHUNK_WORDS = 1 << 14;
/** Below this many words a loop copies faster than a view is made. */
const FEW_WORDS = 32;
const NONE = -1;

/** Words, or the details beside them. */
export type Column = Uint32Array | Uint16Array;

/** Copies words [from, to) of `source` to `target[at]` and on. */
export function copyWords<C extends Column>(source: C, from: number, to: number, target: C, at: number): void {
  if (to - from > FEW_WORDS) target.set(source.subarray(from, to), at);
  else for (let i = from; i < to; i++) target[at++] = source[i];
}

/**
 * Queues of words, or of details, that share one pool of chunks: whichever queue grows, memory is what all of them hold at their
 * fullest, and at most two chunks more for each that is not empty.
 */
export class WordQueues<C extends Column = Uint32Array> {
  private readonly make: (words: number) => C;
  private readonly chunks: C[] = [];
  /** Chunk -> the next of its queue, or of the free ones. */
  private readonly next: number[] = [];
  private free = NONE;
  /** Each queue's first chunk and the place in it of its first word; its last chunk and the place after its last word. */
  private head = new Int32Array(0);
  private headAt = new Int32Array(0);
  private tail = new Int32Array(0);
  private tailAt = new Int32Array(0);

  constructor(queues: number, make: (words: number) => C) {
    this.make = make;
    this.grow(queues);
  }

  /** From here on there are so many queues: the new ones are empty. */
  grow(queues: number): void {
    const grown = (before: Int32Array, value: number): Int32Array<ArrayBuffer> => {
      const after = new Int32Array(queues).fill(value);
      after.set(before);
      return after;
    };
    this.head = grown(this.head, NONE);
    this.headAt = grown(this.headAt, 0);
    this.tail = grown(this.tail, NONE);
    this.tailAt = grown(this.tailAt, CHUNK_WORDS);
  }

  /** Words [from, to) of `words` go to the end of the queue. */
  append(queue: number, words: C, from: number, to: number): void {
    while (from < to) {
      if (this.tailAt[queue] === CHUNK_WORDS) this.extend(queue);
      const at = this.tailAt[queue];
      const end = Math.min(to, from + CHUNK_WORDS - at);
      copyWords(words, from, end, this.chunks[this.tail[queue]], at);
      this.tailAt[queue] = at + end - from;
      from = end;
    }
  }

  /** The first `count` words leave the queue, which has as many, for `target[at]` and on. */
  take(queue: number, count: number, target: C, at: number): void {
    while (count > 0) {
      const chunk = this.head[queue];
      const from = this.headAt[queue];
      const to = Math.min(CHUNK_WORDS, from + count);
      copyWords(this.chunks[chunk], from, to, target, at);
      at += to - from;
      count -= to - from;
      this.headAt[queue] = to;
      if (chunk === this.tail[queue]) {
        if (to === this.tailAt[queue]) this.release(queue, chunk);
      } else if (to === CHUNK_WORDS) {
        this.head[queue] = this.next[chunk];
        this.headAt[queue] = 0;
        this.next[chunk] = this.free;
        this.free = chunk;
      }
    }
  }

  /** The queue, which is empty, gives its chunk back. */
  private release(queue: number, chunk: number): void {
    this.next[chunk] = this.free;
    this.free = chunk;
    this.head[queue] = this.tail[queue] = NONE;
    this.tailAt[queue] = CHUNK_WORDS;
  }

  /** The queue gets a chunk more. */
  private extend(queue: number): void {
    let chunk = this.free;
    if (chunk === NONE) {
      chunk = this.chunks.push(this.make(CHUNK_WORDS)) - 1;
      this.next.push(NONE);
    } else this.free = this.next[chunk];
    if (this.tail[queue] === NONE) {
      this.head[queue] = chunk;
      this.headAt[queue] = 0;
    } else this.next[this.tail[queue]] = chunk;
    this.tail[queue] = chunk;
    this.tailAt[queue] = 0;
  }
}

/** Queues of words. */
export const wordQueues = (queues: number): WordQueues => new WordQueues(queues, (words) => new Uint32Array(words));
/** Queues of details. */
export const detailQueues = (queues: number): WordQueues<Uint16Array> =>
  new WordQueues(queues, (words) => new Uint16Array(words));
