/** Words of a chunk: 64 KB. */
const CHUNK_WORDS = 1 << 14;
/** Below this many words a loop copies faster than a view is made. */
const FEW_WORDS = 32;
const NONE = -1;

/** Copies words [from, to) of `source` to `target[at]` and on. */
export function copyWords(source: Uint32Array, from: number, to: number, target: Uint32Array, at: number): void {
  if (to - from > FEW_WORDS) target.set(source.subarray(from, to), at);
  else for (let i = from; i < to; i++) target[at++] = source[i];
}

/**
 * Queues of words that share one pool of chunks: whichever queue grows, memory is what all of them hold at their fullest,
 * and at most two chunks more for each.
 */
export class WordQueues {
  private readonly chunks: Uint32Array[] = [];
  /** Chunk -> the next of its queue, or of the free ones. */
  private readonly next: number[] = [];
  private free = NONE;
  /** Each queue's first chunk and the place in it of its first word; its last chunk and the place after its last word. */
  private readonly head: Int32Array;
  private readonly headAt: Int32Array;
  private readonly tail: Int32Array;
  private readonly tailAt: Int32Array;

  constructor(queues: number) {
    this.head = new Int32Array(queues).fill(NONE);
    this.headAt = new Int32Array(queues);
    this.tail = new Int32Array(queues).fill(NONE);
    this.tailAt = new Int32Array(queues).fill(CHUNK_WORDS);
  }

  /** Words [from, to) of `words` go to the end of the queue. */
  append(queue: number, words: Uint32Array, from: number, to: number): void {
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
  take(queue: number, count: number, target: Uint32Array, at: number): void {
    while (count > 0) {
      const chunk = this.head[queue];
      const from = this.headAt[queue];
      const to = Math.min(CHUNK_WORDS, from + count);
      copyWords(this.chunks[chunk], from, to, target, at);
      at += to - from;
      count -= to - from;
      this.headAt[queue] = to;
      if (chunk === this.tail[queue]) {
        // An empty queue begins its chunk anew.
        if (to === this.tailAt[queue]) this.headAt[queue] = this.tailAt[queue] = 0;
      } else if (to === CHUNK_WORDS) {
        this.head[queue] = this.next[chunk];
        this.headAt[queue] = 0;
        this.next[chunk] = this.free;
        this.free = chunk;
      }
    }
  }

  /** The queue gets a chunk more. */
  private extend(queue: number): void {
    let chunk = this.free;
    if (chunk === NONE) {
      chunk = this.chunks.push(new Uint32Array(CHUNK_WORDS)) - 1;
      this.next.push(NONE);
    } else this.free = this.next[chunk];
    if (this.tail[queue] === NONE) this.head[queue] = chunk;
    else this.next[this.tail[queue]] = chunk;
    this.tail[queue] = chunk;
    this.tailAt[queue] = 0;
  }
}
