import os from 'node:os';
import { extname } from 'node:path';
import type { Task } from '../plan/task.ts';
import { byStream, type Engine, inProcess, prepare } from './engine.ts';
import { Hand, withHands } from './hand.ts';
import type { StreamMemory } from './memory.ts';

/** Tasks of one stream, which a worker does in one reading. */
export type Portion = readonly Task[];
/** The stream that the next portions are of; null: they read it from its file. */
export type Memory = StreamMemory | null;

const WORKER = new URL(`./worker${extname(import.meta.url)}`, import.meta.url);

/**
 * Worker threads, as many as the machine has cores unless told; a trace is decoded once, in memory they share.
 *
 * @param workers - how many threads. Default: as many as there are cores
 * @returns an engine for `sweep`
 * @example
 * ```ts
 * import { sweep, threads } from 'disco-replay';
 *
 * const { table } = await sweep({ traces: ['padded'], vary: { 'tlb.entries': [48, 64] } }, { engine: threads(2) });
 * table.print();
 * ```
 */
export function threads(workers: number = os.availableParallelism()): Engine {
  return {
    name: `${workers} threads`,
    async run(tasks, host) {
      const { store, signal, onDone } = host;
      const streams = byStream(tasks);
      const most = Math.min(workers, Math.max(...streams.map((each) => each.tasks.length)));
      if (most <= 1) return inProcess.run(tasks, host); // one thread is this one
      const crew = Array.from({ length: most }, () => new Hand<Portion, Memory>(WORKER, { store: store.folder }, signal)); // biome-ignore format: a line
      const done = (portion: Portion): void => {
        for (const task of portion) onDone?.(task);
      };
      await withHands(crew, async () => {
        for (const { stream, tasks: own } of streams) {
          const { memory, portions } = await prepare(stream, own, host, most);
          for (const hand of crew) hand.tell(memory);
          await Promise.all(crew.map((hand) => hand.work(portions, done)));
        }
      });
    },
  };
}
