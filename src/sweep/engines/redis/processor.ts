import { hostname } from 'node:os';
import { threadId, workerData } from 'node:worker_threads';
import type { SandboxedJob } from 'bullmq';
import { keysOf, openStream, runTasks, type Stream } from '../../plan/task.ts';
import { Store } from '../../store/store.ts';
import { decodeStream, type StreamMemory, traceOf } from '../memory.ts';
import { localTrace, type TraceSources } from './fetch.ts';
import { readJob } from './job.ts';
import { packResult, type Result } from './result.ts';

/** What a worker's threads are given. */
export interface ThreadData extends TraceSources {
  store: string;
  /** Bytes a decoded trace may take in each thread. */
  memoryBytes: number;
  /** 1 while one of the threads copies a trace. */
  lock: SharedArrayBuffer;
}

const data = workerData as ThreadData;
const store = new Store(data.store);
const lock = new Int32Array(data.lock);
/** The stream this thread read last, as jobs of a sweep mostly share theirs, on this machine; memory null: too large. */
let last: { name: string; stream: Stream; memory: StreamMemory | null } | undefined;

/** Does a job, in a thread, so that the one that renews the job's lock is free. */
export default async function perform({ id, data: payload }: SandboxedJob): Promise<Result> {
  const worker = `${hostname()}:${process.pid}:${threadId}`;
  try {
    const { task } = readJob(id, payload);
    const keys = keysOf(task);
    const there = await Promise.all(keys.map((key) => store.has(key)));
    const structures = task.structures.filter((_, n) => !there[n]);
    if (structures.length > 0) await runTasks([{ stream: task.stream, structures }], await opened(task.stream), store);
    return await packResult(worker, task, store);
  } catch (error) {
    (error as Error).message = `worker ${worker}: ${(error as Error).message}`;
    throw error;
  }
}

async function opened(wanted: Stream): ReturnType<typeof openStream> {
  const name = JSON.stringify(wanted);
  if (last?.name !== name) {
    last = undefined; // makes room
    const stream = { ...wanted, trace: { ...wanted.trace, path: await fetched(wanted) } };
    last = { name, stream, memory: await decodeStream(stream, data.memoryBytes) };
  }
  return last.memory === null ? openStream(last.stream) : traceOf(last.memory);
}

/** One thread copies; the others find the copy. */
async function fetched({ trace }: Stream): Promise<string> {
  while (Atomics.compareExchange(lock, 0, 0, 1) !== 0) await Atomics.waitAsync(lock, 0, 1).value;
  try {
    return await localTrace(trace, data);
  } finally {
    Atomics.store(lock, 0, 0);
    Atomics.notify(lock, 0, 1);
  }
}
