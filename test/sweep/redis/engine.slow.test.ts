import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import zlib from 'node:zlib';
import { type Job, Queue, QueueEvents } from 'bullmq';
import { Redis } from 'ioredis';
import { afterEach, describe, expect, test } from 'vitest';
import { modelVersion } from '../../../src/model-version.ts';
import { redis } from '../../../src/sweep/engines/redis/index.ts';
import { jobId, jobOf, queueName } from '../../../src/sweep/engines/redis/job.ts';
import { loadQueuePackages } from '../../../src/sweep/engines/redis/packages.ts';
import { RETURN_CHARS } from '../../../src/sweep/engines/redis/result.ts';
import { planOf } from '../../../src/sweep/plan/plan.ts';
import { keysOf, type Task } from '../../../src/sweep/plan/task.ts';
import { Store } from '../../../src/sweep/store/store.ts';
import { studyOfArguments } from '../../../src/sweep/study/arguments.ts';
import { sweep } from '../../../src/sweep/sweep.ts';
import { disco, discoProcess } from '../../command-line.ts';
import { lacks } from '../../needs.ts';
import { temporaryFolder } from '../../temporary.ts';
import { writeTrace } from '../traces.ts';
import { Server, WorkerProcess } from './server.ts';

const folder = temporaryFolder('engine');
const fresh = (): string => temporaryFolder('place');
const long = writeTrace(join(folder, 'long.csv'), { cpus: 2, rows: 400_000 });
const short = writeTrace(join(folder, 'short.csv'), { cpus: 2, rows: 600 });
const study = (trace: string, ...vary: string[]) =>
  studyOfArguments([trace], { vary, zip: [], set: [], structures: 'flash' });

/** Files of a folder and those below, by name. */
const files = (place: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(place, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => [name, readFileSync(join(parentPath, name)).toString('base64')])
      .sort(),
  );

const ends: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});
async function server(options?: Parameters<typeof Server.start>[0]): Promise<Server> {
  const started = await Server.start(options);
  ends.push(() => started.kill());
  return started;
}
async function worker(url: string, args = ['--traces', folder], env = {}): Promise<WorkerProcess> {
  const started = await WorkerProcess.start(fresh(), ['--patience', '2', ...args], { DISCO_REDIS_URL: url, ...env });
  ends.push(() => started.kill());
  return started;
}
function connection(url: string): Redis {
  const made = new Redis(url, { maxRetriesPerRequest: null }).on('error', () => {});
  ends.push(async () => made.disconnect());
  return made;
}
function queueAt(url: string): Queue {
  const queue = new Queue(queueName(), { connection: connection(url) }).on('error', () => {});
  ends.push(() => queue.close());
  return queue;
}
function eventsAt(url: string): QueueEvents {
  const events = new QueueEvents(queueName(), { connection: connection(url) }).on('error', () => {});
  ends.push(() => events.close());
  return events;
}

/** Kills a worker while it certainly has a job: it is stopped first, so that the job it has cannot end meanwhile. */
async function killAtWork(victim: WorkerProcess, queue: Queue): Promise<string> {
  for (;;) {
    victim.process.kill('SIGSTOP');
    const own = (await queue.getActive()).find(({ processedBy }: Job) =>
      processedBy?.endsWith(`:${victim.process.pid}`),
    );
    if (own !== undefined) {
      await victim.kill();
      return own.id!;
    }
    victim.process.kill('SIGCONT');
    await new Promise(setImmediate);
  }
}

