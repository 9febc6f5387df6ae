import module from 'node:module';
import os from 'node:os';
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Start } from './messages.ts';

const WORKER = new URL(`./worker${extname(import.meta.url)}`, import.meta.url);

/** Threads without work, which do not keep the program from ending: the next replay has their code loaded and compiled. */
const idle: Worker[] = [];

/** A thread that takes what `Told` says. */
export function hire(): Worker {
  const start: Start = { compiled: module.getCompileCacheDir() };
  const thread = idle.pop() ?? new Worker(WORKER, { workerData: start });
  thread.ref();
  return thread;
}

/** Keeps a thread for the next replay, where there are not as many as cores, that has answered all it was told and whose listeners are gone. */
export async function release(thread: Worker): Promise<void> {
  if (idle.length >= os.availableParallelism()) await thread.terminate();
  else {
    thread.unref();
    idle.push(thread);
  }
}
