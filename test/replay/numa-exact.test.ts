import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Structure } from '../../src/replay/structure/structure.ts';
import { draws } from '../pace.ts';
import { expectSameNumbers } from '../same-numbers.ts';
import { oneRun, ours, run, steps, structures, theirs } from './numa-model.ts';
import { NumaOracle, type Step } from './numa-oracle.ts';

/** What the oracle does not know: time, and what follows from other counts. */
const UNKNOWN = new Set([
  'instruction', 'guestRefill', 'serviceEntered', 'secondLevelMiss', 'monitorPageFault', 'trapForwarded', 'specialPageAccess', 'tlbWriteEmulated',
  'pmapEntry', 'exceptionReturnEmulated',
]); // biome-ignore format: a list

function expectExact(list: readonly Step[], structure: Structure, cpus: number): void {
  const oracle = new NumaOracle(structure, cpus);
  oracle.run(list);
  oracle.finish();
  const mine = ours(run(list, structure, cpus));
  for (const key of Object.keys(mine.events)) if (UNKNOWN.has(key.split(' ')[1])) delete mine.events[key];
  expect(mine).toEqual(theirs(oracle));
}

describe('the coherent machine', () => {
  const cpus = fc.integer({ min: 1, max: 6 });
  const traces = (binds: boolean) =>
    cpus.chain((n) => fc.tuple(fc.constant(n), steps({ cpus: Array.from({ length: n }, (_, i) => i), binds })));

  test('agrees with the oracle, count for count, pages staying', () => {
    fc.assert(
      fc.property(traces(false), structures({ moves: false }), ([n, list], structure) =>
        expectExact(list, structure, n),
      ),
      { numRuns: draws(80) },
    );
  });

  test('agrees with the oracle, count for count and move for move, hot pages moving', () => {
    fc.assert(
      fc.property(traces(false), structures(), ([n, list], structure) => expectExact(list, structure, n)),
      { numRuns: draws(80) },
    );
  });

  test('agrees with the oracle where the recording names physical pages, which processes share and exchange', () => {
    fc.assert(
      fc.property(traces(true), structures(), ([n, list], structure) => expectExact(list, structure, n)),
      { numRuns: draws(80) },
    );
  });

  test('agrees with the oracle beyond the words of its sets of CPUs', () => {
    const many = [0, 1, 30, 31, 32, 33, 63, 64, 69];
    fc.assert(
      fc.property(steps({ cpus: many }), structures(), (list, structure) => expectExact(list, structure, 70)),
      { numRuns: draws(30) },
    );
  });
});

describe('the hot filter', () => {
  const same = (list: readonly Step[], structure: Structure, cpus: number): void => {
    const on = run(list, structure, cpus, true);
    const off = run(list, structure, cpus, false);
    expectSameNumbers(on.values, off.values);
    expectSameNumbers(on.visits, off.visits);
    expect(on.moves).toEqual(off.moves);
  };
  /** Each access is soon made again, as the filter likes it. */
  const repeated = (cpus: readonly number[]) =>
    steps({ cpus, binds: true, maxLength: 100 }).map((list) => oneRun(list.flatMap((s) => [s, s, list[0], s])));

  test('on or off, changes no count, whatever the geometry and the policies', () => {
    fc.assert(
      fc.property(repeated([0, 1, 2, 3]), structures({ lru: false }), (list, structure) => same(list, structure, 4)),
      { numRuns: draws(80) },
    );
  });

  test('on or off, changes no count with more than 32 CPUs', () => {
    fc.assert(
      fc.property(repeated([0, 31, 32, 63, 64, 127]), structures({ lru: false }), (list, structure) =>
        same(list, structure, 128),
      ),
      { numRuns: draws(30) },
    );
  });
});