describe.skipIf(lacks('redis-server'))('workers on Redis (needs redis-server)', () => {
  test('a worker and the server are killed in the middle: every point is there once, as one process has it', async () => {
    const here = await server();
    const [queue, events] = [queueAt(here.url), eventsAt(here.url)];
    await events.waitUntilReady();
    const stalled: string[] = [];
    events.on('stalled', ({ jobId }) => stalled.push(jobId));
    const [first] = await Promise.all([worker(here.url), worker(here.url)]);
    const asked = study(long, 'cache.l1d.ways=1,2', 'run.seed=1..6:1');
    const [one, many] = [fresh(), fresh()];
    const done: Task[] = [];
    let killed: Promise<string> | undefined;
    let restarted: Promise<void> | undefined;
    const { results } = await sweep(asked, {
      store: many,
      engine: redis(here.url),
      onDone: (task) => {
        done.push(task);
        if (done.length === 2) killed = killAtWork(first, queue);
        if (done.length === 5)
          restarted = Promise.resolve(killed)
            .then(() => here.kill())
            .then(() => here.up());
      },
    });
    await restarted;
    expect(new Set(done.map(jobId)).size).toBe(12);
    expect(done).toHaveLength(12);
    expect(results).toEqual((await sweep(asked, { store: one })).results);
    expect(files(many)).toEqual(files(one));
    const victimised = await killed;
    expect(stalled).toContain(victimised);
    expect(await queue.getJobCountByTypes()).toBe(0);
  });

  test('jobs of other versions are left alone, and both sides say so; a malformed one is refused; the worker goes on', async () => {
    const here = await server();
    const [queue, events] = [queueAt(here.url), eventsAt(here.url)];
    const other = new Queue(queueName('0.0.9+0'), { connection: connection(here.url) }).on('error', () => {});
    ends.push(() => other.close());
    const redisClient = connection(here.url);
    const now = Number((await redisClient.time())[0]);
    for (const role of ['sweeps', 'workers']) await redisClient.zadd(`disco-sweep:${role}`, now, '0.0.9+0');
    const asked = study(short, 'tlb.entries=8');
    const { tasks } = await planOf(asked, new Store(fresh()));
    const theirs = await other.add('replay', { ...jobOf(tasks[0]), model: '0.0.9+0' }, { jobId: jobId(tasks[0]) });
    const bad = await queue.add(
      'replay',
      { ...jobOf(tasks[0]), task: { rm: '/' } },
      { attempts: 4, jobId: 'bad\u001b[31m' },
    );
    // What is under the name of a job of the sweep, and is another's, does not stand in its way.
    await queue.add('replay', { ...jobOf(tasks[0]), model: '0.0.9+0' }, { jobId: jobId(tasks[0]) });
    const notes: string[] = [];
    const sweeping = sweep(asked, { store: fresh(), engine: redis(here.url, (text) => notes.push(text)) });
    while (notes.length === 0) await new Promise(setImmediate);
    const working = await worker(here.url);
    expect((await sweeping).results).toEqual((await sweep(asked, { store: fresh() })).results);
    await expect(bad.waitUntilFinished(events)).rejects.toThrow(/job is refused: task\.stream: found nothing/);
    expect((await queue.getJob(bad.id!))?.attemptsMade).toBe(1);
    expect(notes).toEqual([
      `no worker of this version is at ${here.url} yet (those of 0.0.9+0 leave the jobs of ${modelVersion()} alone); start some with: disco worker`,
    ]);
    expect(await theirs.getState()).toBe('waiting');
    expect(working.log).toContain(
      'a sweep of version 0.0.9+0 is at work here; its jobs are left to workers of that version',
    );
    expect(working.log).not.toContain('\u001b');
  });

  test('results that are no good are asked for again, with a note each, three times at most', async () => {
    const here = await server();
    const asked = study(short, 'tlb.entries=8');
    const bomb = zlib.zstdCompressSync(Buffer.alloc(1 << 28)).toString('base64');
    const garbage = Buffer.from('no counts');
    const entry = (arrow: Buffer | string, sha256 = createHash('sha256').update(garbage).digest('hex')) => ({
      arrow: typeof arrow === 'string' ? arrow : arrow.toString('base64'),
      sha256,
      truncated: null,
    });
    const answers = [entry(garbage), entry(bomb), entry(zlib.zstdCompressSync(garbage)), 'x'.repeat(RETURN_CHARS)];
    const { bullmq } = await loadQueuePackages();
    const pretender = new bullmq.Worker(
      queueName(),
      async ({ data }) => {
        const answer = answers.shift()!;
        if (typeof answer === 'string') return answer;
        return { worker: 'h\u001b[31m:1', entries: [{ key: keysOf(data.task)[0], ...answer }] };
      },
      { connection: connection(here.url) },
    );
    ends.push(() => pretender.close(true));
    const notes: string[] = [];
    const store = new Store(fresh());
    const note = (text: string): void => {
      if (!text.startsWith('no worker')) notes.push(text);
    };
    await expect(sweep(asked, { store: store.folder, engine: redis(here.url, note) })).rejects.toThrow(
      /^a worker returned more than a result can have; the job was given 4 times and nothing of use came back/,
    );
    expect(notes).toEqual([
      'worker h\\x1b[31m:1 returned a damaged result: it is no zstd; the job is given again (1 of 3)',
      expect.stringMatching(
        /returned a damaged result: it unpacks to more than the \d+ bytes that are due; .*\(2 of 3\)$/,
      ),
      expect.stringMatching(/returned what are no counts of the job: it is no Arrow file; .*\(3 of 3\)$/),
    ]);
    const [{ structure, key }] = (await planOf(asked, store)).replays;
    expect(await store.look(key, structure)).toBeUndefined();
    expect(await queueAt(here.url).getJobCountByTypes()).toBe(0);
  });

  test('Ctrl-C takes back what nobody began, also of a server that is gone', async () => {
    const here = await server();
    const queue = queueAt(here.url);
    const run = async (meanwhile: () => Promise<unknown>): Promise<void> => {
      const controller = new AbortController();
      const sweeping = sweep(study(short, 'run.seed=1..5:1'), {
        store: fresh(),
        engine: redis(here.url),
        signal: controller.signal,
      });
      const ended = expect(sweeping).rejects.toThrow(expect.objectContaining({ name: 'AbortError' }));
      while ((await queue.getWaitingCount()) < 5) await new Promise(setImmediate);
      await meanwhile();
      controller.abort();
      await ended;
    };
    await run(async () => {});
    expect(await queue.getJobCountByTypes()).toBe(0);
    await run(() => here.kill());
    await here.up();
    await queue.getWaitingCount(); // it is connected again, and can be closed
  });

  test.skipIf(lacks('openssl'))(
    'works through TLS, with a password from the environment; says what is wrong with either (needs openssl)',
    async () => {
      const [cert, key, secret] = [join(folder, 'cert.pem'), join(folder, 'key.pem'), 'pass-word'];
      execFileSync(
        'openssl',
        [
          'req',
          '-x509',
          '-newkey',
          'ec',
          '-pkeyopt',
          'ec_paramgen_curve:prime256v1',
          '-nodes',
          '-days',
          '2',
          '-subj',
          '/CN=localhost',
          '-addext',
          'subjectAltName=DNS:localhost',
          '-keyout',
          key,
          '-out',
          cert,
        ],
        { stdio: 'ignore' },
      );
      const here = await server((port) => [
        '--port',
        '0',
        '--tls-port',
        `${port}`,
        '--tls-cert-file',
        cert,
        '--tls-key-file',
        key,
        '--tls-auth-clients',
        'no',
        '--requirepass',
        secret,
      ]);
      const url = `rediss://:${secret}@localhost:${here.port}`;
      const trusted = { NODE_EXTRA_CA_CERTS: cert };
      const run = (env: NodeJS.ProcessEnv, store: string, engine = 'redis') =>
        discoProcess(
          [
            'sweep',
            short,
            '--structures',
            'flash',
            '--vary',
            'tlb.entries=8,16',
            '--engine',
            engine,
            '--store',
            store,
            '-o',
            fresh(),
            '--json',
          ],
          [],
          undefined,
          { env: { ...process.env, ...env } },
        );
      await worker(url, ['--traces', folder], trusted);
      const [good, plain, untrusted, wrong] = await Promise.all([
        run({ ...trusted, DISCO_REDIS_URL: url }, fresh()),
        run({}, fresh(), 'process'),
        run({ DISCO_REDIS_URL: url }, fresh()),
        run({ ...trusted, DISCO_REDIS_URL: url.replace(secret, 'guess') }, fresh()),
      ]);
      expect(good.stdout).toBe(plain.stdout);
      expect(good.code).toBe(0);
      expect(untrusted.stderr).toMatch(/^disco: Redis at rediss:\/\/localhost:\d+: .*self-signed certificate.*\n$/);
      expect(wrong.stderr).toMatch(/^disco: Redis at rediss:\/\/localhost:\d+: .*WRONGPASS.*\n$/);
      expect([untrusted.code, wrong.code]).toEqual([2, 2]);
      expect(wrong.stderr + good.stderr).not.toMatch(/guess|pass-word/);
    },
  );

  test('no server is one clear line', async () => {
    const { code, stderr } = await disco(['worker', '--redis', 'redis://127.0.0.1:1']);
    expect([code, stderr]).toEqual([
      2,
      'disco: Redis at redis://127.0.0.1:1: connect ECONNREFUSED 127.0.0.1:1; is it running there?\n',
    ]);
  });
});
