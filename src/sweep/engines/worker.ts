import { parentPort, workerData } from 'node:worker_threads';
import { UserError } from '../../errors.ts';
import { openStream, runTasks } from '../plan/task.ts';
import { Store } from '../store/store.ts';
import { type StreamMemory, traceOf } from './memory.ts';
import type { Answer, Order } from './threads.ts';

/** The thread that `threads.ts` starts: keeps the stream it was given last, does tasks one message at a time. */
const store = new Store((workerData as { store: string }).store);
let memory: StreamMemory | null = null;

parentPort?.on('message', async (order: Order) => {
  if ('memory' in order) {
    memory = order.memory;
    return;
  }
  const answer: Answer = {};
  try {
    const trace = memory === null ? await openStream(order.tasks[0].stream) : traceOf(memory);
    await runTasks(order.tasks, trace, store);
  } catch (error) {
    const { message, stack } = error as Error;
    const byUser = error instanceof UserError;
    answer.error = { message: byUser ? message : (stack ?? message), byUser };
  }
  parentPort?.postMessage(answer);
});
