import { setTimeout } from 'node:timers/promises';
import type { Job as BullJob, Queue as BullQueue } from 'bullmq';
import type { Redis } from 'ioredis';
import { UserError } from '../../../errors.ts';
import { modelVersion } from '../../../model-version.ts';
import { enumerate } from '../../../report/text/words.ts';
import type { Task } from '../../plan/task.ts';
import type { Host } from '../engine.ts';
import { connect, isReply, replyText, shownUrl } from './connection.ts';
import { jobId, jobOf, jobsOf, queueName } from './job.ts';
import { loadQueuePackages } from './packages.ts';
import { bePresent } from './presence.ts';
import { RETURN_CHARS, UnusableResult, unpackResult } from './result.ts';
import { shown } from './shown.ts';

/** Jobs in the queue at a time, at most: what Redis has to hold, and what is left there if this program dies. */
export const WINDOW = 1000;
/** Jobs whose results are read at once: each has some megabytes at most. */
const AT_ONCE = 16;
/** Milliseconds after which all open jobs are looked at, whether or not Redis told of any. */
const LOOK_MS = 5000;
/** Seconds that results wait to be collected: a week. */
export const KEEP_SECONDS = 7 * 24 * 3600;
/** Milliseconds for taking jobs back, and for closing, if Redis does not answer. */
const PARTING_MS = 1000;
/** Times that a job is submitted anew because what came back of it was of no use. */
export const MOST_ANEW = 3;

/** Of every job: how often it is tried, and how long what came of it waits. */
export const OPTIONS = {
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
  const queue = new Queue(queueName(), {
    connection: client,
    defaultJobOptions: OPTIONS,
    streams: { events: { maxLen: 100 } },
  });
  const events = new QueueEvents(queueName(), { connection: client });
  queue.on('error', () => {}); // told by the connection
  events.on('error', () => {});
  const run = new Run(queue, client, host, onNote);
  events.on('completed', ({ jobId }) => run.hint(jobId));
  events.on('failed', ({ jobId }) => run.hint(jobId));
  const ended = new AbortController();
  try {
    await Promise.race([events.waitUntilReady(), interruption(host.signal)]);
    bePresent(client, 'sweeps', helpWanted(queue, url, onNote), ended.signal);
    await Promise.race([run.all(jobsOf(tasks)), interruption(host.signal)]);
  } catch (error) {
    await withinReason(run.withdraw());
    throw isReply(error) ? new UserError(replyText(url, error)) : error;
  } finally {
    ended.abort();
    await withinReason(Promise.allSettled([events.close(), queue.close()]));
    release();
  }
}

/** Says when no worker of this version is there, and which others are; each time that this changes. */
function helpWanted(queue: BullQueue, url: string, onNote: (text: string) => void): (versions: readonly string[]) => void {
  let told = '';
  return async (versions) => {
    const alone = (await queue.getWorkersCount().catch(() => 1)) === 0;
    const others = versions.length === 0 ? '' : ` (those of ${enumerate(versions)} leave the jobs of ${modelVersion()} alone)`;
    const text = alone ? `no worker of this version is at ${shownUrl(url)} yet${others}; start some with: disco worker` : '';
    if (text !== '' && text !== told) onNote(text);
    told = text;
  };
} // biome-ignore format: lines

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
  /** Times that a job was submitted anew. */
  private readonly anew = new Map<string, number>();
  private readonly client: Redis;
  private readonly onNote: (text: string) => void;
  private wake: () => void = () => {};

  constructor(queue: BullQueue, client: Redis, host: Host, onNote: (text: string) => void) {
    this.queue = queue;
    this.client = client;
    this.host = host;
    this.onNote = onNote;
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
      for (let n = 0; n < ids.length; n += AT_ONCE) {
        const some = ids.slice(n, n + AT_ONCE);
        const jobs = await Promise.all(some.map((id) => this.jobAt(id)));
        for (const [i, id] of some.entries()) await this.look(id, jobs[i]);
      }
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

  /** Submits a task; where its job is there already, that one counts, unless it failed, or is another's under its name. */
  private async add(task: Task): Promise<void> {
    const id = jobId(task);
    this.open.set(id, task);
    const old = await this.jobAt(id);
    const useless = old instanceof UnusableResult || (old !== undefined && (!isJobOf(old, task) || (await old.isFailed())));
    if (useless) await this.queue.remove(id);
    await this.queue.add('replay', jobOf(task), { jobId: id });
    if (old !== undefined && !useless && old.finishedOn !== undefined) this.hints.add(id);
  } // biome-ignore format: a line

  /** The job of this id as Redis has it, unless what it has is no job, or has more to it than a result can have. */
  private async jobAt(id: string): Promise<BullJob | undefined | UnusableResult> {
    const key = this.queue.toKey(id);
    try {
      if ((await this.client.hstrlen(key, 'returnvalue')) > RETURN_CHARS)
        return new UnusableResult('a worker returned more than a result can have');
      return await this.queue.getJob(id);
    } catch (error) {
      if (error instanceof SyntaxError) return new UnusableResult('what Redis has under the name of the job is no job');
      if (isReply(error) && /WRONGTYPE/.test(error.message)) {
        await this.client.del(key);
        return new UnusableResult('what Redis has under the name of the job is no job');
      }
      throw error;
    }
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
  private async look(id: string, job: BullJob | undefined | UnusableResult): Promise<void> {
    const task = this.open.get(id);
    if (task === undefined) return;
    if (job instanceof UnusableResult) return this.again(id, task, job.message);
    if (job === undefined) return this.add(task);
    if (job.finishedOn === undefined) return;
    if (!isJobOf(job, task)) return this.again(id, task, 'the job under its name was another');
    if (await job.isFailed()) throw new UserError(shown(job.failedReason));
    if (!(await job.isCompleted())) return;
    try {
      await unpackResult(job.returnvalue, task, this.host.store);
    } catch (error) {
      if (error instanceof UnusableResult) return this.again(id, task, error.message);
      await this.queue.remove(id); // a result that is no good must not come again
      throw error;
    }
    await this.queue.remove(id);
    this.open.delete(id);
    this.host.onDone?.(task);
  }

  /** Submits a job anew, of which what came back is of no use. Throws UserError when that was done often enough. */
  private async again(id: string, task: Task, why: string): Promise<void> {
    const times = (this.anew.get(id) ?? 0) + 1;
    this.anew.set(id, times);
    await this.queue.remove(id);
    if (times > MOST_ANEW)
      throw new UserError(`${why}; the job was given ${times} times and nothing of use came back; look at the workers' logs`);
    this.onNote(`${why}; the job is given again (${times} of ${MOST_ANEW})`);
    await this.add(task);
  } // biome-ignore format: a line
}

/** Whether a job asks for this task, by this program. */
function isJobOf({ data }: BullJob, task: Task): boolean {
  const { model, task: found } = (data ?? {}) as { model?: unknown; task?: Task };
  try {
    return model === modelVersion() && found !== undefined && jobId(found) === jobId(task);
  } catch {
    return false; // it is of another shape
  }
}
