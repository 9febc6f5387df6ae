/** The thread that `threads.ts` starts: what it consists of is loaded once compiled code can be. */
import module from 'node:module';
import { workerData } from 'node:worker_threads';
import type { Start } from './messages.ts';

const { compiled } = workerData as Start;
if (compiled !== undefined) module.enableCompileCache(compiled);
(await import('./work.ts')).work();
