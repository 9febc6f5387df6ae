import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { COST_NAMES, loadCosts } from '../../src/price/costs.ts';
import { PART_OF_MONITOR } from '../../src/price/parts.ts';
import { barTimes, price, timeRows } from '../../src/price/price.ts';
import { type Counts, NO_LOCK } from '../../src/replay/counts/counts.ts';
import {
  BLOCK,
  EVENT_COUNT,
  EVENT_NAMES,
  Event,
  type EventName,
  Mode,
  type ModeName,
  type MonitorMode,
  SERVICES,
} from '../../src/replay/counts/event.ts';
import { DISKS } from '../../src/replay/counts/tally.ts';
import { loadStructure } from '../../src/replay/structure/presets.ts';
import { Service } from '../../src/trace/words/vocabulary.ts';
import { draws } from '../pace.ts';

const flash = loadCosts('flash');
/** Round numbers for what was fitted. */
const costs = loadCosts('flash', ['secondLevelHit.value=17', 'kernelTlbFault.value=150', 'trap.value=160']);
const structure = loadStructure('disco');

/** Counts with these events in one context. */
function countsOf(
  events: Partial<Record<EventName, number>>,
  mode: ModeName = 'user',
  service: number = Service.none,
  warmup = false,
): Counts {
  const values = new Float64Array(BLOCK);
  for (const [name, n] of Object.entries(events))
    values[(Mode[mode] * SERVICES + service) * EVENT_COUNT + Event[name as EventName]] = n;
  return {
    structure,
    intervals: [{ window: 0, warmup }],
    cpus: 1,
    strands: [{ cpu: 0, vm: 0, lock: NO_LOCK, around: [] }],
    jobs: 1,
    values,
    nodes: 1,
    visits: new Float64Array(1),
    moves: [],
    footprint: [],
    disks: new Float64Array(2 * DISKS),
  };
}

const rows = (counts: Counts) =>
  [...timeRows(price(counts, costs))].map(({ mode, part, bar, ns }) => ({ mode, part, bar, ns }));

describe('price', () => {
  test('an instruction is one cycle of 2.5 ns', () => {
    expect(rows(countsOf({ instruction: 1000 }))).toEqual([{ mode: 'user', part: 'execution', bar: 'user', ns: 2500 }]);
  });

  test('a miss to memory is 300 ns in all, the look-up of the board cache included', () => {
    expect(barTimes(price(countsOf({ l2Load: 10, l2LoadMiss: 10, localRead: 10 }), costs))['user stall']).toBe(3000);
    expect(barTimes(price(countsOf({ l2Load: 10 }), costs))['user stall']).toBe(500);
  });

  test('without a board cache memory takes all of its 300 ns', () => {
    const flat = { ...countsOf({ localRead: 1 }), structure: loadStructure('flash', ['cache.l2=null']) };
    expect(barTimes(price(flat, costs))['user stall']).toBe(300);
  });

  test('the refill handler is kernel time', () => {
    expect(rows(countsOf({ guestRefill: 2 }, 'kernel', Service.tlbRefill))).toEqual([
      { mode: 'kernel', part: 'tlbRefill', bar: 'kernel', ns: 70 },
    ]);
  });

  test('second-level hits are cheap TLB write emulation for a user, dear kernel TLB faults for the kernel', () => {
    expect(rows(countsOf({ secondLevelHit: 2 }, 'tlbWrite'))).toEqual([
      { mode: 'tlbWrite', part: 'tlbWriteEmulation', bar: 'monitor', ns: 85 },
    ]);
    expect(rows(countsOf({ secondLevelHit: 2 }, 'kernelTlbFault'))).toEqual([
      { mode: 'kernelTlbFault', part: 'kernelTlbFaults', bar: 'monitor', ns: 750 },
    ]);
  });

  test.each(Object.keys(PART_OF_MONITOR) as MonitorMode[])(
    'all the monitor does in its mode %s is one part, its stalls included',
    (mode) => {
      expect(rows(countsOf({ instruction: 4, localRead: 1, l2Load: 1, trapForwarded: 1 }, mode))).toEqual([
        { mode, part: PART_OF_MONITOR[mode], bar: 'monitor', ns: 10 + 50 + 250 + 400 },
      ]);
    },
  );

  test('a forwarded miss costs what its events do: being one is free', () => {
    expect(rows(countsOf({ secondLevelMiss: 9, tlbMiss: 9 }, 'tlbWrite'))).toEqual([]);
  });

  test('warm-up is not priced', () => {
    expect(rows(countsOf({ instruction: 1000 }, 'user', 0, true))).toEqual([]);
  });

  test('the monitor takes no time where nothing was counted in its modes', () => {
    const all = Object.fromEntries(EVENT_NAMES.map((name) => [name, 7]));
    const { monitor } = barTimes(price(countsOf(all, 'kernel'), costs));
    expect(monitor).toBe(0);
  });

  test('is linear: the price of a sum is the sum of the prices', () => {
    const some = fc.array(fc.nat(1000), { minLength: BLOCK, maxLength: BLOCK });
    fc.assert(fc.property(some, some, (a, b) => {
      const of = (list: number[]) => price({ ...countsOf({}), values: Float64Array.from(list) }, costs).values;
      const sum = of(a.map((x, i) => x + b[i]));
      const [pa, pb] = [of(a), of(b)];
      sum.forEach((ns, i) => { expect(ns).toBeCloseTo(pa[i] + pb[i], 3); });
    }), { numRuns: draws(10) }); // biome-ignore format: a property
  });
});

describe('the costs of FLASH', () => {
  test('say of every number where it comes from', () => {
    for (const name of COST_NAMES) expect(flash[name].source.length).toBeGreaterThan(10);
  });

  test('have a native refill as long as Table 2 says, and tell no emulated instruction from an exception', () => {
    // The fitted ones are solved for: test/reproduce/fit.test.ts.
    expect(flash.guestRefill.value).toBeCloseTo(0.035 * flash.clock.value, 9);
    expect(flash.trap.value).toBe(flash.emulation.value);
  });
});
