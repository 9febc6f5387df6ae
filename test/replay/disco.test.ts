import { describe, expect, test } from 'vitest';
import { countRows, totalsOf } from '../../src/replay/counts.ts';
import type { EventName } from '../../src/replay/event.ts';
import { Machine, type MachineOptions } from '../../src/replay/machine.ts';
import { loadStructure } from '../../src/replay/presets.ts';
import type { Structure } from '../../src/replay/structure.ts';
import { TraceEncoder } from '../../src/trace/encoder.ts';
import { Kind, Marker, Mode, Privileged, Service } from '../../src/trace/record.ts';

/** Replays what `write` encodes for a 32-bit MIPS machine. */
function counts(structure: Structure, write: (trace: TraceEncoder) => void, options: MachineOptions = {}) {
  const encoder = new TraceEncoder({ architecture: 'mips32' });
  write(encoder);
  const machine = new Machine(structure, 4, options);
  machine.run(encoder.finish().words);
  return machine.finish();
}

const events = (...args: Parameters<typeof counts>) => totalsOf(counts(...args));
const load = (trace: TraceEncoder, address: number): void => trace.reference(Kind.load, 0, address, 4, 0);
const fetch = (trace: TraceEncoder, address: number, n = 1): void => trace.reference(Kind.fetch, 0, address, 4 * n, n);
const privileged = (trace: TraceEncoder, op: number, register = 0): void =>
  trace.event(Marker.privileged, op | (register << 8));

const irix = loadStructure('irix', ['guest=none', 'tlb.replacement=lru', 'tlb.entries=4']);
const disco = loadStructure('disco', ['guest=none', 'tlb.replacement=lru', 'tlb.entries=4']);

/** Touches `n` page pairs in a circle, `rounds` times. */
const circle = (n: number, rounds: number) => (trace: TraceEncoder) => {
  for (let i = 0; i < n * rounds; i++) load(trace, 0x10000 + (i % n) * 8192);
};

describe('TLB misses', () => {
  test('natively each runs the guest’s refill handler', () => {
    expect(events(irix, circle(5, 10))).toMatchObject({
      tlbReference: 50,
      tlbMiss: 50,
      guestRefill: 50,
      secondLevelHit: 0,
      secondLevelMiss: 0,
    });
    expect(events(irix, circle(4, 10))).toMatchObject({ tlbReference: 40, tlbMiss: 4, guestRefill: 4 });
  });

  test('on Disco the first of each pair is forwarded, the others are served by the second-level TLB', () => {
    expect(events(disco, circle(5, 10))).toMatchObject({
      tlbMiss: 50,
      secondLevelMiss: 5,
      guestRefill: 5,
      secondLevelHit: 45,
    });
  });

  test('a second-level TLB of size 0 forwards every miss', () => {
    const none = loadStructure('disco', [
      'guest=none',
      'tlb.replacement=lru',
      'tlb.entries=4',
      'monitor.secondLevelTlb.entries=0',
    ]);
    expect(events(none, circle(5, 10))).toMatchObject({
      tlbMiss: 50,
      secondLevelMiss: 50,
      guestRefill: 50,
      secondLevelHit: 0,
    });
  });

  test('a full second-level TLB of 4 pairs thrashes on 5, and one of 8 does not', () => {
    const sized = (n: number) =>
      loadStructure('disco', [
        'guest=none',
        'tlb.replacement=lru',
        'tlb.entries=4',
        `monitor.secondLevelTlb={entries: ${n}, ways: full}`,
      ]);
    expect(events(sized(4), circle(5, 10)).secondLevelMiss).toBe(50);
    expect(events(sized(8), circle(5, 10)).secondLevelMiss).toBe(5);
  });

  test('both pages of a pair share an entry', () => {
    expect(
      events(irix, (t) => {
        load(t, 0x10000);
        load(t, 0x11000);
        load(t, 0x12000);
      }).tlbMiss,
    ).toBe(2);
  });
});

