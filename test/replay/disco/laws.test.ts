import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { loadCosts } from '../../../src/price/costs.ts';
import { EVENT_COSTS, eventNs } from '../../../src/price/event-costs.ts';
import { barTimes, price } from '../../../src/price/price.ts';
import { type Counts, countRows } from '../../../src/replay/counts/counts.ts';
import { EVENT_NAMES, type EventName, isMonitor } from '../../../src/replay/counts/event.ts';
import type { Structure } from '../../../src/replay/structure/structure.ts';
import { Marker } from '../../../src/trace/words/markers.ts';
import { draws } from '../../pace.ts';
import { expectSameNumbers } from '../../same-numbers.ts';
import { type Act, activity, monitored, natively, replayed, totals, withMonitor } from './activity.ts';
import { CACHES, storyOf } from './tools.ts';

/** Laws of the monitor, for whatever a kernel does and whatever its switches, its footprint in the caches among them. */
const law = (holds: (list: readonly Act[], s: Structure) => void): void =>
  fc.assert(fc.property(activity, monitored, holds), { numRuns: draws(25) });

const full = (s: Structure): boolean => s.guest === 'none';
/** Sum of all contexts' rows of a CPU, by event. */
const perCpu = (counts: Counts): Record<string, number> => {
  const sums: Record<string, number> = {};
  for (const { cpu, event, mode, service, count } of countRows(counts)) {
    const key = `${cpu} ${mode} ${service} ${event}`;
    sums[key] = (sums[key] ?? 0) + count;
  }
  return sums;
};

describe('the monitor', () => {
  test('serves each TLB miss from its second-level TLB, or forwards it, or maps the page for a thin guest', () =>
    law((list, s) => {
      const e = totals(list, s);
      expect(e.tlbMiss).toBe(e.secondLevelHit + e.secondLevelMiss);
      if (full(s)) expect(e.monitorRefill).toBe(0);
      else expect([e.monitorRefill, e.guestRefill]).toEqual([e.secondLevelMiss, 0]);
      if (s.monitor?.secondLevelTlb.entries === 0) expect(e.secondLevelHit).toBe(0);
    }));

  test('takes every exception: the guest’s own, those of misses, and interrupts', () =>
    law((list, s) => {
      const e = totals(list, s);
      const forwarded = full(s) ? e.secondLevelMiss : 0;
      expect(e.trapForwarded + e.interruptPosted).toBe(e.trap + forwarded);
      expect(e.tlbWriteEmulated).toBe(e.tlbWrite + forwarded);
    }));

  test('emulates each privileged instruction, or has it use the special page', () =>
    law((list, s) => {
      const e = totals(list, s);
      const each: EventName[] = [
        'registerReadEmulated', 'registerWriteEmulated', 'specialPageAccess', 'specialPagePatch', 'tlbProbeEmulated', 'exceptionReturnEmulated',
        'cacheOperationEmulated', 'interruptControlEmulated', 'waitEmulated',
      ]; // biome-ignore format: a list
      // The refill handler's: three register accesses and a return; a return where the handler itself misses.
      const ofMisses = full(s) ? 3 * e.guestRefill + e.secondLevelMiss : 0;
      expect(each.reduce((n, event) => n + e[event], 0)).toBe(e.privileged + ofMisses);
      if (s.monitor?.specialRegisterPage === 'off') expect(e.specialPageAccess + e.specialPagePatch).toBe(0);
      if (s.monitor?.specialRegisterPage !== 'patched') expect(e.specialPagePatch).toBe(0);
    }));

  test('leaves the program and its kernel their instructions, references and events', () =>
    law((list, s) => {
      const native = totals(list, natively(s), { gap: true });
      const e = totals(list, withMonitor(s, { footprint: false, zeroedPages: false, kernelSegment: 'unmapped' }), {
        gap: true,
      });
      const same: EventName[] = ['trap', 'privileged', 'tlbWrite', 'pageFreed', 'diskRequest', 'diskSector', 'l1iFetch', 'l1dLoad', 'tlbReference']; // biome-ignore format: a list
      for (const event of same) expect([event, e[event]]).toEqual([event, native[event]]);
      if (full(s))
        for (const event of ['instruction', 'l1dStore', 'pageCleared'] as const) expect(e[event]).toBe(native[event]);
    }));

  test('counts nothing in its modes where there is none', () =>
    law((list, s) => {
      const bare = replayed(list, natively(s));
      expect([...countRows(bare)].filter(({ mode }) => isMonitor(mode))).toEqual([]);
      const times = barTimes(price(bare, loadCosts('flash')));
      expect(times.monitor).toBe(0);
    }));

  test('touches the caches in its own modes only, and nothing but caches, with its footprint', () =>
    law((list, s) => {
      const on = replayed(list, withMonitor(s, { footprint: true }));
      const off = replayed(list, withMonitor(s, { footprint: false }));
      const notCaches = (event: EventName) => !CACHES.test(event);
      expect(storyOf(on, notCaches)).toEqual(storyOf(off, notCaches));
      const guests = (counts: Counts) =>
        [...countRows(counts)].filter(
          ({ mode, event }) => !isMonitor(mode) && /^l1[id](Fetch|Load|Store)$/.test(event),
        );
      expect(guests(on)).toEqual(guests(off));
    }));
});

