import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { UserError } from '../../../src/errors.ts';
import type { BeyondTrace } from '../../../src/replay/machine/dependence/moments.ts';
import { type ReplayOptions, replayAll } from '../../../src/replay/replay.ts';
import { loadStructure } from '../../../src/replay/structure/presets.ts';
import { granuleBitsFor, type Structure } from '../../../src/replay/structure/structure.ts';
import { dealt } from '../../../src/replay/workers/crew.ts';
import { openTrace } from '../../../src/trace/open.ts';
import type { Batch, Trace } from '../../../src/trace/words/trace.ts';
import { paced } from '../../pace.ts';
import { batchOf, steps, structures } from '../numa-model.ts';

const CPUS = 3;

/** A trace of these batches; what a function gives is read when its turn comes. */
const traceOf = (batches: readonly (Batch | (() => never))[], granuleBits: number): Trace => ({
  header: { source: 'test', format: 'test', cpus: CPUS, level: 'user', architecture: 'mips32', granuleBits },
  cpus: CPUS,
  notes: [],
  async *batches() {
    for (const batch of batches) yield typeof batch === 'function' ? batch() : batch;
  },
});

const fetches = (cpu: number, bytes = 8): Batch =>
  batchOf(
    Array.from({ length: 20 }, (_, n) => ({ kind: 'fetch', cpu, address: 0x1000 + 64 * n, bytes })),
    4,
  );

const disco = loadStructure('disco');
const irix = loadStructure('irix');
const machines = (vms: number): Structure => loadStructure('disco', [`monitor.virtualCpus.vms=${vms}`, `name=d${vms}`]);

describe('several threads count what one counts, in all fields', () => {
  test('of random traces and structures', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(steps({ cpus: [...Array(CPUS).keys()], binds: true, maxLength: 120 }), { minLength: 1, maxLength: 3 }),
        fc.array(structures(), { minLength: 2, maxLength: 4 }),
        fc.record({
          workers: fc.integer({ min: 2, max: 4 }),
          filter: fc.boolean(),
          dependences: fc.constantFrom({}, { dependences: {} }),
          warmup: fc.constantFrom(0, '20refs'),
        }),
        async (lists, list, { workers, filter, dependences, warmup }) => {
          const through = [...list, disco];
          const granuleBits = granuleBitsFor(...through);
          const options = { filter, warmup, ...dependences };
          const outcome = (more: ReplayOptions) =>
            replayAll(traceOf(lists.map((each) => batchOf(each, granuleBits)), granuleBits), through, { ...options, ...more }).catch((error: Error) => error.message); // biome-ignore format: a line
          expect(await outcome({ workers })).toStrictEqual(await outcome({}));
        },
      ),
      { numRuns: paced(2, 40) },
    );
  });

  test('of a recording with kernels of several guests in it, a warm-up, and structures under them', async () => {
    const list = [irix, disco, loadStructure('splashos'), machines(2), { ...disco, guest: 'irix-5.3-hal' as const }];
    const options = { warmup: '10k' };
    const read = await openTrace('raytrace8');
    const one = await replayAll(read, list, options);
    expect(one[0].cpus).toBe(8);
    for (const workers of paced([2] as const, [2, 'cores', 3, 16] as const)) {
      const trace = await openTrace('raytrace8');
      expect(await replayAll(trace, list, { ...options, workers })).toStrictEqual(one);
      expect(trace.notes).toEqual(read.notes);
    }
  });
});

describe('what goes wrong is told as one thread tells it', () => {
  const bad = (text: string) => (): never => {
    throw new UserError(text);
  };
  const many = Array.from({ length: 20 }, () => fetches(0));
  const CASES: Record<string, [batches: Parameters<typeof traceOf>[0], list: Structure[], options?: ReplayOptions]> = {
    'the first of several structures that cannot run it': [[bad('late')], [irix, machines(8), machines(4)]],
    'a mistake in the middle of the trace': [
      [...many, fetches(CPUS), ...many],
      [irix, disco],
    ],
    'a trace that breaks off': [
      [...many, bad('t.csv:7: found X')],
      [irix, disco],
    ],
    'a mistake before one that is read': [
      [...many, fetches(CPUS), bad('later')],
      [irix, disco],
    ],
    'a mistake that is read before': [
      [...many, bad('earlier'), fetches(CPUS)],
      [irix, disco],
    ],
    'a moment beyond the end': [many, [irix, disco], { dependences: { at: [1e9] } }],
    'a warm-up that leaves nothing': [many, [irix, disco], { warmup: 1_000_000 }],
    'a fault of the program': [[...many, () => { throw new RangeError('a fault'); }], [irix, disco]], // biome-ignore format: a line
  };
  const failureOf = (trace: Trace, list: Structure[], options: ReplayOptions): Promise<Error> =>
    replayAll(trace, list, options).then(() => expect.unreachable(), (error: Error) => error); // biome-ignore format: a line

  test.each(Object.entries(CASES))('%s', async (_, [batches, list, options = {}]) => {
    const one = await failureOf(traceOf(batches, 4), list, options);
    for (const workers of paced([2] as const, [2, 'cores'] as const)) {
      const two = await failureOf(traceOf(batches, 4), list, { ...options, workers });
      expect(two).toBeInstanceOf(one.constructor);
      expect([two.message, (two as BeyondTrace).end]).toEqual([one.message, (one as BeyondTrace).end]);
    }
  });
});

test('an interruption ends it at once, wherever it is', async () => {
  const controller = new AbortController();
  const endless: Trace = {
    ...traceOf([], 4),
    header: { ...traceOf([], 4).header, level: 'system' }, // nothing is inserted, for which batches would be gathered
    async *batches() {
      for (let n = 0; ; n++) {
        if (n === 30) controller.abort();
        yield fetches(n % CPUS);
      }
    },
  };
  const { signal } = controller;
  await expect(replayAll(endless, [irix, disco], { workers: 2, signal })).rejects.toHaveProperty('name', 'AbortError');
  expect(signal.aborted).toBe(true);
}); // biome-ignore format: a line

test('machines are dealt so that nobody has much more to do than another, guest by guest', () => {
  const order = ({ name }: Structure, guest = 'a') =>
    ({ variants: [name === 'irix' ? irix : disco], granuleBits: 4, cpus: 1, options: {}, guest });
  const hands = (list: readonly [Structure, string?][], workers: number) => dealt(list.map(([each, guest]) => order(each, guest)), workers);
  expect(hands([[irix], [disco], [disco], [disco], [disco]], 2)).toEqual([[0, 1, 3], [2, 4]]);
  expect(hands([[irix], [disco]], 8)).toEqual([[1], [0]]);
  expect(hands([[irix, 'a'], [irix, 'b'], [irix, 'a'], [irix, 'b']], 2)).toEqual([[0, 3], [1, 2]]);
}); // biome-ignore format: records
