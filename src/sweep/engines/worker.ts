import { workerData } from 'node:worker_threads';
import { openStream, runTasks } from '../plan/task.ts';
import { Store } from '../store/store.ts';
import { answering } from './hand.ts';
import { traceOf } from './memory.ts';
import type { Memory, Portion } from './threads.ts';

/** The thread that `threads.ts` starts: keeps the stream it was given last, does tasks one message at a time. */
const store = new Store((workerData as { store: string }).store);
let memory: Memory = null;

answering<Portion, Memory>(
  async (tasks) => {
    const trace = memory === null ? await openStream(tasks[0].stream) : traceOf(memory);
    await runTasks(tasks, trace, store);
  },
  (told) => {
    memory = told;
  },
);
