import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Job, Queue, QueueEvents } from 'bullmq';
import { Redis } from 'ioredis';
import { afterEach, describe, expect, test } from 'vitest';
import { redis } from '../../../src/sweep/engines/redis/index.ts';
import { jobId, jobOf, QUEUE } from '../../../src/sweep/engines/redis/job.ts';
import { planOf } from '../../../src/sweep/plan/plan.ts';
import type { Task } from '../../../src/sweep/plan/task.ts';
import { Store } from '../../../src/sweep/store/store.ts';
import { studyOfArguments } from '../../../src/sweep/study/arguments.ts';
import { sweep } from '../../../src/sweep/sweep.ts';
import { disco, discoProcess } from '../../command-line.ts';
import { lacks } from '../../needs.ts';
import { paced } from '../../pace.ts';
import { temporaryFolder } from '../../temporary.ts';
import { writeTrace } from '../traces.ts';
import { Server, WorkerProcess } from './server.ts';

const folder = temporaryFolder('engine');
const fresh = (): string => temporaryFolder('place');
const long = writeTrace(join(folder, 'long.csv'), { cpus: 2, rows: paced(100_000, 400_000) });
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
  const queue = new Queue(QUEUE, { connection: connection(url) }).on('error', () => {});
  ends.push(() => queue.close());
  return queue;
}
function eventsAt(url: string): QueueEvents {
  const events = new QueueEvents(QUEUE, { connection: connection(url) }).on('error', () => {});
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

  test('a job of another version and a malformed one are refused at once; the worker goes on', async () => {
    const here = await server();
    const [queue, events] = [queueAt(here.url), eventsAt(here.url)];
    const asked = study(short, 'tlb.entries=8');
    const { tasks } = await planOf(asked, new Store(fresh()));
    const options = { attempts: 4, jobId: jobId(tasks[0]) };
    const old = await queue.add('replay', { ...jobOf(tasks[0]), model: '0.0.9+0' }, options);
    const bad = await queue.add('replay', { ...jobOf(tasks[0]), task: { rm: '/' } }, { attempts: 4, jobId: 'bad' });
    const store = fresh();
    const sweeping = sweep(asked, { store, engine: redis(here.url) });
    const refused = expect(sweeping).rejects.toThrow(
      expect.objectContaining({
        name: 'UserError',
        message: expect.stringMatching(/^worker .*: this worker is .* by "0\.0\.9\+0"/),
      }),
    );
    await worker(here.url);
    await refused;
    await expect(bad.waitUntilFinished(events)).rejects.toThrow(/job is refused: task\.stream: found nothing/);
    for (const { id } of [old, bad]) expect((await queue.getJob(id!))?.attemptsMade).toBe(1);
    const { results } = await sweep(asked, { store, engine: redis(here.url) }); // the failed one does not stand in the way
    expect(results).toEqual((await sweep(asked, { store: fresh() })).results);
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
