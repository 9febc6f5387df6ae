import { setTimeout } from 'node:timers/promises';
import type { Job as BullJob, Queue as BullQueue } from 'bullmq';
import { UserError } from '../../../errors.ts';
import type { Task } from '../../plan/task.ts';
import type { Host } from '../engine.ts';
import { connect, shownUrl } from './connection.ts';
import { jobId, jobOf, QUEUE } from './job.ts';
import { loadQueuePackages } from './packages.ts';
import { unpackResult } from './result.ts';

/** Jobs in the queue at a time, at most: what Redis has to hold, and what is left there if this program dies. */
const WINDOW = 1000;
/** Milliseconds after which all open jobs are looked at, whether or not Redis told of any. */
const LOOK_MS = 5000;
/** Seconds that results wait to be collected: a week. */
const KEEP_SECONDS = 7 * 24 * 3600;
/** Milliseconds for taking jobs back, and for closing, if Redis does not answer. */
const PARTING_MS = 1000;

const OPTIONS = {
  attempts: 4,
  backoff: { type: 'exponential', delay: 1000 },
  removeOnComplete: { age: KEEP_SECONDS },
  removeOnFail: { age: KEEP_SECONDS },
} as const;

/**
 * Has workers do tasks, over a queue in Redis, and keeps what they return. Redis may be restarted and may forget: a job that is gone is submitted again.
 * When it ends early, jobs that nobody began are withdrawn; those begun are finished, and their results wait for the next run.
 */
export async function submit(
  tasks: readonly Task[],
  host: Host,
  url: string,
  onNote: (text: string) => void,
): Promise<void> {
  checkPortable(tasks);
  const { client, release } = await connect(url, onNote);
  const { Queue, QueueEvents } = (await loadQueuePackages()).bullmq;
  const queue = new Queue(QUEUE, {
    connection: client,
    defaultJobOptions: OPTIONS,
    streams: { events: { maxLen: 100 } },
  });
  const events = new QueueEvents(QUEUE, { connection: client });
  queue.on('error', () => {}); // told by the connection
  events.on('error', () => {});
  const run = new Run(queue, host);
  events.on('completed', ({ jobId }) => run.hint(jobId));
  events.on('failed', ({ jobId }) => run.hint(jobId));
  try {
    await events.waitUntilReady();
    if ((await queue.getWorkersCount().catch(() => 1)) === 0)
      onNote(`no worker is at ${shownUrl(url)} yet; start some with: disco worker`);
    await Promise.race([run.all(tasks), interruption(host.signal)]);
  } catch (error) {
    await withinReason(run.withdraw());
    throw error;
  } finally {
    await withinReason(Promise.allSettled([events.close(), queue.close()]));
    release();
  }
}

/** Waits for work at the end, unless Redis does not answer. */
async function withinReason(work: Promise<unknown>): Promise<void> {
  const timer = new AbortController();
  const timeout = setTimeout(PARTING_MS, undefined, { signal: timer.signal }).catch(() => {});
  await Promise.race([work, timeout]);
  timer.abort();
}

/** Rejects when the signal comes: commands wait for a server that is down, a person does not. */
function interruption(signal: AbortSignal | undefined): Promise<never> {
  return new Promise((_, reject) => {
    signal?.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

/** A workload in a file is known by what it says and may extend others: workers could not tell it by its bytes. */
function checkPortable(tasks: readonly Task[]): void {
  const file = tasks.map(({ stream }) => stream.trace.path).find((path) => /\.workload\.(yaml|json)$/.test(path));
  if (file !== undefined)
    throw new UserError(
      `${file}: a workload in a file does not travel; make a trace of it: disco trace convert ${file} FILE`,
    );
}

/** The jobs of one sweep. */
class Run {
  private readonly queue: BullQueue;
  private readonly host: Host;
  /** Submitted and not yet collected. */
  private readonly open = new Map<string, Task>();
  /** Jobs of which there may be news. */
  private readonly hints = new Set<string>();
  private wake: () => void = () => {};

  constructor(queue: BullQueue, host: Host) {
    this.queue = queue;
    this.host = host;
  }

  hint(id: string): void {
    if (!this.open.has(id)) return; // another sweep's
    this.hints.add(id);
    this.wake();
  }

  async all(tasks: readonly Task[]): Promise<void> {
    for (let next = 0; next < tasks.length || this.open.size > 0; ) {
      this.host.signal?.throwIfAborted();
      const more = tasks.slice(next, next + WINDOW - this.open.size);
      next += more.length;
      await Promise.all(more.map((task) => this.add(task)));
      if (this.hints.size === 0) await this.news();
      const ids = this.hints.size > 0 ? [...this.hints] : [...this.open.keys()];
      this.hints.clear();
      const jobs = await Promise.all(ids.map((id) => this.queue.getJob(id)));
      for (const [n, id] of ids.entries()) await this.look(id, jobs[n]);
    }
  }

  /** Takes back what nobody has begun. */
  async withdraw(): Promise<void> {
    const withdraw = async (id: string): Promise<void> => {
      const state = await this.queue.getJobState(id);
      if (state === 'waiting' || state === 'delayed') await this.queue.remove(id); // fails if it was begun meanwhile
    };
    await Promise.allSettled(Array.from(this.open.keys(), withdraw));
  }

  /** Submits a task; where its job is there already, that one counts, unless it failed. */
  private async add(task: Task): Promise<void> {
    const id = jobId(task);
    this.open.set(id, task);
    const old = await this.queue.getJob(id);
    if (old !== undefined && (await old.isFailed())) await this.queue.remove(id);
    await this.queue.add('replay', jobOf(task), { jobId: id });
    if (old?.finishedOn !== undefined) this.hints.add(id);
  }

  /** Until there is a hint, or it is time to look at all. */
  private async news(): Promise<void> {
    const timer = new AbortController();
    const { signal } = this.host;
    const interrupt = (): void => timer.abort();
    this.wake = interrupt;
    signal?.addEventListener('abort', interrupt);
    await setTimeout(LOOK_MS, undefined, { signal: timer.signal }).catch(() => {});
    signal?.removeEventListener('abort', interrupt);
    signal?.throwIfAborted();
  }

  /** Collects the result of a job, if there is one. Throws UserError with the reason, if it failed for good. */
  private async look(id: string, job: BullJob | undefined): Promise<void> {
    const task = this.open.get(id);
    if (task === undefined) return;
    if (job === undefined) return this.add(task);
    if (job.finishedOn === undefined) return;
    if (await job.isFailed()) throw new UserError(`${job.failedReason}`);
    if (!(await job.isCompleted())) return;
    try {
      await unpackResult(job.returnvalue, task, this.host.store);
    } finally {
      await this.queue.remove(id); // a result that is no good must not come again
    }
    this.open.delete(id);
    this.host.onDone?.(task);
  }
}
