import os from 'node:os';
import type { Counts } from '../counts/counts.ts';
import { Crew } from './crew.ts';
import { Alone, type Order, type Team } from './team.ts';

/**
 * Threads that share the machines of a replay: so many, at most one for each machine; `cores`: as many as there are cores, where the trace is
 * so long that it is worth their start. What is counted is the same.
 */
export type Workers = number | 'cores';

/** How many threads that are. */
export const threadsOf = (workers: Workers): number => (workers === 'cores' ? os.availableParallelism() : workers);

/** Words that machines replay, all added up, from which on threads are worth their start: a third of a second's work. */
const LONG_WORDS = 1 << 23;

/** Those who replay. `words`: of the trace, where they are known. */
export function teamFor(orders: readonly Order[], workers: Workers, words = 0, signal?: AbortSignal): Team {
  const most = Math.min(threadsOf(workers), orders.length);
  if (most <= 1) return new Alone(orders);
  const crew = (): Crew => new Crew(orders, most, signal);
  return workers === 'cores' && words * orders.length < LONG_WORDS ? new Hesitant(orders, crew) : crew();
}

/** Keeps what comes until it is known whether it is much: then it is for a crew, else for this thread alone. */
class Hesitant implements Team {
  private readonly orders: readonly Order[];
  private readonly crew: () => Team;
  private readonly kept: { guest: string; words: Uint32Array }[] = [];
  private size = 0;
  private team: Team | undefined;

  constructor(orders: readonly Order[], crew: () => Team) {
    this.orders = orders;
    this.crew = crew;
  }

  async run(guest: string, words: Uint32Array): Promise<void> {
    if (this.team !== undefined) return this.team.run(guest, words);
    this.kept.push({ guest, words: words.slice() });
    this.size += words.length * this.orders.filter((order) => order.guest === guest).length;
    if (this.size >= LONG_WORDS) await this.decided(this.crew);
  }

  async finish(): Promise<Counts[][]> {
    return (await this.decided(() => new Alone(this.orders))).finish();
  }

  /** Of what is kept, too. */
  async mistake(): Promise<unknown> {
    try {
      return await (await this.decided(() => new Alone(this.orders))).mistake();
    } catch (error) {
      return error;
    }
  }

  async close(): Promise<void> {
    await this.team?.close();
  }

  private async decided(choose: () => Team): Promise<Team> {
    this.team ??= choose();
    for (let next = this.kept.shift(); next !== undefined; next = this.kept.shift())
      await this.team.run(next.guest, next.words);
    return this.team;
  }
}
