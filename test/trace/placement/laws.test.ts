import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addTotals, noTotals } from '../../../src/trace/words/totals.ts';
import type { Batch } from '../../../src/trace/words/trace.ts';
import { draws } from '../../pace.ts';
import { decode, encode } from '../words/steps.ts';
import { byTask, cpusOfTasks, placed, problems, userSteps, whole } from './tools.ts';

const cpus = fc.constantFrom(1, 2, 3, 5, 128);
const rule = fc.constantFrom('threads', 'processes');
const lookAhead = fc.constantFrom(0, 100, 1 << 24);
const batchSteps = fc.constantFrom(7, 50, 1 << 30);
const options = fc.record({ cpus, rule, lookAhead, several: fc.boolean() });
const trace = fc
  .tuple(userSteps, batchSteps)
  .map(([steps, batchSteps]) => encode(steps, 'flat', { batchSteps }).batches);

const totalsOf = (batches: readonly Batch[]) => {
  const totals = noTotals();
  for (const { words } of batches) addTotals(totals, words);
  return totals;
};

/** A law of every trace, however its tasks are put on CPUs. */
const always = (name: string, law: (before: Batch[], after: Batch[], cpus: number) => void): void =>
  test(`${name}, whatever the map`, () => {
    fc.assert(
      fc.property(trace, options, (before, options) => law(before, placed(before, options).batches, options.cpus)),
      { numRuns: draws(200) },
    );
  });

always('each task does the same in the same order, between the same gaps', (before, after) => {
  expect(byTask(after)).toEqual(byTask(before));
});

always('words are as every reader relies on', (_, after, cpus) => {
  expect(problems(after, cpus)).toEqual([]);
});

always('totals are the same', (before, after, cpus) => {
  const { references, instructions, fetches, loads, stores, regions, tasks, windows } = totalsOf(before);
  expect(totalsOf(after)).toMatchObject({ references, instructions, fetches, loads, stores, regions, tasks, windows });
  expect(totalsOf(after).cpus).toBe(cpus);
});

always('each task is on one CPU', (_, after, cpus) => {
  for (const [, on] of cpusOfTasks(after)) {
    expect(on.size).toBe(1);
    for (const cpu of on) expect(Number(cpu)).toBeLessThan(cpus);
  }
});

/** Instructions and locks that synchronise, by task, in order. */
const synchronising = (batches: Iterable<Batch>): string[] =>
  decode(batches)
    .map((line) => line.replace(/^cpu \d+ /, ''))
    .filter((line) => /event (sync|lockAcquire|lockRelease) /.test(line));

always('what synchronises stays in its order', (before, after) => {
  expect(synchronising(after)).toEqual(synchronising(before));
});

test('it does not matter where batches end', () => {
  fc.assert(
    fc.property(trace, options, (before, options) => {
      const after = whole(placed(before, options).batches);
      expect(whole(placed([whole(before)], options).batches)).toEqual(after);
    }),
    { numRuns: draws(100) },
  );
});

test('a recording of several CPUs keeps its order where each task has a CPU of its own', () => {
  const order = (batches: Iterable<Batch>): string[] =>
    decode(batches)
      .map((line) => line.replace(/^cpu \d+ /, ''))
      .filter((line) => !line.endsWith(': run'));
  fc.assert(
    fc.property(trace, (before) => {
      const { batches, interleaver } = placed(before, { cpus: 128, several: true });
      expect(order(batches)).toEqual(order(before));
      expect(interleaver.outcome.synthetic).toBe(false);
    }),
    { numRuns: draws(100) },
  );
});

test('on the CPU that it was recorded on, a recording of one stays as it is', () => {
  // A task that is run and does nothing is left out.
  const acting = (batches: Iterable<Batch>): string[] =>
    decode(batches).filter((line, i, all) => !line.endsWith(': run') || !(all[i + 1] ?? ': run').endsWith(': run'));
  const onOne = userSteps.map(
    (steps) =>
      encode(
        steps.filter((step) => step.do !== 'cpu'),
        'flat',
      ).batches,
  );
  fc.assert(
    fc.property(onOne, (before) => {
      expect(acting(placed(before, { cpus: 1, several: false }).batches)).toEqual(acting(before));
    }),
    { numRuns: draws(100) },
  );
});
