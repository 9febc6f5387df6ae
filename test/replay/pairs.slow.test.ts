import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type ReplayOptions, replayAll } from '../../src/replay/replay.ts';
import { granuleBitsFor, type Structure } from '../../src/replay/structure/structure.ts';
import type { Batch, Trace } from '../../src/trace/words/trace.ts';
import { anyStructure } from './geometries.ts';
import { batchOf, steps, structures } from './numa-model.ts';

const CPUS = [0, 1, 2];
/** With 4 structures each, 200 pairs; `FC_SEED=1` draws others. */
const TRACES = 50;
const STRUCTURES = 4;

const traceOf = (batches: readonly Batch[], granuleBits: number): Trace => ({
  header: { source: 'test', format: 'test', cpus: CPUS.length, level: 'user', architecture: 'mips32', granuleBits },
  cpus: CPUS.length,
  notes: [],
  async *batches() {
    yield* batches;
  },
});

const lists = fc.array(steps({ cpus: CPUS, binds: true, maxLength: 120 }), { minLength: 1, maxLength: 3 });
const geometries = fc.array(fc.oneof(anyStructure, structures()), { minLength: STRUCTURES, maxLength: STRUCTURES });

test('random traces through random geometries count the same with filter and without, alone and beside others, in one thread and in two', () =>
  fc.assert(
    fc.asyncProperty(lists, geometries, async (list, through) => {
      const granuleBits = granuleBitsFor(...through);
      const trace = traceOf(list.map((each) => batchOf(each, granuleBits)), granuleBits); // biome-ignore format: a line
      const replayed = (list: readonly Structure[], options?: ReplayOptions) => replayAll(trace, list, options);
      const together = await replayed(through);
      expect(await replayed(through, { filter: false })).toStrictEqual(together);
      expect(await replayed(through, { workers: 2 })).toStrictEqual(together);
      for (const [n, structure] of through.entries()) expect(await replayed([structure])).toStrictEqual([together[n]]);
    }),
    { numRuns: TRACES },
  ));
