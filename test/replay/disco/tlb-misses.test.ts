import { describe, expect, test } from 'vitest';
import type { TraceEncoder } from '../../../src/trace/words/encoder/encoder.ts';
import { Marker } from '../../../src/trace/words/markers.ts';
import { Mode } from '../../../src/trace/words/vocabulary.ts';
import { counts, disco, events, irix, load, story, storyOf, type Writer } from './tools.ts';

/** Touches `n` page pairs in a circle, `rounds` times. */
const circle = (n: number, rounds: number) => (trace: TraceEncoder) => {
  for (let i = 0; i < n * rounds; i++) load(trace, 0x10000 + (i % n) * 8192);
};
/** What happens between two moments: the counts of the longer trace less those of the shorter. */
function added(structure: ReturnType<typeof disco>, before: Writer, then: Writer) {
  const after = story(structure, (t) => {
    before(t);
    then(t);
  });
  for (const [context, row] of Object.entries(story(structure, before)))
    for (const [event, n] of Object.entries(row)) {
      const rest = after[context] as Record<string, number>;
      rest[event] -= n;
      if (rest[event] === 0) delete rest[event];
      if (Object.keys(rest).length === 0) delete after[context];
    }
  return after;
}

describe('natively', () => {
  test('each miss of the program runs the refill handler, as a service of the kernel', () => {
    expect(story(irix(), circle(5, 10))).toEqual({
      'user none': { tlbReference: 50, tlbMiss: 50 },
      'kernel tlbRefill': { guestRefill: 50, serviceEntered: 50 },
    });
    expect(events(irix(), circle(4, 10))).toMatchObject({ tlbReference: 40, tlbMiss: 4, guestRefill: 4 });
  });

  test('a miss of the kernel runs it within what the kernel does', () => {
    const kernel: Writer = (t) => {
      t.event(Marker.mode, Mode.kernel);
      load(t, 0xc0000000);
    };
    expect(story(irix(), kernel)).toEqual({ 'kernel none': { tlbReference: 1, tlbMiss: 1, guestRefill: 1 } });
  });

  test('both pages of a pair share an entry', () => {
    const pages = (...at: number[]): number =>
      events(irix(), (t) => {
        for (const a of at) load(t, a);
      }).tlbMiss;
    expect(pages(0x10000, 0x11ffc)).toBe(1);
    expect(pages(0x10000, 0x11ffc, 0x12000)).toBe(2);
  });
});

describe('a miss of the program that is forwarded', () => {
  const first: Writer = (t) => load(t, 0x10000);
  /** A forwarded miss whose handler finds its own two pages in the TLB. */
  const forwarded = {
    'user none': { tlbReference: 1, tlbMiss: 1 },
    'kernel tlbRefill': { tlbReference: 2, guestRefill: 1, serviceEntered: 1 },
    'tlbWrite tlbRefill': { secondLevelMiss: 1, tlbWriteEmulated: 1, pmapEntry: 1 },
    'privileged tlbRefill': { trapForwarded: 1, specialPageAccess: 3, exceptionReturnEmulated: 1 },
    'call none': { monitorPageFault: 1, pageCleared: 1, instruction: 640 },
  };

  test('is a trap, the handler, three register accesses, a TLB write and a return', () => {
    expect(added(disco(), first, (t) => load(t, 0x12000))).toEqual(forwarded);
  });

  test('finds the handler’s vector and page table absent the first time, which are forwarded too', () => {
    expect(story(disco(), first)).toEqual({
      ...forwarded,
      'kernel tlbRefill': { tlbReference: 2, tlbMiss: 2, guestRefill: 1, serviceEntered: 1 },
      'kernelTlbFault tlbRefill': { secondLevelMiss: 2, trapForwarded: 2, tlbWriteEmulated: 2, exceptionReturnEmulated: 2 },
    }); // biome-ignore format: a context a line
  });

  test('finds them in the second-level TLB where the first has lost them', () => {
    expect(added(disco('tlb.entries=1'), first, (t) => load(t, 0x12000))).toEqual({
      ...forwarded,
      'kernel tlbRefill': { tlbReference: 2, tlbMiss: 2, guestRefill: 1, serviceEntered: 1 },
      'kernelTlbFault tlbRefill': { secondLevelHit: 2 },
    });
  });

  test('needs another page table in another address space, and 8 MB further on', () => {
    const handlerMisses = (then: Writer) => added(disco(), first, then)['kernel tlbRefill']?.tlbMiss ?? 0;
    const inTask = (id: string, address: number) => (t: TraceEncoder) => {
      t.task('first');
      t.task(id);
      load(t, address);
    };
    expect(handlerMisses(inTask('first', 0x12000))).toBe(0);
    expect(handlerMisses(inTask('second', 0x12000))).toBe(1);
    // An entry maps two pages of 1024 page table entries each, each of them for 4 KB.
    expect(handlerMisses(inTask('first', 0x7fe000))).toBe(0);
    expect(handlerMisses(inTask('first', 0x800000))).toBe(1);
  });

  test('touches no page of the handler’s where the kernel’s segment is unmapped', () => {
    expect(story(disco('monitor.kernelSegment=unmapped'), first)).toEqual({
      ...forwarded,
      'kernel tlbRefill': { guestRefill: 1, serviceEntered: 1 },
    });
  });

  test('traps on each register access without the special page', () => {
    const off = disco('monitor.specialRegisterPage=off', 'monitor.kernelSegment=unmapped');
    expect(story(off, first)['privileged tlbRefill']).toEqual({
      trapForwarded: 1, registerReadEmulated: 1, registerWriteEmulated: 2, exceptionReturnEmulated: 1,
    }); // biome-ignore format: a row
  });

  test('has its register accesses patched at the first miss, where the monitor rewrites instructions', () => {
    const patched = disco('monitor.specialRegisterPage=patched', 'monitor.kernelSegment=unmapped');
    expect(story(patched, circle(1, 1))['privileged tlbRefill']).toEqual({ trapForwarded: 1, specialPagePatch: 3, exceptionReturnEmulated: 1 }); // biome-ignore format: a row
    expect(story(patched, circle(3, 1))['privileged tlbRefill']).toEqual({
      trapForwarded: 3, specialPagePatch: 3, specialPageAccess: 6, exceptionReturnEmulated: 3,
    }); // biome-ignore format: a row
  });
});

