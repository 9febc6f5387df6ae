/** The thread that reads a trace: what it consists of is loaded once compiled code can be. */
import module from 'node:module';
import { workerData } from 'node:worker_threads';
import type { Task } from './messages.ts';

const task = workerData as Task;
if (task.compiled !== undefined) module.enableCompileCache(task.compiled);
await (await import('./read.ts')).read(task);
