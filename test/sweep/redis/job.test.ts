import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { modelVersion } from '../../../src/model-version.ts';
import { loadStructure } from '../../../src/replay/structure/presets.ts';
import { redisUrl, shownUrl } from '../../../src/sweep/engines/redis/connection.ts';
import { jobId, jobOf, jobsOf, readJob } from '../../../src/sweep/engines/redis/job.ts';
import { packResult, unpackResult } from '../../../src/sweep/engines/redis/result.ts';
import { keysOf, openStream, runTasks, type Task } from '../../../src/sweep/plan/task.ts';
import { traceRef } from '../../../src/sweep/store/keys.ts';
import { Store } from '../../../src/sweep/store/store.ts';
import { temporaryFolder } from '../../temporary.ts';
import { writeTrace } from '../traces.ts';

const folder = temporaryFolder('job');
const task: Task = {
  stream: {
    trace: await traceRef(writeTrace(join(folder, 't.csv'), { rows: 300 })),
    reading: { warmup: 0, raw: false, format: null, layout: null, cpus: null, map: null },
    granuleBits: 4,
    guest: 'irix-5.3',
  },
  structures: [loadStructure('irix'), loadStructure('irix', ['tlb.entries=128'])],
};
// biome-ignore lint/suspicious/noExplicitAny: JSON, to be spoilt at will
type Json = any;
/** As it comes out of Redis. */
const travelled = (value: unknown): Json => JSON.parse(JSON.stringify(value));
const changed = (change: (job: Json) => void): unknown => {
  const job = travelled(jobOf(task));
  change(job);
  return job;
};

