import { detailQueues, wordQueues } from '../schedule/word-queues.ts';
import type { Batch } from '../words/trace.ts';
import { bothGates, type Gate } from './order.ts';

/** Words of a piece's record: its length and whether its run is closed at its end; its time. */
const RECORD_WORDS = 2;

/** A gate, and which of the thread's pieces it is before. */
interface Gated {
  readonly piece: number;
  readonly gate: Gate;
}

/**
 * The words of each thread that wait to go out, cut into *pieces*, as they were recorded. What a piece begins with may have to wait for
 * what others do (`Gate`); nothing else within it does.
 */
export class Pieces {
  /** Words that wait, their records among them. */
  waiting = 0;
  /** Of the piece that `next` told of: its words, its time, whether its run is closed at its end. */
  length = 0;
  time = 0;
  closed = true;
  private readonly words = wordQueues(0);
  private readonly details = detailQueues(0);
  private readonly records = wordQueues(0);
  private readonly record = new Uint32Array(RECORD_WORDS);
  /** Of each thread: words of the piece that it has begun, whole pieces that wait, and those that are out. */
  private readonly begun: number[] = [];
  private readonly whole: number[] = [];
  private readonly outs: number[] = [];
  /** Gates before pieces that wait, in order. */
  private readonly gates: Gated[][] = [];

  /** One more thread. */
  add(): void {
    const threads = this.whole.push(0);
    this.outs.push(0);
    this.begun.push(0);
    this.gates.push([]);
    for (const queues of [this.words, this.details, this.records]) queues.grow(threads);
  }

  /** Words [from, to) of the batch are the thread's. */
  append(thread: number, { words, details }: Batch, from: number, to: number): void {
    if (to <= from) return;
    this.words.append(thread, words, from, to);
    this.details.append(thread, details, from, to);
    this.begun[thread] += to - from;
  }

  /** Whether the thread has begun a piece. */
  hasBegun(thread: number): boolean {
    return this.begun[thread] > 0;
  }

  /** The thread's next piece, or the one it has begun, is behind this gate. */
  put(thread: number, gate: Gate): void {
    const gates = this.gates[thread];
    const piece = this.known(thread);
    const last = gates.at(-1);
    if (last?.piece === piece) gates[gates.length - 1] = { piece, gate: bothGates(last.gate, gate) };
    else gates.push({ piece, gate });
  }

  /** The piece begun is whole. */
  end(thread: number, time: number, closed: boolean): void {
    this.record[0] = this.begun[thread] * 2 + (closed ? 1 : 0);
    this.record[1] = time;
    this.records.append(thread, this.record, 0, RECORD_WORDS);
    this.whole[thread]++;
    this.waiting += this.begun[thread] + RECORD_WORDS;
    this.begun[thread] = 0;
  }

  /** Whether a piece of the thread waits. */
  has(thread: number): boolean {
    return this.whole[thread] > 0;
  }

  /** Pieces of the thread that were ended, and how many of them are out. */
  known(thread: number): number {
    return this.outs[thread] + this.whole[thread];
  }

  out(thread: number): number {
    return this.outs[thread];
  }

  /** What the thread's next piece has to wait for, if anything. */
  gate(thread: number): Gate | undefined {
    const first = this.gates[thread][0];
    return first?.piece === this.outs[thread] ? first.gate : undefined;
  }

  /** Tells of the thread's next piece, which it must have, and whose words are then to be taken. Returns its gate. */
  next(thread: number): Gate | undefined {
    const gate = this.gate(thread);
    if (gate !== undefined) this.gates[thread].shift();
    this.records.take(thread, RECORD_WORDS, this.record, 0);
    this.length = this.record[0] >>> 1;
    this.closed = (this.record[0] & 1) === 1;
    this.time = this.record[1];
    this.whole[thread]--;
    this.outs[thread]++;
    this.waiting -= this.length + RECORD_WORDS;
    return gate;
  }

  /** The words of that piece leave for `words[at]` and on, their details beside them. */
  take(thread: number, words: Uint32Array, details: Uint16Array, at: number): void {
    this.words.take(thread, this.length, words, at);
    this.details.take(thread, this.length, details, at);
  }
}
