import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { loadCosts } from '../../src/price/costs.ts';
import { price } from '../../src/price/price.ts';
import { type Counts, totalsOf } from '../../src/replay/counts/counts.ts';
import type { EventName } from '../../src/replay/counts/event.ts';
import { Machine } from '../../src/replay/machine/machine.ts';
import { granuleBitsFor, Structure } from '../../src/replay/structure/structure.ts';
import type { TraceEncoder } from '../../src/trace/words/encoder/encoder.ts';
import { Marker } from '../../src/trace/words/markers.ts';
import { Privileged, Service } from '../../src/trace/words/vocabulary.ts';
import type { Warmup } from '../../src/trace/words/warmup.ts';
import { draws } from '../pace.ts';
import { batchOf, encode, run, steps, structures } from './numa-model.ts';
import { warmed } from './warm.ts';

/** Laws that hold for every trace and structure. */

const CPUS = 4;
const numbers = [...Array(CPUS).keys()];
const traces = (cpus: readonly number[] = numbers) => steps({ cpus, binds: true, maxLength: 150 });
const anyNuma = structures({ lru: false });
/** The same machines without coherence or nodes, for one CPU. */
const uniprocessor = fc
  .tuple(structures({ lru: false, moves: false }), fc.boolean())
  .map(([s, inclusive]) =>
    Structure.parse({ ...s, numa: null, cache: { ...s.cache, l2: { ...s.cache.l2, inclusive } } }),
  );

const law = <T extends [unknown, ...unknown[]]>(
  arbitraries: { [K in keyof T]: fc.Arbitrary<T[K]> },
  holds: (...values: T) => void,
): void => fc.assert(fc.property<T>(...arbitraries, holds), { numRuns: draws(60) });

const sum = (e: Record<EventName, number>, ...events: EventName[]): number =>
  events.reduce((total, event) => total + e[event], 0);
const reads = (e: Record<EventName, number>) => sum(e, 'localRead', 'remoteRead', 'dirtyRead');
const demandMisses = (e: Record<EventName, number>) => sum(e, 'l2FetchMiss', 'l2LoadMiss');
const firstLevelMisses = (e: Record<EventName, number>) => sum(e, 'l1iFetchMiss', 'l1dLoadMiss', 'l1dStoreMiss');
const changed = (s: Structure, change: object): Structure => Structure.parse({ ...s, ...change });

const warmups = fc.integer({ min: 1, max: 60 }).chain((n) => fc.constantFrom<Warmup[]>(n, `${n}refs`));

/** All events of each CPU, all intervals together. */
const perStrand = ({ values, intervals, strands }: Counts): number[] => {
  const size = values.length / intervals.length;
  expect(size % strands.length).toBe(0);
  return Array.from({ length: size }, (_, i) => intervals.reduce((total, _, n) => total + values[n * size + i], 0));
};

describe('one CPU', () => {
  test('every first-level miss reads the board cache, but for stores that cover their line', () =>
    law([traces([0]), uniprocessor], (list, s) => {
      const e = totalsOf(run(list, s, 1));
      const demand = sum(e, 'l2Fetch', 'l2Load');
      expect(e.l2Fetch).toBe(e.l1iFetchMiss);
      expect(demand).toBeLessThanOrEqual(firstLevelMisses(e));
      const covers = (bytes: number) => bytes >= s.cache.l1d.lineBytes;
      if (!list.some((step) => step.kind === 'store' && covers(step.bytes))) expect(demand).toBe(firstLevelMisses(e));
    }));

  test('every write-back of the first level is a store to the board cache, unless inclusion took the line', () =>
    law([traces([0]), uniprocessor], (list, s) => {
      const e = totalsOf(run(list, s, 1));
      if (s.cache.l2?.inclusive) expect(e.l2Store).toBeLessThanOrEqual(e.l1WriteBack);
      else expect(e.l2Store).toBe(e.l1WriteBack);
    }));

  test('what the board cache misses memory serves, and what it writes back memory takes', () =>
    law([traces([0]), uniprocessor], (list, s) => {
      const e = totalsOf(run(list, s, 1));
      expect(reads(e)).toBeGreaterThanOrEqual(demandMisses(e));
      expect(reads(e)).toBeLessThanOrEqual(demandMisses(e) + e.l2StoreMiss);
      expect(e.memoryWrite).toBe(e.l2WriteBack);
    }));

  test('alone in a coherent machine it shares with nobody', () =>
    law([traces([0]), anyNuma], (list, s) => {
      const none = {
        dirtyRead: 0,
        trueSharingMiss: 0,
        falseSharingMiss: 0,
        invalidation: 0,
        localUpgrade: 0,
        remoteUpgrade: 0,
        tlbShootdown: 0,
      };
      // A page that moves is cleaned and no longer owned.
      if (s.monitor === null) expect(totalsOf(run(list, s, 1))).toMatchObject(none);
    }));

  test('a larger LRU TLB never misses more', () =>
    law([traces([0]), uniprocessor, fc.integer({ min: 0, max: 4 })], (list, s, more) => {
      const misses = (entries: number) =>
        totalsOf(run(list, changed(s, { tlb: { ...s.tlb, entries, ways: 'full', replacement: 'lru' } }), 1)).tlbMiss;
      expect(misses(s.tlb.entries << more)).toBeLessThanOrEqual(misses(s.tlb.entries));
    }));
});

