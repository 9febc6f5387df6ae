import fc from 'fast-check';
import { expect, test } from 'vitest';
import { COST_BOUNDS, COST_NAMES, COST_TABLE, type CostName, type Costs } from '../../src/price/cost-table.ts';
import { idleCosts } from '../../src/price/idle/idle-costs.ts';
import { IDLE_REASONS, whyIdleOn } from '../../src/price/idle/reasons.ts';
import { price } from '../../src/price/price.ts';
import type { Counts } from '../../src/replay/counts/counts.ts';
import { loadStructure } from '../../src/replay/structure/presets.ts';
import { draws, paced } from '../pace.ts';
import { run, steps, structures } from '../replay/numa-model.ts';
import type { Step } from '../replay/numa-oracle.ts';
import { anyCosts, anyCounts, flash } from './any.ts';

const withValue = (costs: Costs, name: CostName, value: number): Costs => ({
  ...costs,
  [name]: { ...costs[name], value },
});
const timesOf = (counts: Counts, costs: Costs): Float64Array => price(counts, costs).values;
/** Two CPUs that store to a line and load it, or CPU 0 alone. */
const ABREAST: Step[] = [0, 1, 0, 1].flatMap((cpu): Step[] => [
  { kind: 'store', cpu, address: 0x10000, bytes: 4 },
  { kind: 'fetch', cpu, address: 0x20000, bytes: 4 },
]);
const ALONE = ABREAST.filter(({ cpu }) => cpu === 0);
const through = (list: readonly Step[], cpus: number, ...structures: readonly string[]): Counts[] =>
  structures.map((name) => run(list, loadStructure(name), cpus));

test('what is called idle changes no time, to the bit, whatever its value, the counts and the other costs', () => {
  let idles = 0;
  fc.assert(
    fc.property(anyCounts, anyCosts, fc.double({ min: 1e-6, max: 1e9, noNaN: true }), (counts, costs, value) => {
      const times = timesOf(counts, costs);
      for (const [name, why] of idleCosts([counts], costs)) {
        idles++;
        expect(timesOf(counts, withValue(costs, name, name === 'clock' ? 1 + value / 1e5 : value))).toEqual(times);
        expect(why).toMatch(/^[^.]+$/);
      }
    }),
    { numRuns: draws(60) },
  );
  expect(idles).toBeGreaterThan(0);
});

test('what is not called idle changes a time when it is far higher, or all that it may be', () => {
  fc.assert(
    fc.property(anyCounts, (counts) => {
      const idle = idleCosts([counts], flash);
      const times = timesOf(counts, flash);
      for (const name of COST_NAMES)
        if (!idle.has(name))
          expect(
            [10 * flash[name].value + 1000, COST_BOUNDS[COST_TABLE[name][0]].max].some(
              (value) =>
                !Buffer.from(timesOf(counts, withValue(flash, name, value)).buffer).equals(Buffer.from(times.buffer)),
            ),
            name,
          ).toBe(true);
    }),
    { numRuns: draws(30) },
  );
});

test('what is said of small traces through any machine holds when the cost is varied', () => {
  fc.assert(
    fc.property(
      steps({ cpus: [0, 1], maxLength: 40 }),
      structures(),
      fc.integer({ min: 0, max: 9999 }),
      (list, s, value) => {
        const counts = run(list, s, 2);
        const times = timesOf(counts, flash);
        for (const name of COST_NAMES.filter((each) => each !== 'clock'))
          if (idleCosts([counts], flash).has(name))
            expect(timesOf(counts, withValue(flash, name, value))).toEqual(times);
          else expect(timesOf(counts, withValue(flash, name, 10 * flash[name].value + 1000)), name).not.toEqual(times);
      },
    ),
    { numRuns: draws(30) },
  );
});

test('what a machine alone can tell of a cost holds for whatever runs on it', () => {
  const told = new Set<CostName>();
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 2 }), structures(), fc.gen(), (cpus, s, gen) => {
      const [list] = [gen(steps, { cpus: [...Array(cpus).keys()], maxLength: 40 })];
      const counts = run(list, s, cpus);
      const idle = idleCosts([counts], flash);
      for (const name of COST_NAMES)
        if (whyIdleOn(name, { structure: s, nodes: counts.nodes, cpus }) !== null) {
          told.add(name);
          expect(idle.has(name), name).toBe(true);
        }
    }),
    { numRuns: paced(20, 100) }, // fewer tell nothing of some of those below
  );
  expect([...told]).toEqual(expect.arrayContaining(['remoteMemory', 'hotPage', 'trap', 'processSwitch']));
});

test('one CPU: nothing is remote, nobody queues, and nothing of a monitor is there', () => {
  const counts = through(ALONE, 1, 'irix', 'disco');
  const both = idleCosts(counts, flash);
  for (const name of ['remoteMemory', 'dirtyMemory', 'hotPage', 'pageMove', 'tlbShootdown'] as const)
    expect(both.get(name), name).toBe('one CPU: nothing is remote');
  expect(both.get('memoryOccupancy')).toBe('one CPU: nobody queues for memory');
  expect(both.get('processSwitch')).toBe('one CPU: nobody waits for a lock');
  for (const name of ['clock', 'instruction', 'localMemory', 'trap', 'monitorPageFault'] as const)
    expect(both.has(name), name).toBe(false);
  const native = idleCosts(counts.slice(0, 1), flash);
  for (const name of ['secondLevelHit', 'kernelTlbFault', 'trap', 'monitorCall', 'pageMove'] as const)
    expect(native.get(name), name).toBe('there is no monitor');
});

test('structures with reasons of their own are told apart', () => {
  const [irix, uma, flat] = through(ABREAST, 2, 'irix', 'uma', 'flash');
  expect(idleCosts([irix, uma], flash).get('memoryOccupancy')).toBeUndefined();
  expect(idleCosts([uma], flash).get('memoryOccupancy')).toBe('memories without limit: nobody queues for one');
  expect(idleCosts([uma], flash).get('remoteMemory')).toBe('one node: nothing is remote');
  expect(idleCosts([uma, flat], flash).get('remoteMemory')).toBe(
    'uma: one node: nothing is remote; flash: the CPUs know nothing of each other: nothing is remote',
  );
});

test('a clock acts as long as anything in cycles does', () => {
  const [counts] = fc.sample(anyCounts, 1);
  const none = { ...counts, values: counts.values.map(() => 0) };
  expect(idleCosts([none], flash).get('clock')).toBe(IDLE_REASONS.clock[0]);
  expect(idleCosts([], flash).size).toBe(0);
});