describe('the second-level TLB', () => {
  test('serves the program’s misses without the guest', () => {
    const again = added(disco('tlb.entries=1'), circle(2, 1), (t) => load(t, 0x10000));
    expect(again).toEqual({
      'user none': { tlbReference: 1, tlbMiss: 1 },
      'kernel tlbRefill': { serviceEntered: 1 },
      'tlbWrite tlbRefill': { secondLevelHit: 1 },
    });
  });

  test('serves the kernel’s misses as TLB faults of the kernel', () => {
    const kernel =
      (...at: number[]) =>
      (t: TraceEncoder) => {
        t.event(Marker.mode, Mode.kernel);
        for (const address of at) load(t, address);
      };
    const alternating = added(disco('tlb.entries=1'), kernel(0xc0000000, 0xc0002000), kernel(0xc0000000));
    expect(alternating).toEqual({
      'kernel none': { tlbReference: 1, tlbMiss: 1 },
      'kernelTlbFault none': { secondLevelHit: 1 },
    });
  });

  test('serves each pair but the first time, when the guest does', () => {
    const e = storyOf(counts(disco('monitor.kernelSegment=unmapped'), circle(5, 10)), () => true);
    expect(e['tlbWrite tlbRefill']).toMatchObject({ secondLevelMiss: 5, secondLevelHit: 45, tlbWriteEmulated: 5 });
    expect(e['kernel tlbRefill']).toMatchObject({ guestRefill: 5, serviceEntered: 50 });
  });

  test('of 4 pairs thrashes on 5, and one of 8 does not', () => {
    const misses = (n: number) => {
      const sized = disco('monitor.kernelSegment=unmapped', `monitor.secondLevelTlb={entries: ${n}, ways: full}`);
      return events(sized, circle(5, 10)).secondLevelMiss;
    };
    expect([misses(4), misses(8)]).toEqual([50, 5]);
  });

  test('of size 0 is none: every miss is forwarded, as with one of a single entry, which always thrashes', () => {
    const sized = (n: number) => disco(`monitor.secondLevelTlb={entries: ${n}, ways: full}`);
    expect(story(sized(0), circle(5, 10))).toEqual(story(sized(1), circle(5, 10)));
    const small = disco('monitor.secondLevelTlb={entries: 0}', 'tlb.entries=1', 'monitor.kernelSegment=unmapped');
    expect(events(small, circle(2, 10))).toMatchObject({ secondLevelHit: 0, secondLevelMiss: 20, guestRefill: 20 });
  });
});

test('a miss of the kernel is forwarded to itself: its handler, and all it traps on, is a TLB fault of the kernel', () => {
  const kernel: Writer = (t) => {
    t.event(Marker.mode, Mode.kernel);
    load(t, 0xc0000000);
  };
  expect(story(disco(), kernel)).toEqual({
    // The access and the handler's vector miss; a kernel address needs no page table.
    'kernel none': { tlbReference: 2, tlbMiss: 2, guestRefill: 1 },
    'kernelTlbFault none': {
      secondLevelMiss: 2, trapForwarded: 2, specialPageAccess: 3, tlbWriteEmulated: 2, pmapEntry: 1, exceptionReturnEmulated: 2,
    },
  }); // biome-ignore format: a context a line
});
