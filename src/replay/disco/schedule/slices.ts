import { type WordQueues, wordQueues } from '../../../trace/schedule/word-queues.ts';
import { RUN_WORDS } from '../../../trace/words/layout.ts';

/** Words of a slice's record: its length and whether it idles, its instructions. */
const RECORD_WORDS = 2;

/**
 * The words of each virtual CPU, cut in *slices*: what it does without another taking its place. A slice ends at a tally, as a run
 * of references is never split; at an idle instruction, if no run is open; or after `RUN_WORDS` words of markers without any
 * reference. A tally between the two parts of one access ends none.
 */
export class Slices {
  /** Words in whole slices that wait, their records among them. */
  waiting = 0;
  /** Of the slice that `next` told of: its words, its instructions, and whether the virtual CPU idles at its end. */
  length = 0;
  instructions = 0;
  idles = false;
  private readonly words: WordQueues;
  private readonly records: WordQueues;
  /** Whole slices of each virtual CPU. */
  private readonly count: Int32Array;
  private readonly record = new Uint32Array(RECORD_WORDS);

  // Of the slice that each virtual CPU has begun:
  private readonly begunWords: Int32Array;
  private readonly begunInstructions: Float64Array;
  private readonly begunIdles: Uint8Array;
  /** Whether there are references since the last tally. */
  private readonly runOpen: Uint8Array;
  /** Whether the second part of an access is to come. */
  private readonly halfway: Uint8Array;

  constructor(virtualCpus: number) {
    this.words = wordQueues(virtualCpus);
    this.records = wordQueues(virtualCpus);
    this.count = new Int32Array(virtualCpus);
    this.begunWords = new Int32Array(virtualCpus);
    this.begunInstructions = new Float64Array(virtualCpus);
    this.begunIdles = new Uint8Array(virtualCpus);
    this.runOpen = new Uint8Array(virtualCpus);
    this.halfway = new Uint8Array(virtualCpus);
  }

  /** Words [from, to) are the virtual CPU's. */
  append(virtualCpu: number, words: Uint32Array, from: number, to: number): void {
    this.words.append(virtualCpu, words, from, to);
    this.begunWords[virtualCpu] += to - from;
  }

  /** There was a reference. */
  refer(virtualCpu: number): void {
    this.runOpen[virtualCpu] = 1;
    this.halfway[virtualCpu] = 0;
  }

  /** The next reference is the second part of the last. */
  join(virtualCpu: number): void {
    this.halfway[virtualCpu] = 1;
  }

  /** An idle instruction; whether it ends the slice. */
  idle(virtualCpu: number): boolean {
    this.begunIdles[virtualCpu] = 1;
    return this.runOpen[virtualCpu] === 0;
  }

  /** A tally; whether it ends the slice. */
  tally(virtualCpu: number, instructions: number): boolean {
    this.begunInstructions[virtualCpu] += instructions;
    this.runOpen[virtualCpu] = this.halfway[virtualCpu];
    return this.halfway[virtualCpu] === 0;
  }

  /** Any other marker, with which this many words of the slice are not appended yet; whether it ends the slice. */
  marker(virtualCpu: number, more: number): boolean {
    return this.runOpen[virtualCpu] === 0 && this.begunWords[virtualCpu] + more >= RUN_WORDS;
  }

  /** Whether the virtual CPU has begun a slice. */
  hasBegun(virtualCpu: number): boolean {
    return this.begunWords[virtualCpu] > 0;
  }

  /** The slice begun is whole. */
  end(virtualCpu: number): void {
    this.record[0] = this.begunWords[virtualCpu] * 2 + this.begunIdles[virtualCpu];
    this.record[1] = this.begunInstructions[virtualCpu];
    this.records.append(virtualCpu, this.record, 0, RECORD_WORDS);
    this.count[virtualCpu]++;
    this.waiting += this.begunWords[virtualCpu] + RECORD_WORDS;
    this.begunWords[virtualCpu] = this.begunInstructions[virtualCpu] = this.begunIdles[virtualCpu] = 0;
    this.runOpen[virtualCpu] = this.halfway[virtualCpu] = 0;
  }

  /** All that waits of the virtual CPU is left out. */
  discard(virtualCpu: number): void {
    this.end(virtualCpu);
    while (this.next(virtualCpu)) this.take(virtualCpu, new Uint32Array(this.length), 0);
  }

  /** Tells of the virtual CPU's next slice, whose words are then to be taken; false if it has none. */
  next(virtualCpu: number): boolean {
    if (this.count[virtualCpu] === 0) return false;
    this.count[virtualCpu]--;
    this.records.take(virtualCpu, RECORD_WORDS, this.record, 0);
    this.length = this.record[0] >>> 1;
    this.idles = (this.record[0] & 1) === 1;
    this.instructions = this.record[1];
    this.waiting -= this.length + RECORD_WORDS;
    return true;
  }

  /** The words of that slice leave for `target[at]` and on. */
  take(virtualCpu: number, target: Uint32Array, at: number): void {
    this.words.take(virtualCpu, this.length, target, at);
  }
}