describe('several coherent CPUs', () => {
  test('every first-level miss reads the board cache, every miss of that is read somewhere, for one reason', () =>
    law([traces(), anyNuma], (list, s) => {
      const e = totalsOf(run(list, s, CPUS));
      expect(sum(e, 'l2Fetch', 'l2Load')).toBe(firstLevelMisses(e));
      expect(reads(e)).toBe(demandMisses(e));
      expect(sum(e, 'coldMiss', 'capacityMiss', 'trueSharingMiss', 'falseSharingMiss')).toBe(demandMisses(e));
      expect(e.l2StoreMiss).toBe(0);
      expect(e.memoryWrite).toBe(e.l2WriteBack);
    }));

  test('no more misses than references', () =>
    law([traces(), anyNuma], (list, s) => {
      const e = totalsOf(run(list, s, CPUS));
      for (const [
        misses,
        references,
      ] of [['l1iFetchMiss', 'l1iFetch'], ['l1dLoadMiss', 'l1dLoad'], ['l1dStoreMiss', 'l1dStore'], ['l2FetchMiss', 'l2Fetch'], ['l2LoadMiss', 'l2Load'], ['tlbMiss', 'tlbReference']] as const) // biome-ignore format: pairs
        expect(e[misses]).toBeLessThanOrEqual(e[references]);
    }));

  test('visits to memory are reads, upgrades and write-backs, and an engine’s to both places of each line it copies', () =>
    law([traces(), anyNuma], (list, s) => {
      const counts = run(list, s, CPUS);
      const e = totalsOf(counts);
      const copied = s.monitor?.hotPages?.copy === 'engine' ? s.pageBytes / s.cache.l2!.lineBytes : 0;
      expect(counts.visits.reduce((a, b) => a + b, 0)).toBe(
        reads(e) +
          sum(e, 'localUpgrade', 'remoteUpgrade', 'l2WriteBack') +
          2 * copied * sum(e, 'migration', 'replication'),
      );
    }));

  test('one node makes every read local, and moves nothing', () =>
    law([traces(), anyNuma], (list, s) => {
      const e = totalsOf(run(list, changed(s, { numa: { ...s.numa, nodes: 1 } }), CPUS));
      expect(e).toMatchObject({
        remoteRead: 0,
        remoteUpgrade: 0,
        hotPage: 0,
        migration: 0,
        replication: 0,
        collapse: 0,
      });
    }));

  test('every move follows an interrupt, and every collapse a replication', () =>
    law([traces(), anyNuma], (list, s) => {
      const counts = run(list, s, CPUS);
      const e = totalsOf(counts);
      expect(e.migration + e.replication).toBeLessThanOrEqual(e.hotPage);
      expect(e.collapse + e.replicaReclaimed).toBeLessThanOrEqual(e.replication);
      expect(counts.moves.length).toBe(e.migration + e.replication + e.collapse);
      expect(counts.moves.every(({ action, from, to }) => action === 'collapse' || from !== to)).toBe(true);
    }));

  test('replicas never survive a store: a page collapses again only when it was replicated again', () =>
    law([steps({ cpus: numbers, maxLength: 150 }), anyNuma], (list, s) => {
      const replicated = new Set<number>();
      for (const { action, page } of run(list, s, CPUS).moves) {
        if (action === 'replicate') replicated.add(page);
        if (action === 'collapse') expect(replicated.delete(page)).toBe(true);
        if (action === 'migrate' && s.monitor?.hotPages?.policy === 'disco' && s.numa?.pagesPerNode === null)
          expect(replicated.has(page)).toBe(false);
      }
    }));

  test('remote memory as near as local makes where a page is worthless in time', () => {
    const costs = loadCosts('flash');
    const { localMemory, memoryOccupancy } = costs;
    const flat = { ...costs, remoteMemory: localMemory, memoryOccupancy: { ...memoryOccupancy, value: 0 } };
    law([traces(), structures({ lru: false, moves: false })], (list, s) => {
      const placed = (placement: string) =>
        run(list, changed(s, { numa: { ...s.numa, placement, pagesPerNode: null } }), CPUS);
      const time = (counts: Counts) => price(counts, flat).values.reduce((a, b) => a + b, 0);
      const [near, far] = [placed('firstTouch'), placed('roundRobin')];
      expect(time(far)).toBeCloseTo(time(near), 3);
      const { localRead, remoteRead, localUpgrade, remoteUpgrade, ...rest } = totalsOf(near);
      expect(totalsOf(far)).toMatchObject(rest);
    });
  });
});