describe('a job', () => {
  test('comes out of the queue as it went in', () => {
    expect(readJob(jobId(task), travelled(jobOf(task)))).toEqual({ model: modelVersion(), task });
  });

  test('has an id that depends on what it asks, and not on names and paths', () => {
    const { stream, structures } = task;
    const renamed = structures.map((structure) => ({ ...structure, name: 'x' }));
    const moved = { ...stream, trace: { ...stream.trace, path: 'elsewhere' } };
    expect(jobId({ stream: moved, structures: renamed })).toBe(jobId(task));
    const others = [
      { stream, structures: [structures[0]] },
      { stream, structures: structures.toReversed() },
      { stream: { ...stream, trace: { ...stream.trace, sha256: '0'.repeat(64) } }, structures },
      { stream: { ...stream, reading: { ...stream.reading, warmup: 1 } }, structures },
      { stream: { ...stream, reading: { ...stream.reading, layout: 'op(R|W) address' } }, structures },
    ];
    expect(new Set([task, ...others].map(jobId)).size).toBe(6);
  });

  test('has at most so many structures: a longer task is several jobs, each of which can be read', () => {
    const structures = Array.from({ length: 70 }, (_, n) =>
      loadStructure('uma', [`cache.l2.sizeBytes=${2 ** (14 + (n % 10))}`, `tlb.entries=${2 ** Math.floor(n / 10)}`]),
    );
    const jobs = jobsOf([{ ...task, structures }]);
    expect(jobs.map(({ structures: { length } }) => length)).toEqual([32, 32, 6]);
    expect(jobs.flatMap((job) => job.structures)).toEqual(structures);
  });

  test('of another version is refused, whatever else is in it, and not tried again', () => {
    const other = { model: '0.0.9+0123456789abcdef', task: 'of another shape' };
    expect(() => readJob('x', other)).toThrow(
      `the job is refused: it is of "0.0.9+0123456789abcdef", in the queue of ${modelVersion()}`,
    );
    expect(() => readJob('x', other)).toThrow(expect.objectContaining({ name: 'UnrecoverableError' }));
  });

  test.each<[string, unknown, RegExp]>([
    ['nothing', undefined, /refused: model: found nothing, expected keys and values/],
    ['no version', { task }, /refused: model: found nothing, expected text/],
    ['no task', changed((job) => delete job.task), /refused: task: found nothing, expected keys and values/],
    [
      'no structures',
      changed((job) => (job.task.structures = [])),
      /task\.structures: found \[\], expected at least 1/,
    ],
    [
      'a word for a size',
      changed((job) => (job.task.structures[1].tlb.entries = 'x')),
      /task\.structures\.1\.tlb\.entries: found "x"/,
    ],
    [
      '5 ways',
      changed((job) => (job.task.structures[0].tlb.ways = 5)),
      /64 entries of 5 ways are 12\.8 sets, expected a power of two/,
    ],
    [
      'no hash',
      changed((job) => (job.task.stream.trace.sha256 = '../../x')),
      /sha256: found "\.\.\/\.\.\/x", expected 64 hex/,
    ],
    ['a strange key', changed((job) => (job.task.run = 'rm')), /refused: task\.run: found "rm"/],
    [
      'a layout in a file of the worker',
      changed((job) => (job.task.stream.reading.layout = '/etc/x.yaml')),
      /layout: found "\/etc\/x\.yaml", .*expected a layout, and no name of a file/,
    ],
    [
      'a path that steers a terminal',
      changed((job) => (job.task.stream.trace.path = 'a\u001b[31m')),
      /path: found "a\\u001b\[31m", expected a path without control characters/,
    ],
    [
      'less than no bytes',
      changed((job) => (job.task.stream.trace.bytes = -1)),
      /bytes: found -1, expected at least 0/,
    ],
    ['endless bytes', changed((job) => (job.task.stream.trace.bytes = 1e300)), /trace\.bytes: found 1e\+300/],
    [
      'a structure twice',
      changed((job) => job.task.structures.push(job.task.structures[0])),
      /expected different ones/,
    ],
    [
      'more structures than a job has',
      changed((job) => (job.task.structures = new Array(2000).fill(job.task.structures[0]))),
      /task\.structures: found 2000, expected at most 32$/,
    ],
    ['another granule', changed((job) => (job.task.stream.granuleBits = 2)), /granuleBits: found 2, expected 4/],
    ['another guest', changed((job) => (job.task.stream.guest = 'none')), /guest: found "none", expected irix-5\.3/],
    ['another profile of the guest', changed((job) => (job.task.stream.guestProfile = { services: { open: { textPages: 20 } } })), /guestProfile: found .*expected the structures'/], // biome-ignore format: a line
    [
      'no common machine',
      changed((job) => (job.task.structures[1].seed = 2)),
      /structures: .*expected those that share a machine/,
    ],
    ['another id', changed((job) => job.task.structures.pop()), /its id is not the hash of its task/],
  ])('with %s is refused, and says why', (_, data, message) => {
    expect(() => readJob(jobId(task), data)).toThrow(message);
    expect(() => readJob(jobId(task), data)).toThrow(expect.objectContaining({ name: 'UnrecoverableError' }));
  });
});

describe('a result', async () => {
  const there = new Store(join(folder, 'there'));
  await runTasks([task], await openStream(task.stream), there);
  let stores = 0;
  const here = () => new Store(join(folder, `here${stores++}`));

  test('brings the same bytes into the store', async () => {
    const store = here();
    await unpackResult(travelled(await packResult('w', task, there)), task, store);
    for (const [n, key] of keysOf(task).entries())
      expect(await store.encoded(key, task.structures[n])).toEqual(await there.encoded(key, task.structures[n]));
  });

  test('that is too large stays in the store of the worker, which has to be that of the sweep', async () => {
    const { entries } = await packResult('w', task, there);
    const chars = entries!.reduce((sum, { arrow }) => sum + arrow.length, 0);
    expect((await packResult('w', task, there, chars)).entries).toHaveLength(2);
    const large = await packResult('w', task, there, chars - 1);
    expect(large).toEqual({ worker: 'w', entries: null });
    await unpackResult(large, task, there);
    await expect(unpackResult(large, task, here())).rejects.toThrow(/too large to travel .* --store/);
  });

  test('that is damaged or of another task is not kept', async () => {
    const store = here();
    const spoilt = travelled(await packResult('w', task, there));
    spoilt.entries[0].sha256 = '0'.repeat(64);
    const other = await packResult('w', { ...task, structures: task.structures.toReversed() }, there);
    await expect(unpackResult(spoilt, task, store)).rejects.toThrow('damaged result: its hash is another');
    await expect(unpackResult(other, task, store)).rejects.toThrow("another task's");
    await expect(unpackResult({ rows: 1 }, task, store)).rejects.toThrow('what is no result');
    expect(await store.has(keysOf(task)[0], task.structures[0])).toBe(false);
  });
});

describe('where Redis is', () => {
  test('is said by the flag, else by DISCO_REDIS_URL, else by REDIS_URL, else it is here', () => {
    const env = { DISCO_REDIS_URL: 'redis://:secret@a', REDIS_URL: 'rediss://b:1' };
    expect(redisUrl('redis://c', env)).toBe('redis://c');
    expect(redisUrl(undefined, env)).toBe('redis://:secret@a');
    expect(redisUrl(undefined, { ...env, DISCO_REDIS_URL: '' })).toBe('rediss://b:1');
    expect(redisUrl(undefined, {})).toBe('redis://127.0.0.1:6379');
  });

  test('is refused with a password on the command line, and no message ever shows one', () => {
    expect(() => redisUrl('redis://:secret@a', {})).toThrow(
      /^--redis: a password on the command line .*DISCO_REDIS_URL$/,
    );
    expect(() => redisUrl(undefined, { REDIS_URL: 'http://:secret@a' })).toThrow(
      /^REDIS_URL: expected redis:\/\/HOST:PORT, or rediss:\/\/ for TLS$/,
    );
    expect(shownUrl('rediss://user:secret@a:7/2')).toBe('rediss://a:7/2');
  });

  test.each([
    'redis://:secret@h',
    'redis://u:secret@h:1/2',
    'redis://secret@h',
    'redis://u:%73ecret@h',
    'redis://h/?password=secret',
    'redis://h?PASSWORD=secret',
    'redis://h/0?db=1&Password=secret',
    'redis://h/#secret',
    'redis://h/%3Fpassword=secret',
    'redis://h/secret',
    'redis://password=secret',
    'redis://h:6379,password=secret',
    'redis://h%3Fpassword=secret',
    'redis://h\\?password=secret',
    'redis:secret',
    'http://h/?secret',
  ])('is refused on the command line as %s, which no message shows', (url) => {
    expect(() => redisUrl(url, {})).toThrow(/^--redis: (?!.*secret)/);
    if (/[?#]/.test(url)) expect(() => redisUrl(undefined, { REDIS_URL: url })).toThrow(/^REDIS_URL: (?!.*secret)/);
  });
});
