import { availableParallelism } from 'node:os';
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { UserError } from '../../errors.ts';
import type { Task } from '../plan/task.ts';
import { byStream, type Engine, type Host, inProcess, prepare } from './engine.ts';
import type { StreamMemory } from './memory.ts';

/** What a worker is told. */
export type Order = { memory: StreamMemory | null } | { tasks: readonly Task[] };
/** What it answers to tasks: done, or why not. */
export type Answer = { error?: { message: string; byUser: boolean } };

const WORKER = new URL(`./worker${extname(import.meta.url)}`, import.meta.url);

/** Worker threads, as many as the machine has cores unless told; a trace is decoded once, in memory they share. */
export function threads(workers: number = availableParallelism()): Engine {
  return {
    name: `${workers} threads`,
    async run(tasks, host) {
      const streams = byStream(tasks);
      const most = Math.min(workers, Math.max(...streams.map((each) => each.tasks.length)));
      if (most <= 1) return inProcess.run(tasks, host); // one thread is this one
      const crew = Array.from({ length: most }, () => new Hand(host));
      try {
        for (const { stream, tasks: own } of streams) {
          const { memory, portions } = await prepare(stream, own, host, most);
          for (const hand of crew) hand.give({ memory });
          await Promise.all(crew.map((hand) => hand.work(portions)));
        }
      } finally {
        await Promise.all(crew.map((hand) => hand.dismiss()));
      }
    },
  };
}

/** A worker thread and what it is at. */
class Hand {
  private readonly worker: Worker;
  private readonly host: Host;

  constructor(host: Host) {
    this.host = host;
    this.worker = new Worker(WORKER, { workerData: { store: host.store.folder } });
  }

  give(order: Order): void {
    this.worker.postMessage(order);
  }

  /** Takes portions from the front of the list until it is empty. */
  async work(portions: Task[][]): Promise<void> {
    for (let portion = portions.shift(); portion !== undefined; portion = portions.shift()) {
      this.host.signal?.throwIfAborted();
      await this.answerTo(portion);
      for (const task of portion) this.host.onDone?.(task);
    }
  }

  dismiss(): Promise<number> {
    return this.worker.terminate();
  }

  /** Throws what went wrong in the worker, or AbortError when the signal comes first. */
  private answerTo(tasks: readonly Task[]): Promise<void> {
    const { worker } = this;
    const { signal } = this.host;
    return new Promise((resolve, reject) => {
      const settle = (then: () => void): void => {
        worker.off('message', onMessage).off('error', onError).off('exit', onExit);
        signal?.removeEventListener('abort', onAbort);
        then();
      };
      const onMessage = ({ error }: Answer): void =>
        settle(() =>
          error === undefined
            ? resolve()
            : reject(error.byUser ? new UserError(error.message) : new Error(error.message)),
        );
      const onError = (error: Error): void => settle(() => reject(error));
      const onExit = (code: number): void => settle(() => reject(new Error(`a worker thread ended with ${code}`)));
      const onAbort = (): void => settle(() => reject(signal?.reason));
      worker.on('message', onMessage).on('error', onError).on('exit', onExit);
      signal?.addEventListener('abort', onAbort);
      this.give({ tasks });
    });
  }
}