test('the hot filter, on or off, changes no count under the monitor', () =>
  law((list, s) => {
    const on = replayed(list, s);
    const off = replayed(list, s, { filter: false });
    expectSameNumbers(on.values, off.values);
    expectSameNumbers(on.visits, off.visits);
  }));

test('strands add up to the same totals, whoever the virtual CPUs belong to, unless pages are freed: each machine has a free list', () =>
  law((all, s) => {
    const list = all.filter((a) => a.do !== 'page' || a.type !== Marker.freePage);
    for (const structure of [natively(s), withMonitor(s, { virtualCpus: { flushTlb: true } })]) {
      const apart = replayed(list, structure, { vmOf: (virtualCpu) => virtualCpu % 3 });
      expect(perCpu(apart)).toEqual(perCpu(replayed(list, structure)));
    }
  }));

test('the same input gives the same values', () =>
  law((list, s) => {
    expect(replayed(list, s)).toEqual(replayed(list, s));
  }));

describe('with all the monitor’s costs zero', () => {
  const OURS = [
    'secondLevelHit', 'kernelTlbFault', 'trap', 'emulation', 'specialPageAccess', 'tlbWriteEmulation', 'pmapEntry', 'monitorPageFault', 'monitorCall',
    'virtualCpuSwitch', 'hotPage', 'pageMove', 'tlbShootdown', 'interCellCall',
  ]; // biome-ignore format: a list
  const NOT_OURS = ['memoryOccupancy', 'lockAcquisition', 'processSwitch', 'diskAccess', 'diskSector'];
  const costs = loadCosts(
    'flash',
    [...OURS, ...NOT_OURS].map((name) => `${name}.value=0`),
  );
  /** All that may differ: instructions of pages cleared, waiting for caches and memory, and the guest's own refills. */
  const PARTS = {
    execution: ['instruction'],
    stalls: ['l2Fetch', 'l2Load', 'localRead', 'remoteRead', 'dirtyRead', 'localUpgrade', 'remoteUpgrade'],
    refills: ['guestRefill'],
  } as const;
  const sum = (values: Float64Array): number => values.reduce((a, b) => a + b, 0);

  test('the other events are free', () => {
    const s = fc.sample(monitored, 1)[0];
    const dear = EVENT_NAMES.filter(
      (event) => eventNs(event, s, costs) > 0 && event !== 'migration' && event !== 'replication',
    );
    expect(dear.toSorted()).toEqual(Object.values(PARTS).flat().toSorted());
    expect(Object.keys(EVENT_COSTS).toSorted()).toEqual(EVENT_NAMES.toSorted());
  });

  test('Disco’s time less the native time is the difference in stalls and refills', () =>
    law((list, s) => {
      const [native, disco] = [replayed(list, natively(s), { gap: true }), replayed(list, s, { gap: true })];
      const [before, after] = [totals(list, natively(s), { gap: true }), totals(list, s, { gap: true })];
      const difference = (events: readonly EventName[]): number =>
        events.reduce((ns, event) => ns + (after[event] - before[event]) * eventNs(event, s, costs), 0);
      const ns = sum(price(disco, costs).values) - sum(price(native, costs).values);
      expect(ns).toBeCloseTo(difference(PARTS.stalls) + difference(PARTS.refills) + difference(PARTS.execution), 6);
      // A full guest has its pages cleared once, by itself or by the monitor.
      if (full(s)) expect(difference(PARTS.execution)).toBe(0);
    }));

  test('and without footprint, misses or mapped kernel it is nothing at all', () =>
    law((list, s) => {
      if (!full(s)) return;
      const invisible = withMonitor(s, {
        footprint: false, kernelSegment: 'unmapped', kernelPageBytes: null, secondLevelTlb: { entries: 0 }, freedPages: false,
        virtualCpus: { flushTlb: false },
      }); // biome-ignore format: switches
      const time = (structure: Structure): number => sum(price(replayed(list, structure, { gap: true }), costs).values);
      expect(time(invisible)).toBeCloseTo(time(natively(s)), 6);
    }));
});
