import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { afterEach, describe, expect, test } from 'vitest';
import { ANSWER_SECONDS } from '../../src/sweep/engines/redis/connection.ts';
import { redis } from '../../src/sweep/engines/redis/index.ts';
import { jobId, queueName } from '../../src/sweep/engines/redis/job.ts';
import { planOf } from '../../src/sweep/plan/plan.ts';
import { Store } from '../../src/sweep/store/store.ts';
import { studyOfArguments } from '../../src/sweep/study/arguments.ts';
import { sweep } from '../../src/sweep/sweep.ts';
import { disco } from '../command-line.ts';
import { lacks } from '../needs.ts';
import { Server, WorkerProcess } from '../sweep/redis/server.ts';
import { writeTrace } from '../sweep/traces.ts';
import { temporaryFolder } from '../temporary.ts';
import { drip, head, Misbehaving } from './misbehaving.ts';

const folder = temporaryFolder('redis-faults');
const trace = writeTrace(join(folder, 't.csv'), { rows: 600 });
const content = readFileSync(trace, 'utf8');
const fresh = (): string => temporaryFolder('place');
const study = (...vary: string[]) => studyOfArguments([trace], { vary, zip: [], set: [], structures: 'flash' });

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});
async function started<T>(value: T | Promise<T>, end: (value: T) => unknown): Promise<T> {
  const made = await value;
  ends.push(() => end(made));
  return made;
}
const server = (...options: string[]) =>
  started(
    Server.start((port) => ['--port', `${port}`, ...options]),
    (each) => each.kill(),
  );
const worker = (url: string, place: string, ...args: string[]) =>
  started(WorkerProcess.start(place, ['--patience', '2', ...args], { DISCO_REDIS_URL: url }), (each) => each.kill());
const client = (url: string) =>
  started(
    new Redis(url, { maxRetriesPerRequest: null }).on('error', () => {}),
    (each) => each.disconnect(),
  );

describe('what is at the address of Redis and is none is told of in one line', () => {
  const cases: [what: string, behave: (socket: Socket) => void, message: RegExp][] = [
    ['speaks another language', (s) => s.write('HTTP/1.1 400 Bad Request\r\n\r\n'), /: what answers there is no Redis$/],
    ['hangs up', (s) => s.end(), /is it running there\?$/],
    ['never answers', () => {}, new RegExp(`no answer within ${ANSWER_SECONDS} s`)],
    ['begins an answer without end', (s) => drip(s, '$', 50), /what answers there is no Redis|no answer/],
  ];
  for (const [what, behave, message] of cases)
    test(what, async () => {
      const there = await started(Misbehaving.start(behave), (each) => each.end());
      const { code, stderr } = await disco(['worker', '--redis', `redis://127.0.0.1:${there.port}`, '--store', fresh(), '--cache', fresh()]);
      expect([code, stderr.trimEnd().split('\n')]).toEqual([2, [expect.stringMatching(message)]]);
      expect(stderr).toMatch(/^disco: Redis at redis:\/\/127\.0\.0\.1:\d+: /);
    });
}); // biome-ignore format: lines

describe.skipIf(lacks('redis-server'))('a Redis that refuses (needs redis-server)', () => {
  test.each<[what: string, options: string[], message: RegExp]>([
    ['wants a password', ['--requirepass', 'secret'], /NOAUTH.*put redis:\/\/NAME:PASSWORD@HOST into DISCO_REDIS_URL$/],
    ['has no memory left', ['--maxmemory', '1', '--maxmemory-policy', 'noeviction'], /OOM.*raise its maxmemory/],
    ['is a replica', ['--replicaof', '127.0.0.1', '1'], /READONLY|LOADING|MASTERDOWN|is it running there/],
  ])('%s: one line says so', async (_, options, message) => {
    const here = await server(...options);
    const failed = sweep(study('tlb.entries=8'), { store: fresh(), engine: redis(here.url) });
    await expect(failed).rejects.toThrow(expect.objectContaining({ name: 'UserError', message: expect.stringMatching(message) }));
  });
}); // biome-ignore format: lines

