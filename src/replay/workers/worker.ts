/** The thread that `crew.ts` starts: what it consists of is loaded once compiled code can be. */
import module from 'node:module';
import { workerData } from 'node:worker_threads';
import type { Task } from './messages.ts';

const task = workerData as Task;
if (task.compiled !== undefined) module.enableCompileCache(task.compiled);
(await import('./work.ts')).work(task);
