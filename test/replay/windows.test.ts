import { describe, expect, test } from 'vitest';
import { CountsBuilder, totalsOf } from '../../src/replay/counts/counts.ts';
import { EVENT_COUNT, Event } from '../../src/replay/counts/event.ts';
import type { TraceEncoder } from '../../src/trace/words/encoder/encoder.ts';
import { Kind } from '../../src/trace/words/layout.ts';
import { Marker } from '../../src/trace/words/markers.ts';
import { Service } from '../../src/trace/words/vocabulary.ts';
import { counts, disco, events, fetch, irix, load } from './disco/tools.ts';

describe('windows and warm-up', () => {
  const twoWindows = (t: TraceEncoder): void => {
    for (let i = 0; i < 3000; i++) fetch(t, 0x400000 + (i % 16) * 4);
    t.event(Marker.window, 0, 0, 0, 0, 0);
    for (let i = 0; i < 3000; i++) fetch(t, 0x400000 + (i % 16) * 4);
  };

  test('a gap empties caches and TLB, and its windows are told apart', () => {
    const result = counts(irix(), twoWindows);
    expect(result.intervals).toEqual([
      { window: 1, warmup: false },
      { window: 2, warmup: false },
    ]);
    expect(totalsOf(result)).toMatchObject({ instruction: 6000, l1iFetchMiss: 2, tlbMiss: 2 });
  });

  test('warm-up begins anew in each window, is counted apart, and ends at the instruction', () => {
    const result = counts(irix(), twoWindows, { warmup: 1000 });
    expect(result.intervals.map(({ warmup }) => warmup)).toEqual([true, false, true, false]);
    expect(totalsOf(result, true)).toMatchObject({ l1iFetchMiss: 2 });
    expect(totalsOf(result)).toMatchObject({ l1iFetchMiss: 0, tlbMiss: 0 });
    expect(totalsOf(result, true).instruction).toBe(2000);
    expect(totalsOf(result).instruction).toBe(4000);
  });

  test('dirty lines are written back in the window they belong to', () => {
    const e = events(irix(), (t) => {
      t.reference(Kind.store, 0, 0x10000, 4, 0);
      t.event(Marker.window, 0, 0, 0, 0, 0);
      load(t, 0x10000);
    });
    expect(e).toMatchObject({ l1WriteBack: 1, l2WriteBack: 1, l1dLoadMiss: 1 });
  });
});

test('more windows, CPUs and locks than counts have room for are refused', () => {
  const builder = new CountsBuilder(1, 3);
  builder.begin({ window: 1, warmup: false });
  for (const lock of [1, 2, 3, 3]) builder.block(0, 0, lock);
  expect(() => builder.block(0, 0, 4)).toThrow(/^the trace has more windows, CPUs and locks than counts have room for/);
});

describe('what is under way at a gap', () => {
  const gap = (t: TraceEncoder): void => t.event(Marker.window, 0, 0, 0, 0, 0);
  const fault = (t: TraceEncoder): void => {
    load(t, 0x10000);
    t.event(Marker.serviceEnter, Service.quickFault);
    t.event(Marker.serviceLeave);
  };
  const access = (t: TraceEncoder): void => load(t, 0x50000);
  const entered = (...parts: ((t: TraceEncoder) => void)[]): number =>
    events(irix(), (t) => {
      for (const part of parts) part(t);
    }).serviceEntered;

  test('is over: a fault served before it did not cause the access after it, on this CPU or another', () => {
    expect(entered(fault, access)).toBe(2);
    expect([entered(fault), entered(access)]).toEqual([2, 1]);
    expect(entered(fault, gap, access)).toBe(3);
    const away = (t: TraceEncoder): void => t.cpu(1);
    const back = (t: TraceEncoder): void => t.cpu(0);
    expect(entered(fault, away, gap, back, access)).toBe(3);
    expect(entered(fault, away, access, back, gap, access)).toBe(4);
  });

  test('is over before anything ran', () => {
    const early = (t: TraceEncoder): void => {
      t.event(Marker.serviceEnter, Service.quickFault);
      t.event(Marker.serviceLeave);
    };
    expect([entered(early, access), entered(early, gap, access)]).toEqual([1, 2]);
  });

  test('is over for locks: whoever held one may have released it', () => {
    const result = counts(irix(), (t) => {
      access(t);
      t.event(Marker.lockAcquire, 7);
      access(t);
      gap(t);
      access(t);
    });
    const loads = result.strands.map(({ lock }, strand) => [
      lock,
      ...[0, 1].map((n) => {
        const strands = result.strands.length;
        const from = ((n * strands + strand) * result.values.length) / (2 * strands);
        const block = result.values.subarray(from, from + result.values.length / (2 * strands));
        return block.reduce((sum, count, k) => sum + (k % EVENT_COUNT === Event.l1dLoad ? count : 0), 0);
      }),
    ]);
    expect(loads).toEqual([[-1, 1, 1], [7, 1, 0]]); // biome-ignore format: short
  });
});

describe('the second-level TLB in a recording with gaps', () => {
  const plain = disco('monitor.kernelSegment=unmapped', 'tlb.entries=1');
  /** Accesses after `recordsBefore` records that were not recorded. */
  const after = (recordsBefore: number, write: (t: TraceEncoder) => void) =>
    events(plain, (t) => {
      t.event(Marker.window, 0, recordsBefore, 0, 0, 0);
      write(t);
    });

  test('is taken to have what it was never seen to get', () => {
    const one = (t: TraceEncoder): void => load(t, 0x10000);
    expect(after(1, one)).toMatchObject({ tlbMiss: 1, secondLevelHit: 1, secondLevelMiss: 0, guestRefill: 0 });
    expect(after(0, one)).toMatchObject({ tlbMiss: 1, secondLevelHit: 0, secondLevelMiss: 1, guestRefill: 1 });
  });

  test('misses what it was seen to get and lost', () => {
    // One place for all: the first pair is seen, and gone when it comes again.
    const single = disco(
      'monitor.kernelSegment=unmapped',
      'tlb.entries=1',
      'monitor.secondLevelTlb={entries: 1, ways: 1}',
    );
    const e = events(single, (t) => {
      t.event(Marker.window, 0, 1, 0, 0, 0);
      for (const address of [0x10000, 0x12000, 0x10000]) load(t, address);
    });
    expect(e).toMatchObject({ tlbMiss: 3, secondLevelHit: 2, secondLevelMiss: 1, guestRefill: 1 });
  });

  test('has no entry for an access that has just faulted', () => {
    const faulted = (t: TraceEncoder): void => {
      t.event(Marker.serviceEnter, Service.quickFault);
      t.event(Marker.serviceLeave);
      load(t, 0x10000);
    };
    expect(after(1, faulted)).toMatchObject({ tlbMiss: 1, secondLevelHit: 0, secondLevelMiss: 1, guestRefill: 1 });
  });
});
