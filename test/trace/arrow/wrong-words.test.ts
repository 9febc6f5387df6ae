import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { UserError } from '../../../src/errors.ts';
import { replay } from '../../../src/replay/replay.ts';
import { loadStructure } from '../../../src/replay/structure/presets.ts';
import { csvText } from '../../../src/trace/csv/write.ts';
import { openTrace } from '../../../src/trace/open.ts';
import { head } from '../../../src/trace/operations/head.ts';
import { sliceWindows } from '../../../src/trace/operations/slice.ts';
import { validate } from '../../../src/trace/operations/validate.ts';
import { addTotals, noTotals } from '../../../src/trace/words/totals.ts';
import type { Batch, Trace } from '../../../src/trace/words/trace.ts';
import { draws } from '../../pace.ts';
import { temporaryFolder } from '../../temporary.ts';
import { balanced, collect, encode, header, replayable } from '../words/steps.ts';
import { forge, type Sums } from './forge.ts';

const path = join(temporaryFolder('wrong-words'), 'wrong.arrow');

/** A change of one batch: a bit flipped, two words swapped, one dropped, one put in, one replaced. */
interface Change {
  how: 'flip' | 'swap' | 'drop' | 'insert' | 'replace' | 'detail';
  at: number;
  to: number;
  value: number;
}
const change: fc.Arbitrary<Change> = fc.record({
  how: fc.constantFrom('flip', 'swap', 'drop', 'insert', 'replace', 'detail'),
  at: fc.nat(),
  to: fc.nat(),
  value: fc.oneof(fc.nat(0xffffffff), fc.nat(300), fc.constantFrom(0, 0xffffffff)),
});

/** The batch after some changes. */
function changed({ words, details }: Batch, changes: readonly Change[]): Batch {
  const w = [...words];
  const d = [...details];
  for (const { how, at, to, value } of changes) {
    const [i, k] = [at % w.length, to % w.length];
    if (how === 'flip') w[i] = (w[i] ^ (1 << (to & 31))) >>> 0;
    else if (how === 'swap') [w[i], w[k], d[i], d[k]] = [w[k], w[i], d[k], d[i]];
    else if (how === 'replace') w[i] = value;
    else if (how === 'detail') d[i] = value & 0xffff;
    else if (how === 'insert') {
      w.splice(i, 0, value);
      d.splice(i, 0, 0);
    } else if (w.length > 1) {
      w.splice(i, 1);
      d.splice(i, 1);
    }
  }
  return { words: Uint32Array.from(w), details: Uint16Array.from(d) };
}

const STRUCTURES = [
  loadStructure('flash', ['guest=none']),
  loadStructure('disco', ['guest=none']),
  loadStructure('disco'),
];
const open = (options = {}): Promise<Trace> => openTrace(path, options);
/** Whatever reads words, given which structure to replay. */
const CONSUMERS: readonly ((n: number) => Promise<unknown>)[] = [
  async (n) => [...(await replay(await open(), STRUCTURES[n % STRUCTURES.length])).values].reduce((a, b) => a + b, 0),
  async () => (await collect(csvText(await open({ details: true })))).join(''),
  async () => collect(sliceWindows(await open({ details: true }), [1]).batches()).then(() => 0),
  async () => (await collect((await open()).batches())).length,
  async () => (await collect((await open({ granuleBits: 2 })).batches())).length,
]; // biome-ignore format: a list

/** What a consumer says: its result, or that of a UserError; anything else is thrown on. */
const said = async (consumer: (n: number) => Promise<unknown>, n: number): Promise<unknown> =>
  consumer(n).catch((error) => {
    if (error instanceof UserError) return error;
    throw error;
  });

const mutated = fc.tuple(replayable, fc.array(change, { minLength: 1, maxLength: 3 }), fc.nat(), fc.nat(100));

test.each<Sums>(['absent', 'stale', 'recomputed'])('wrong words whose checksum is %s', async (sums) => {
  await fc.assert(
    fc.asyncProperty(mutated, async ([all, changes, which, n]) => {
      const { batches: others, totals } = encode(balanced(all), 'mips64', { batchSteps: 60 });
      const batches = others.map((batch, k) => (k === which % others.length ? changed(batch, changes) : batch));
      const same = batches.every(({ words, details }, k) => `${words} ${details}` === `${others[k].words} ${others[k].details}`);
      forge(path, header('mips64'), batches, totals, { sums, others });
      const problems = await validate(await open());
      expect(problems.length === 0 || !same).toBe(true);
      for (const [k, consumer] of CONSUMERS.entries()) {
        const result = await said(consumer, n);
        const refused = result instanceof UserError;
        if (sums !== 'recomputed' && problems.length > 0) {
          expect(refused, `consumer ${k} accepts: ${problems[0]}`).toBe(true);
          // With other granules, what is right before it may be refused for a reason of its own.
          if (k !== 4) expect((result as UserError).message).toContain(`disco trace validate ${path}`);
        }
        if (sums === 'stale' && !same) expect(refused).toBe(true);
        if (same && k !== 2 && k !== 4) expect(refused).toBe(false);
      }
      expect(await said(async () => head(await open({ details: true }), 5), n)).toBeDefined();
    }),
    { numRuns: draws(60) },
  );
}); // biome-ignore format: a long test

test('a checksum is of the words, their place, the header and the totals', async () => {
  const { batches, totals } = encode(
    [0n, 64n, 128n].map((address) => ({ do: 'reference', kind: 1, address, bytes: 4, instructions: 0 })),
    'flat',
    { batchSteps: 1 },
  );
  const read = async (): Promise<string> => {
    try {
      return `${(await collect((await open()).batches())).length} batches`;
    } catch (error) {
      return (error as UserError).message;
    }
  };
  forge(path, header(), batches, totals, { sums: 'recomputed' });
  expect(await read()).toBe('4 batches');
  forge(path, header(), [batches[0], batches[2], batches[1], batches[3]], totals, { sums: 'stale', others: batches });
  expect(await read()).toMatch(/batch 1 has the checksum [0-9a-f]{8}, but was written with another/);
  const counted = noTotals();
  for (const { words } of batches.slice(0, 2)) addTotals(counted, words);
  forge(path, header(), batches, { ...totals, loads: 9 }, { sums: 'absent' });
  expect(await read()).toMatch(/the totals give 9 loads; a recount gives 3; disco trace validate/);
});
