import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { COST_NAMES, loadCosts } from '../../src/price/costs.ts';
import { barTimes, EVENT_COSTS, price, timeRows } from '../../src/price/price.ts';
import type { Counts } from '../../src/replay/counts.ts';
import {
  BLOCK,
  CONTEXT_MODES,
  contextOf,
  EVENT_COUNT,
  EVENT_NAMES,
  Event,
  type EventName,
} from '../../src/replay/event.ts';
import { loadStructure } from '../../src/replay/presets.ts';
import { Service } from '../../src/trace/record.ts';

const costs = loadCosts('flash');
const structure = loadStructure('disco');

/** Counts with these events in one context. */
function countsOf(
  events: Partial<Record<EventName, number>>,
  mode = 0,
  service: number = Service.none,
  warmup = false,
): Counts {
  const values = new Float64Array(BLOCK);
  for (const [name, n] of Object.entries(events))
    values[contextOf(mode, service) * EVENT_COUNT + Event[name as EventName]] = n;
  return {
    structure,
    intervals: [{ window: 0, warmup }],
    cpus: 1,
    values,
    nodes: 1,
    visits: new Float64Array(1),
    moves: [],
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

  test('the refill handler is kernel time whoever missed', () => {
    expect(rows(countsOf({ guestRefill: 2 }))).toEqual([{ mode: 'user', part: 'tlbRefill', bar: 'kernel', ns: 70 }]);
  });

  test('second-level hits are TLB write emulation for a user, kernel TLB faults for the kernel', () => {
    expect(rows(countsOf({ secondLevelHit: 2 }, 0))).toEqual([
      { mode: 'user', part: 'tlbWriteEmulation', bar: 'monitor', ns: 85 },
    ]);
    expect(rows(countsOf({ secondLevelHit: 2 }, 1))).toEqual([
      { mode: 'kernel', part: 'kernelTlbFaults', bar: 'monitor', ns: 85 },
    ]);
  });

  test('whatever the monitor executes is monitor calls and page faults', () => {
    expect(rows(countsOf({ instruction: 4, localRead: 1 }, 2))).toEqual([
      { mode: 'monitor', part: 'monitorCalls', bar: 'monitor', ns: 260 },
    ]);
  });

  test('warm-up is not priced', () => {
    expect(rows(countsOf({ instruction: 1000 }, 0, 0, true))).toEqual([]);
  });

  test('the monitor takes no time where no event of it was counted', () => {
    const native = EVENT_NAMES.filter((name) =>
      CONTEXT_MODES.slice(0, 2).every(
        (mode) =>
          !['tlbWriteEmulation', 'otherPrivileged', 'monitorCalls', 'kernelTlbFaults', 'pageMoves'].includes(
            EVENT_COSTS[name].part(mode),
          ),
      ),
    );
    const all = Object.fromEntries(native.map((name) => [name, 7]));
    expect(barTimes(price(countsOf(all, 1), costs)).monitor).toBe(0);
  });

  test('is linear: the price of a sum is the sum of the prices', () => {
    const some = fc.array(fc.nat(1000), { minLength: BLOCK, maxLength: BLOCK });
    fc.assert(fc.property(some, some, (a, b) => {
      const of = (list: number[]) => price({ ...countsOf({}), values: Float64Array.from(list) }, costs).values;
      const sum = of(a.map((x, i) => x + b[i]));
      const [pa, pb] = [of(a), of(b)];
      sum.forEach((ns, i) => { expect(ns).toBeCloseTo(pa[i] + pb[i], 3); });
    }), { numRuns: 10 }); // biome-ignore format: a property
  });
});

describe('the costs of FLASH', () => {
  test('say of every number where it comes from', () => {
    for (const name of COST_NAMES) expect(costs[name].source.length).toBeGreaterThan(10);
  });

  test('follow from Table 2 where they say so', () => {
    const us = costs.clock.value; // cycles in a microsecond
    expect(costs.guestRefill.value).toBeCloseTo(0.035 * us, 9);
    expect(costs.secondLevelHit.value).toBe(Math.round(1.22 * 0.035 * us));
    expect(2 * costs.tlbWriteEmulation.value).toBeCloseTo(0.8 * 5 * us, 9);
    expect(7 * costs.emulation.value).toBeCloseTo(0.56 * 5 * us, 9);
  });
});