describe.skipIf(lacks('redis-server'))('a Redis that fails in the middle (needs redis-server)', () => {
  const asked = study('run.seed=1..12:1');
  const FAULTS: [what: string, fault: (at: Redis) => Promise<unknown>][] = [
    ['forgets its scripts', (at) => at.script('FLUSH')],
    ['forgets everything', (at) => at.flushall()],
    ['is slow', (at) => at.call('CLIENT', 'PAUSE', '1500', 'ALL')],
    ['throws everyone out', (at) => at.call('CLIENT', 'KILL', 'TYPE', 'normal')],
  ];
  for (const [what, fault] of FAULTS)
    test(`${what}: the sweep ends with the same numbers`, async () => {
      const here = await server();
      const at = await client(here.url);
      await worker(here.url, fresh(), '--traces', folder);
      let done = 0;
      const { results } = await sweep(asked, {
        store: fresh(),
        engine: redis(here.url),
        onDone: () => {
          if (++done === 1) fault(at).catch(() => {});
        },
      });
      expect(results).toEqual((await sweep(asked, { store: fresh() })).results);
    });

  test('has something else under the name of a job: it is replaced', async () => {
    const here = await server();
    const at = await client(here.url);
    const { tasks } = await planOf(asked, new Store(fresh()));
    const [text, hash, list] = tasks.map((task) => `bull:${queueName()}:${jobId(task)}`);
    await at.set(text, 'garbage');
    await at.hset(hash, { data: '{', opts: '{}', name: 'x', timestamp: '1' });
    await at.rpush(list, 'garbage');
    await worker(here.url, fresh(), '--traces', folder);
    const { results } = await sweep(asked, { store: fresh(), engine: redis(here.url) });
    expect(results).toEqual((await sweep(asked, { store: fresh() })).results);
    const queue = await started(new Queue(queueName(), { connection: at }), (each) => each.close());
    expect(await queue.getJobCountByTypes()).toBe(0);
  });
});

describe.skipIf(lacks('redis-server'))('a worker whose traces do not come (needs redis-server)', () => {
  const asked = study('run.seed=1..4:1');

  test('rests and tries again: one line for a fault, and the sweep ends when the server is mended', async () => {
    const here = await server();
    const behave = (socket: Socket): unknown => socket.end(`${head('200 OK', 'content-length: 99')}x`);
    const web = await started(Misbehaving.start(behave), (each) => each.end());
    const shared = fresh();
    const one = await worker(here.url, fresh(), '--workers', '4', '--traces', `http://127.0.0.1:${web.port}`, '--traces', shared);
    const sweeping = sweep(asked, { store: fresh(), engine: redis(here.url) });
    while (!one.log.includes('failed: ')) await new Promise((go) => setTimeout(go, 10));
    writeFileSync(join(shared, 't.csv'), content);
    const { results } = await sweeping;
    expect(results).toEqual((await sweep(asked, { store: fresh() })).results);
    const faults = one.log.split('\n').filter((line) => line.includes('failed: '));
    expect(faults.length).toBeGreaterThan(0);
    expect(faults.length).toBeLessThanOrEqual(4); // a line for each attempt, not for each thread
  });

  test('is killed while it copies one: a second one does its jobs, and the first, again, leaves nothing', async () => {
    const here = await server();
    const length = `content-length: ${content.length}`;
    const slow = await started(Misbehaving.start((s) => void (s.write(head('200 OK', length)) && drip(s, content[0], 20))), (each) => each.end());
    const place = fresh();
    const copies = join(place, 'traces');
    const first = await worker(here.url, place, '--traces', `http://127.0.0.1:${slow.port}`);
    const sweeping = sweep(asked, { store: fresh(), engine: redis(here.url) });
    while (!readdirSync(copies).some((name) => name.endsWith('.tmp'))) await new Promise((go) => setTimeout(go, 10));
    await first.kill();
    await worker(here.url, fresh(), '--traces', folder);
    expect((await sweeping).results).toEqual((await sweep(asked, { store: fresh() })).results);
    expect(readdirSync(copies)).toEqual([expect.stringMatching(/\.tmp$/)]);
    await worker(here.url, place, '--traces', folder);
    expect(readdirSync(copies)).toEqual([]);
  });
}); // biome-ignore format: lines
