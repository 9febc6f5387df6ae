import { availableParallelism, hostname } from 'node:os';
import { extname } from 'node:path';
import { makeFolders } from '../../store/store.ts';
import { MEMORY_BYTES } from '../memory.ts';
import { connect } from './connection.ts';
import type { TraceSources } from './fetch.ts';
import { QUEUE } from './job.ts';
import { loadQueuePackages } from './packages.ts';
import type { ThreadData } from './processor.ts';

export interface WorkerOptions extends TraceSources {
  /** Of Redis. */
  url: string;
  store: string;
  /** Jobs at a time, each in a thread. Default: as many as there are cores. */
  workers?: number | undefined;
  /** Bytes that decoded traces may take, of all threads. Default 1 GiB. */
  memoryBytes?: number | undefined;
  /** Seconds without a sign of life after which a worker's jobs are given to others. */
  patience: number;
  onNote: (text: string) => void;
  /** Told of each job: how it ended, and why if badly. */
  onJob: (id: string, error: Error | undefined) => void;
}

/** Times a job may lose its worker before it counts as failed: more than machines go down, fewer than a job that kills its worker needs. */
const MAX_LOST = 10;

const PROCESSOR = new URL(`./processor${extname(import.meta.url)}`, import.meta.url);

/** Takes jobs from the queue until closed; `close` waits for those begun. Throws UserError if there is no Redis or no place for results. */
export async function startWorker(options: WorkerOptions): Promise<{ threads: number; close(): Promise<void> }> {
  const { url, store, traces, cache, workers: threads = availableParallelism(), patience, onNote, onJob } = options;
  await makeFolders(store);
  const { client, release } = await connect(url, onNote);
  const memoryBytes = (options.memoryBytes ?? MEMORY_BYTES) / threads;
  const workerData: ThreadData = { store, traces, cache, memoryBytes, lock: new SharedArrayBuffer(4) };
  const { Worker } = (await loadQueuePackages()).bullmq;
  const worker = new Worker(QUEUE, PROCESSOR, {
    connection: client,
    name: `${hostname()}:${process.pid}`,
    concurrency: threads,
    useWorkerThreads: true,
    workerThreadsOptions: { workerData },
    lockDuration: 1000 * patience,
    stalledInterval: 1000 * patience,
    maxStalledCount: MAX_LOST,
    runRetryDelay: 1000,
  });
  worker.on('error', () => {}); // told by the connection, and by the job if it is lost
  worker.on('completed', ({ id }) => onJob(id!, undefined));
  worker.on('failed', (job, error) => onJob(job?.id ?? 'a job', error));
  await worker.waitUntilReady();
  return {
    threads,
    async close() {
      await worker.close();
      release();
    },
  };
}
