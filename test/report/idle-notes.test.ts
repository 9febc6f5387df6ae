import { expect, test } from 'vitest';
import { price } from '../../src/price/price.ts';
import type { StructureInput } from '../../src/replay/structure/documents/input.ts';
import { loadStructure } from '../../src/replay/structure/presets.ts';
import { equalRuns, idleNotes } from '../../src/report/run/idle-notes.ts';
import type { Run } from '../../src/report/run/run.ts';
import { flash } from '../price/any.ts';
import { run } from '../replay/numa-model.ts';
import type { Step } from '../replay/numa-oracle.ts';

/** So many CPUs that store to a line and load another. */
const steps = (cpus: number): Step[] =>
  [0, 1, 0, 1].slice(0, 2 * cpus).flatMap((n): Step[] => [
    { kind: 'store', cpu: n % cpus, address: 0x10000, bytes: 4 },
    { kind: 'load', cpu: n % cpus, address: 0x20000, bytes: 4 },
  ]);
const runs = (cpus: number, ...given: (string | StructureInput)[]): Run[] =>
  given.map((each) => {
    const structure = loadStructure(each);
    const counts = run(steps(cpus), structure, cpus);
    const header = { source: '', format: 'csv', cpus, level: 'user', architecture: 'flat', granuleBits: 4 } as const;
    return {
      structure,
      counts,
      costs: flash,
      times: price(counts, flash),
      trace: { header, totals: undefined, notes: [] },
    };
  });
const set = (structure: string[], costs: string[] = []) => ({
  structure: structure.map((path) => path.split('.')),
  costs,
});
const trigger = (n: number): StructureInput => ({
  extends: 'disco',
  name: `${n}`,
  monitor: { hotPages: { trigger: n } },
});

test('a setting or a cost that cannot act is told with the reason, and none that may', () => {
  const alone = runs(1, 'irix', 'disco');
  const paths = ['numa.banks', 'tlb.entries', 'monitor.deviceCalls', 'monitor.hotPages.trigger', 'guest.placement'];
  expect(idleNotes(alone, set(paths, ['remoteMemory', 'localMemory']))).toEqual([
    'numa.banks cannot act here: one CPU: nobody queues for memory',
    'monitor.deviceCalls cannot act here: no disk requests',
    'monitor.hotPages.trigger cannot act here: one CPU: nothing is remote',
    'guest.placement cannot act here: one CPU: nothing is remote',
    'memory.remote cannot act here: one CPU: nothing is remote',
  ]);
  expect(idleNotes(runs(2, 'irix', 'disco'), set(paths, ['remoteMemory']))).toEqual([
    'monitor.deviceCalls cannot act here: no disk requests',
  ]);
  expect(idleNotes(alone, set([]))).toEqual([]);
});

test('columns with the same numbers are told, with what they differ in and why it changes none', () => {
  expect(equalRuns(runs(1, 'irix', trigger(7), trigger(9), 'disco'))).toEqual([
    '7 and 9 have the same numbers, as what they differ in changes none here: monitor.hotPages (one CPU: nothing is remote)',
    '7 and disco have the same numbers, as what they differ in changes none here: monitor.hotPages (one CPU: nothing is remote)',
  ]);
  // Nothing says why here, and the same structure twice is no riddle.
  expect(equalRuns(runs(2, trigger(7), trigger(9), trigger(9)))).toEqual([
    '7 and 9 have the same numbers, as what they differ in changes none here: monitor.hotPages',
    '7 and 9 (2) have the same numbers, as what they differ in changes none here: monitor.hotPages',
  ]);
  expect(equalRuns(runs(2, 'irix', 'disco', 'uma'))).toEqual([]);
});
