import type { Worker } from 'node:worker_threads';
import { UserError } from '../../errors.ts';
import { MOST_WORDS } from '../../trace/words/encoder/batch-builder.ts';
import type { Counts } from '../counts/counts.ts';
import { BeyondTrace } from '../machine/dependence/moments.ts';
import type { Structure } from '../structure/structure.ts';
import type { Bare, Mistake, Said, Told } from './messages.ts';
import type { Order, Team } from './team.ts';
import { hire, release } from './threads.ts';

/** Batches that may wait to be replayed by whoever is behind: 9 MB, whatever the trace's length. */
const SLOTS = 8;

/** Threads that share the machines among them. This one reads, and puts each batch once into memory that all of them see. */
export class Crew implements Team {
  private readonly orders: readonly Order[];
  private readonly workers: readonly Worker[];
  private readonly signal: AbortSignal | undefined;
  private readonly slots: Uint32Array<SharedArrayBuffer>[] = [];
  private readonly free: number[] = [];
  /** By slot: workers that are not done with it. */
  private readonly readers: number[] = [];
  /** Answers that are due, of all workers. */
  private due: number;
  private readonly mistakes: Mistake[] = [];
  private readonly counted: (readonly Bare[])[] = [];
  /** Whether the counts are there. */
  private isDone = false;
  /** Why no answer will come. */
  private end: unknown;
  private wake: () => void = () => {};

  /** `workers`: threads, at most one for each machine. */
  constructor(orders: readonly Order[], workers: number, signal?: AbortSignal) {
    this.orders = orders;
    this.signal = signal;
    this.workers = dealt(orders, workers).map((places) => {
      const thread = hire();
      thread.on('message', this.hear).on('error', this.fail).on('exit', this.ended);
      thread.postMessage({ kind: 'begin', orders: places.map((n) => [n, orders[n]]) } satisfies Told);
      return thread;
    });
    this.due = this.workers.length;
    signal?.addEventListener('abort', this.stop, { once: true });
  }

  async run(guest: string, words: Uint32Array): Promise<void> {
    await this.until(() => this.mistakes.length > 0 || this.free.length > 0 || this.slots.length < SLOTS);
    if (this.mistakes.length > 0) throw await this.mistake();
    if (words.length > MOST_WORDS) await this.until(() => this.due === 0); // one at a time of those that no slot has room for
    const slot = words.length > MOST_WORDS ? -1 : (this.free.pop() ?? this.slots.push(memoryFor(MOST_WORDS)) - 1);
    const memory = (this.slots[slot] ?? memoryFor(words.length)).subarray(0, words.length);
    memory.set(words);
    this.readers[slot] = this.tell({ kind: 'run', guest, words: memory, slot });
  }

  async finish(): Promise<Counts[][]> {
    this.tell({ kind: 'finish' });
    const mistake = await this.mistake();
    if (mistake !== undefined) throw mistake;
    this.isDone = true;
    return this.orders.map(({ variants }, n) =>
      this.counted[n].map((counts, i) => ({ structure: variants[i], ...counts })),
    );
  }

  /** Once all have answered: of what they came upon the first, as one thread alone would. */
  async mistake(): Promise<unknown> {
    await this.until(() => this.due === 0);
    const [first] = this.mistakes.sort((a, b) => a.batches - b.batches || a.place - b.place);
    if (first === undefined || !first.byUser) return first?.error;
    const { message } = first.error as Error;
    return first.end === undefined ? new UserError(message) : new BeyondTrace(first.end, message);
  }

  async close(): Promise<void> {
    this.signal?.removeEventListener('abort', this.stop);
    for (const thread of this.workers) thread.off('message', this.hear).off('error', this.fail).off('exit', this.ended);
    await Promise.all(this.workers.map((thread) => (this.isDone ? release(thread) : thread.terminate())));
  }

  /** Tells all, who are to answer: so many. */
  private tell(told: Told): number {
    for (const thread of this.workers) thread.postMessage(told);
    this.due += this.workers.length;
    return this.workers.length;
  }

  private readonly hear = (said: Said): void => {
    if (said.kind === 'wrong') this.mistakes.push(said.mistake);
    else if (said.kind === 'counts') this.counted[said.place] = said.counts;
    else {
      this.due--;
      if (said.slot >= 0 && --this.readers[said.slot] === 0) this.free.push(said.slot);
    }
    this.wake();
  };

  private readonly fail = (error: unknown): void => {
    this.end ??= error;
    this.wake();
  };

  private readonly ended = (): void => this.fail(new Error('a thread that replays has ended'));

  private readonly stop = (): void => this.fail(this.signal?.reason);

  private async until(isSo: () => boolean): Promise<void> {
    for (;;) {
      if (this.end !== undefined) throw this.end;
      if (isSo()) return;
      const { promise, resolve } = Promise.withResolvers<void>();
      this.wake = resolve;
      await promise;
    }
  }
}

const memoryFor = (words: number): Uint32Array<SharedArrayBuffer> => new Uint32Array(new SharedArrayBuffer(4 * words));

/** How much longer a machine with a monitor takes than a bare one. */
const MONITOR = 1.7;

/** How long a machine of this structure replays, beside others. */
export const costOf = ({ monitor }: Structure): number => (monitor === null ? 1 : MONITOR);

/** The orders' places, dealt to so many workers, those with most to do first, each to whoever has least of that guest. */
export function dealt(orders: readonly Order[], workers: number): number[][] {
  const hands = Array.from({ length: Math.min(workers, orders.length) }, () => ({ places: [] as number[], all: 0, own: new Map<string, number>() })); // biome-ignore format: a line
  const loads = orders.map(({ variants: [structure] }) => costOf(structure));
  const byLoad = [...loads.keys()].sort((a, b) => loads[b] - loads[a] || a - b);
  for (const place of byLoad) {
    const { guest } = orders[place];
    const ownOf = (hand: (typeof hands)[number]): number => hand.own.get(guest) ?? 0;
    const [hand] = hands.toSorted((a, b) => ownOf(a) - ownOf(b) || a.all - b.all);
    hand.places.push(place);
    hand.all += loads[place];
    hand.own.set(guest, ownOf(hand) + loads[place]);
  }
  return hands.flatMap(({ places }) => (places.length === 0 ? [] : [places.sort((a, b) => a - b)]));
}
