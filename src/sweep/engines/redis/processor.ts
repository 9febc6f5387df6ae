import { hostname } from 'node:os';
import { workerData } from 'node:worker_threads';
import type { SandboxedJob } from 'bullmq';
import { UserError } from '../../../errors.ts';
import { keysOf, openStream, runTasks, type Stream } from '../../plan/task.ts';
import { Store } from '../../store/store.ts';
import { decodeStream, type StreamMemory, traceOf } from '../memory.ts';
import { readJob } from './job.ts';
import { packResult, type Result } from './result.ts';
import { shown } from './shown.ts';
import { askDesk } from './trace-desk.ts';

/** What a worker's threads are given. */
export interface ThreadData {
  store: string;
  /** Bytes a decoded trace may take in each thread. */
  memoryBytes: number;
  /** Name of the desk that gets traces. */
  desk: string;
}

const data = workerData as ThreadData;
const store = new Store(data.store);
/** The stream this thread read last, as jobs of a sweep mostly share theirs, on this machine; memory null: too large. */
let last: { name: string; stream: Stream; memory: StreamMemory | null } | undefined;

/** Does a job, in a thread, so that the one that renews the job's lock is free. */
export default async function perform({ id, data: payload }: SandboxedJob): Promise<Result> {
  const worker = `${hostname()}:${process.pid}`;
  try {
    const { task } = readJob(id, payload);
    const keys = keysOf(task);
    const there = await Promise.all(keys.map((key, n) => store.has(key, task.structures[n])));
    const structures = task.structures.filter((_, n) => !there[n]);
    if (structures.length > 0) await runTasks([{ stream: task.stream, structures }], await opened(task.stream), store);
    return await packResult(worker, task, store);
  } catch (error) {
    // BullMQ tells the worker of an error's own properties. A mistake of a user is here one of this machine: no trace, a full disk.
    if (error instanceof UserError) Object.assign(error, { machine: true });
    (error as Error).message = `worker ${worker}: ${shown((error as Error).message)}`;
    throw error;
  }
}

async function opened(wanted: Stream): ReturnType<typeof openStream> {
  const name = JSON.stringify(wanted);
  if (last?.name !== name) {
    last = undefined; // makes room
    const stream = { ...wanted, trace: { ...wanted.trace, path: await askDesk(data.desk, wanted.trace) } };
    last = { name, stream, memory: await decodeStream(stream, data.memoryBytes) };
  }
  return last.memory === null ? openStream(last.stream) : traceOf(last.memory);
}