describe('the kernel’s unmapped segment', () => {
  const kernel = (trace: TraceEncoder): void => {
    trace.event(Marker.mode, Mode.kernel);
    for (let i = 0; i < 10; i++) load(trace, 0x80100000 + i * 8192);
    load(trace, 0xc0000000);
  };

  test('bypasses the TLB natively; kseg2 does not', () => {
    expect(events(irix, kernel)).toMatchObject({ tlbReference: 1, tlbMiss: 1 });
  });

  test('is mapped on Disco', () => {
    expect(events(disco, kernel)).toMatchObject({ tlbReference: 11, tlbMiss: 11 });
  });

  test('is left unmapped with the switch off', () => {
    const unmapped = loadStructure('disco', ['guest=none', 'monitor.kernelSegment=unmapped']);
    expect(events(unmapped, kernel)).toMatchObject({ tlbReference: 1, tlbMiss: 1 });
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
    expect(events(irix, aliased(0x105)).l2LoadMiss).toBe(2);
    expect(events(irix, aliased(0x106)).l2LoadMiss).toBe(2);
    expect(events(irix, aliased(0x105)).l2Load).toBe(3);
    expect(events(irix, aliased(0x106)).l2Load).toBe(4);
  });
});

describe('privileged instructions', () => {
  const every: [number, number, EventName][] = [
    [Privileged.readRegister, 13, 'specialPageAccess'],
    [Privileged.readRegister, 9, 'registerReadEmulated'],
    [Privileged.writeRegister, 14, 'specialPageAccess'],
    [Privileged.writeRegister, 12, 'registerWriteEmulated'],
    [Privileged.tlbProbe, 0, 'tlbProbeEmulated'],
    [Privileged.tlbRead, 0, 'tlbProbeEmulated'],
    [Privileged.tlbWriteRandom, 0, 'tlbWriteEmulated'],
    [Privileged.tlbWriteIndexed, 0, 'tlbWriteEmulated'],
    [Privileged.exceptionReturn, 0, 'exceptionReturnEmulated'],
    [Privileged.cacheOperation, 0, 'cacheOperationEmulated'],
    [Privileged.interruptControl, 0, 'interruptControlEmulated'],
    [Privileged.wait, 0, 'waitEmulated'],
  ];

  test.each(every)('instruction %i on register %i is counted as %s on Disco', (op, register, event) => {
    const e = events(disco, (trace) => privileged(trace, op, register));
    expect(e[event]).toBe(1);
    expect(e.privileged + e.tlbWrite).toBe(1);
  });

  test('cost nothing natively, beyond the instruction', () => {
    const e = events(irix, (trace) => {
      for (const [op, register] of every) privileged(trace, op, register);
    });
    expect(e).toMatchObject({
      privileged: 10,
      tlbWrite: 2,
      specialPageAccess: 0,
      registerWriteEmulated: 0,
      tlbWriteEmulated: 0,
    });
  });

  test('all trap without the special register page', () => {
    const trapping = loadStructure('disco', ['monitor.specialRegisterPage=false', 'guest=none']);
    const e = events(trapping, (trace) => {
      privileged(trace, Privileged.readRegister, 13);
      privileged(trace, Privileged.writeRegister, 14);
    });
    expect(e).toMatchObject({ specialPageAccess: 0, registerReadEmulated: 1, registerWriteEmulated: 1 });
  });

  test('traps are forwarded by the monitor, and only by it', () => {
    const trap = (trace: TraceEncoder): void => trace.event(Marker.trap, 0x180);
    expect(events(irix, trap)).toMatchObject({ trap: 1, trapForwarded: 0 });
    expect(events(disco, trap)).toMatchObject({ trap: 1, trapForwarded: 1 });
  });
});

describe('zeroed pages', () => {
  const zero = (trace: TraceEncoder): void => {
    load(trace, 0x10000);
    trace.event(Marker.mode, Mode.kernel);
    trace.event(Marker.serviceEnter, Service.demandZero);
    trace.event(Marker.zeroPage, trace.page(0, 0x10000));
  };
  const modeOfClear = (structure: Structure): string | undefined =>
    [...countRows(counts(structure, zero))].find((row) => row.event === 'pageCleared')?.mode;

  test('are cleared by 512 stores and 640 instructions, line by line', () => {
    // 128 lines of 32 bytes, of which one was loaded before.
    expect(events(irix, zero)).toMatchObject({
      pageCleared: 1,
      l1dStore: 512,
      l1dStoreMiss: 127,
      instruction: 640,
      monitorCall: 0,
    });
  });

  test('are cleared by the guest natively, and by the monitor where the guest asks it', () => {
    expect(modeOfClear(irix)).toBe('kernel');
    expect(modeOfClear(disco)).toBe('monitor');
    expect(events(disco, zero).monitorCall).toBe(1);
  });

  test('are cleared by the guest on Disco with the hint off', () => {
    expect(modeOfClear(loadStructure('disco', ['monitor.zeroedPages=false', 'guest=none']))).toBe('kernel');
  });
});

