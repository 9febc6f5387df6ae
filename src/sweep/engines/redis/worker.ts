import os from 'node:os';
import { extname } from 'node:path';
import type { Worker } from 'bullmq';
import { removeAbandoned } from '../../../trace/bytes/aside.ts';
import { makeFolders } from '../../../trace/bytes/atomic-file.ts';
import { MEMORY_BYTES } from '../memory.ts';
import { connect, isReply, replyText } from './connection.ts';
import type { TraceSources } from './fetch.ts';
import { queueName } from './job.ts';
import { loadQueuePackages } from './packages.ts';
import { bePresent } from './presence.ts';
import type { ThreadData } from './processor.ts';
import { sourceOf } from './sources.ts';
import { openDesk } from './trace-desk.ts';

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
export const MAX_LOST = 10;

/** Seconds for which a worker takes no job after one failed for a reason of its machine, so that others have it; doubled each time, at most. */
export const REST = { first: 1, most: 30 };

const PROCESSOR = new URL(`./processor${extname(import.meta.url)}`, import.meta.url);

/** Takes jobs from the queue until closed; `close` waits for those begun. Throws UserError if there is no Redis, no place for results, or no such place for traces. */
export async function startWorker(options: WorkerOptions): Promise<{ threads: number; close(): Promise<void> }> {
  const { url, store, workers: threads = os.availableParallelism(), patience, onNote, onJob } = options;
  for (const each of options.traces) sourceOf(each);
  for (const folder of [store, options.cache]) {
    await makeFolders(folder);
    await removeAbandoned(folder);
  }
  const { client, release } = await connect(url, onNote);
  const desk = openDesk(options);
  const memoryBytes = (options.memoryBytes ?? MEMORY_BYTES) / threads;
  const workerData: ThreadData = { store, memoryBytes, desk: desk.name };
  const { Worker } = (await loadQueuePackages()).bullmq;
  const worker = new Worker(queueName(), PROCESSOR, {
    connection: client,
    name: `${os.hostname()}:${process.pid}`,
    concurrency: threads,
    useWorkerThreads: true,
    workerThreadsOptions: { workerData },
    lockDuration: 1000 * patience,
    stalledInterval: 1000 * patience,
    maxStalledCount: MAX_LOST,
    runRetryDelay: 1000,
  });
  const ended = new AbortController();
  const rest = restsOf(worker, ended.signal);
  const told = new Set<string>();
  const noteOnce = (text: string): void => {
    if (told.size < 100 && !told.has(text)) onNote(text);
    told.add(text);
  };
  worker.on('error', (error) => {
    if (isReply(error)) noteOnce(replyText(url, error)); // others are told by the connection, and by the job if it is lost
  });
  worker.on('completed', ({ id }) => {
    rest.none();
    onJob(id!, undefined);
  });
  worker.on('failed', (job, error) => {
    if ('machine' in error) rest.take();
    onJob(job?.id ?? 'a job', error);
  });
  bePresent(client, 'workers', (versions) => {
    for (const version of versions)
      noteOnce(`a sweep of version ${version} is at work here; its jobs are left to workers of that version`);
  }, ended.signal);
  await worker.waitUntilReady();
  return {
    threads,
    async close() {
      ended.abort();
      await worker.close();
      desk.close();
      release();
    },
  };
} // biome-ignore format: a call

/** Lets a worker take no jobs for a while, longer each time, until one is done. */
function restsOf(worker: Worker, signal: AbortSignal): { take(): void; none(): void } {
  let seconds = REST.first;
  let timer: NodeJS.Timeout | undefined;
  signal.addEventListener('abort', () => clearTimeout(timer), { once: true });
  return {
    take() {
      if (timer !== undefined || signal.aborted) return;
      worker.pause(true).catch(() => {});
      timer = setTimeout(() => {
        timer = undefined;
        worker.resume();
      }, 1000 * seconds);
      seconds = Math.min(REST.most, 2 * seconds);
    },
    none() {
      seconds = REST.first;
    },
  };
}
