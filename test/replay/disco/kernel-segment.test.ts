import { describe, expect, test } from 'vitest';
import type { TraceEncoder } from '../../../src/trace/words/encoder/encoder.ts';
import { Marker } from '../../../src/trace/words/markers.ts';
import { Mode } from '../../../src/trace/words/vocabulary.ts';
import { disco, events, irix, load } from './tools.ts';

/** Loads by the kernel at these addresses. */
const kernel =
  (...at: number[]) =>
  (trace: TraceEncoder): void => {
    trace.event(Marker.mode, Mode.kernel);
    for (const address of at) load(trace, address);
  };
const walk = (n: number, step: number, from = 0x80000000): number[] =>
  Array.from({ length: n }, (_, i) => from + i * step);

describe('the kernel’s unmapped segment', () => {
  const ten = kernel(...walk(10, 8192, 0x80100000), 0xc0000000);

  test('bypasses the TLB natively; kseg2 does not', () => {
    expect(events(irix(), ten)).toMatchObject({ tlbReference: 1, tlbMiss: 1 });
  });

  test('is mapped on Disco, as is the refill handler’s vector', () => {
    // In a TLB of 64 the handler misses its vector once; it looks it up at each of 11 misses.
    expect(events(disco('tlb.entries=64'), ten)).toMatchObject({ tlbReference: 22, tlbMiss: 12, guestRefill: 11 });
  });

  test('is left unmapped with the switch off', () => {
    expect(events(disco('monitor.kernelSegment=unmapped'), ten)).toMatchObject({ tlbReference: 1, tlbMiss: 1 });
  });

  test('shares its frames with the user pages the recording places there', () => {
    const aliased =
      (physical: number) =>
      (trace: TraceEncoder): void => {
        load(trace, 0x80105000);
        load(trace, 0x00405000);
        trace.event(Marker.frame, trace.page(0, 0x00405000), physical, 0);
        load(trace, 0x00405020);
        load(trace, 0x80105020);
      };
    // Page 0x105 is the frame behind 0x80105000: one board-cache line for both names, from the moment the recording says so.
    expect(events(irix(), aliased(0x105)).l2LoadMiss).toBe(2);
    expect(events(irix(), aliased(0x106)).l2LoadMiss).toBe(2);
    expect(events(irix(), aliased(0x105)).l2Load).toBe(3);
    expect(events(irix(), aliased(0x106)).l2Load).toBe(4);
  });
});

describe('larger pages for the kernel’s segment', () => {
  const sized = (bytes: number | null, ...set: string[]) =>
    disco('tlb.entries=1024', `monitor.kernelPageBytes=${bytes}`, ...set);
  /** Misses of the walk itself: the handler's vector misses once more. */
  const misses = (structure: ReturnType<typeof disco>, ...at: number[]): number =>
    events(structure, kernel(...at)).tlbMiss - 1;

  test.each([
    [null, 512],
    [4096, 512],
    [65_536, 32],
    [1_048_576, 2],
  ])('of %s bytes, in pairs, miss %i times over 4 MB', (bytes, expected) => {
    expect(misses(sized(bytes), ...walk(1024, 4096))).toBe(expected);
  });

  test.each([
    [4096, 0x2000],
    [65_536, 0x20000],
    [1_048_576, 0x200000],
  ])('of %i bytes end where a pair of them does, and not a word before', (bytes, pair) => {
    expect(misses(sized(bytes), 0x80000000, 0x80000000 + pair - 4)).toBe(1);
    expect(misses(sized(bytes), 0x80000000, 0x80000000 + pair)).toBe(2);
    expect(misses(sized(bytes), 0x80000000 + pair - 4, 0x80000000 + pair)).toBe(2);
  });

  test('alone where an entry maps one page', () => {
    const single = sized(65_536, 'tlb.pagesPerEntry=1');
    expect(misses(single, 0x80000000, 0x8000fffc)).toBe(1);
    expect(misses(single, 0x80000000, 0x80010000)).toBe(2);
  });

  test('map neither the program nor the kernel’s mapped segment', () => {
    const large = sized(1_048_576);
    expect(misses(large, ...walk(8, 8192, 0xc0000000))).toBe(8);
    const user = (t: TraceEncoder): void => {
      for (const a of walk(8, 8192, 0x10000)) load(t, a);
    };
    // Eight pairs, the handler's vector and its page table.
    expect(events(large, user).tlbMiss).toBe(10);
  });

  test('are one entry of the TLB, which its eviction takes away whole', () => {
    const one = disco('tlb.entries=1', 'monitor.kernelPageBytes=65536', 'monitor.secondLevelTlb={entries: 0}');
    // Each miss is two: the vector takes the only entry first.
    expect(events(one, kernel(...walk(16, 8192))).tlbMiss).toBe(2);
    expect(events(one, kernel(0x80000000, 0x80040000, 0x80002000, 0x80004000)).tlbMiss).toBe(6);
  });

  test('are one entry of the second-level TLB', () => {
    const two = disco('tlb.entries=1', 'monitor.kernelPageBytes=65536');
    const e = events(two, kernel(0x80000000, 0x80040000, 0x80002000));
    // Pages: two forwarded, one served; the vector: one forwarded, one served.
    expect(e).toMatchObject({ secondLevelMiss: 3, secondLevelHit: 2 });
  });
});