describe('any machine', () => {
  test('counts add over intervals: warm-up and the rest are all', () =>
    law([traces(), anyNuma, warmups], (list, s, warmup) => {
      const granuleBits = granuleBitsFor(s);
      const replay = (warm: Warmup) => {
        const machine = new Machine(s, granuleBits, { cpus: CPUS, warms: warm !== 0 });
        machine.run(warmed(batchOf(list, granuleBits), warm, granuleBits));
        return machine.finish();
      };
      const whole = replay(0);
      const parts = replay(warmup);
      // A trace without a reference has no interval.
      if (whole.intervals.length === 0) return;
      expect(parts.strands).toEqual(whole.strands);
      expect(perStrand(parts)).toEqual(perStrand(whole));
      expect(parts.moves).toEqual(whole.moves);
    }));

  test('the same input gives the same values', () =>
    law([traces(), anyNuma], (list, s) => {
      expect(run(list, s, CPUS)).toEqual(run(list, s, CPUS));
    }));

  test('without a monitor there is none of its events', () => {
    const emulations: EventName[] = [
      'secondLevelHit', 'secondLevelMiss', 'trapForwarded', 'registerReadEmulated', 'registerWriteEmulated', 'specialPageAccess', 'tlbProbeEmulated',
      'tlbWriteEmulated', 'exceptionReturnEmulated', 'cacheOperationEmulated', 'interruptControlEmulated', 'waitEmulated', 'monitorPageFault', 'monitorCall',
      'monitorRefill', 'interruptPosted', 'specialPagePatch', 'pmapEntry', 'deviceAccessEmulated', 'virtualCpuSwitch',
      'hotPage', 'migration', 'replication', 'collapse', 'replicaReclaimed', 'tlbShootdown',
    ]; // biome-ignore format: a list
    law([traces(), anyNuma], (list, s) => {
      const granuleBits = granuleBitsFor(s);
      const machine = new Machine(changed(s, { monitor: null }), granuleBits, { cpus: CPUS });
      const kernel: ((encoder: TraceEncoder) => void)[] = [
        (encoder) => encoder.event(Marker.trap, 0x180),
        (encoder) => encoder.event(Marker.privileged, Privileged.tlbWriteRandom),
        (encoder) => encoder.event(Marker.serviceEnter, Service.read),
        (encoder) => encoder.event(Marker.serviceLeave),
      ];
      machine.run(encode(list, granuleBits, (encoder, n) => kernel[n % kernel.length](encoder)));
      const e = totalsOf(machine.finish());
      expect(emulations.filter((event) => e[event] > 0)).toEqual([]);
    });
  });
});