describe('the monitor', () => {
  test('finds a machine page at the first touch of each page, not of each pair', () => {
    expect(
      events(disco, (t) => {
        load(t, 0x10000);
        load(t, 0x11000);
        load(t, 0x10010);
      }).monitorPageFault,
    ).toBe(2);
    expect(events(irix, (t) => load(t, 0x10000)).monitorPageFault).toBe(0);
  });

  test('finds none in a recording with gaps, whose pages were in use before', () => {
    const afterWindow = (recordsBefore: number): number =>
      events(disco, (t) => {
        t.event(Marker.window, 0, recordsBefore, 0, 0, 0);
        load(t, 0x10000);
      }).monitorPageFault;
    expect(afterWindow(1)).toBe(0);
    expect(afterWindow(0)).toBe(1); // the recording's beginning, which is no gap
  });
});

describe('contexts', () => {
  test('services nest, and each count is charged to the innermost', () => {
    const rows = [...countRows(counts(irix, (t) => {
      fetch(t, 0x400000);
      t.event(Marker.mode, Mode.kernel);
      t.event(Marker.serviceEnter, Service.open);
      fetch(t, 0x80001000, 2);
      t.event(Marker.serviceEnter, Service.interrupt);
      fetch(t, 0x80002000, 3);
      t.event(Marker.serviceLeave);
      fetch(t, 0x80001008, 4);
      t.event(Marker.serviceLeave);
      t.event(Marker.mode, Mode.user);
      fetch(t, 0x400004, 5);
    }))].filter((row) => row.event === 'instruction').map(({ mode, service, count }) => [mode, service, count]); // biome-ignore format: a script
    expect(rows).toEqual([
      ['user', 'none', 6],
      ['kernel', 'open', 6],
      ['kernel', 'interrupt', 3],
    ]);
  });
});

describe('windows and warm-up', () => {
  const twoWindows = (t: TraceEncoder): void => {
    for (let i = 0; i < 3000; i++) fetch(t, 0x400000 + (i % 16) * 4);
    t.event(Marker.window, 0, 0, 0, 0, 0);
    for (let i = 0; i < 3000; i++) fetch(t, 0x400000 + (i % 16) * 4);
  };

  test('a gap empties caches and TLB, and its windows are told apart', () => {
    const result = counts(irix, twoWindows);
    expect(result.intervals).toEqual([
      { window: 1, warmup: false },
      { window: 2, warmup: false },
    ]);
    expect(totalsOf(result)).toMatchObject({ instruction: 6000, l1iFetchMiss: 2, tlbMiss: 2 });
  });

  test('warm-up begins anew in each window, is counted apart, and ends with the run that completes it', () => {
    const result = counts(irix, twoWindows, { warmup: 1000 });
    expect(result.intervals.map(({ warmup }) => warmup)).toEqual([true, false, true, false]);
    expect(totalsOf(result, true)).toMatchObject({ l1iFetchMiss: 2 });
    expect(totalsOf(result)).toMatchObject({ l1iFetchMiss: 0, tlbMiss: 0 });
    const warm = totalsOf(result, true).instruction;
    expect(warm).toBeGreaterThanOrEqual(2000);
    expect(warm).toBeLessThanOrEqual(2 * 2024);
    expect(warm + totalsOf(result).instruction).toBe(6000);
  });

  test('dirty lines are written back in the window they belong to', () => {
    const e = events(irix, (t) => {
      t.reference(Kind.store, 0, 0x10000, 4, 0);
      t.event(Marker.window, 0, 0, 0, 0, 0);
      load(t, 0x10000);
    });
    expect(e).toMatchObject({ l1WriteBack: 1, l2WriteBack: 1, l1dLoadMiss: 1 });
  });
});
