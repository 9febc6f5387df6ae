import { describe, expect, test } from 'vitest';
import type { EventName } from '../../../src/replay/counts/event.ts';
import type { TraceEncoder } from '../../../src/trace/words/encoder/encoder.ts';
import { Marker } from '../../../src/trace/words/markers.ts';
import { Mode, Privileged, Service } from '../../../src/trace/words/vocabulary.ts';
import { CACHES, counts, disco, events, fetch, irix, load, privileged, story, storyOf } from './tools.ts';

/** What the monitor counts for an instruction: trapped on, or through the special page where that can stand for it. */
const EVERY: [name: string, op: number, register: number, trapped: EventName, plain: boolean][] = [
  ['a read of Cause', Privileged.readRegister, 13, 'registerReadEmulated', true],
  ['a read of a hardware register', Privileged.readHardware, 2, 'registerReadEmulated', true],
  ['a read of Random', Privileged.readRegister, 1, 'registerReadEmulated', false],
  ['a read of Count', Privileged.readRegister, 9, 'registerReadEmulated', false],
  ['a write of EPC', Privileged.writeRegister, 14, 'registerWriteEmulated', true],
  ['a write of Status', Privileged.writeRegister, 12, 'registerWriteEmulated', false],
  ['a TLB probe', Privileged.tlbProbe, 0, 'tlbProbeEmulated', false],
  ['a TLB read', Privileged.tlbRead, 0, 'tlbProbeEmulated', false],
  ['a return from exception', Privileged.exceptionReturn, 0, 'exceptionReturnEmulated', false],
  ['a cache operation', Privileged.cacheOperation, 0, 'cacheOperationEmulated', false],
  ['interrupts disabled', Privileged.interruptControl, 0, 'interruptControlEmulated', false],
  ['the idle instruction', Privileged.wait, 0, 'waitEmulated', false],
];
/** By hand where the instructions are, which is in no service. */
const THROUGH_PAGE = [
  ['off', null, 'null'],
  ['hand', 'specialPageAccess', '[none]'],
  ['hand', null, 'null'],
  ['patched', 'specialPagePatch', 'null'],
] as const;

describe('a privileged instruction', () => {
  test.each(EVERY)(
    'such as %s is emulated, read from the special page or patched',
    (_, op, register, trapped, plain) => {
      const one = (trace: TraceEncoder): void => {
        trace.event(Marker.mode, Mode.kernel);
        privileged(trace, op, register);
      };
      expect(story(irix(), one)).toEqual({ 'kernel none': { privileged: 1 } });
      for (const [page, through, places] of THROUGH_PAGE) {
        const structure = disco(`monitor.specialRegisterPage=${page}`, `monitor.specialRegisterPlaces=${places}`);
        // EPC is written on the way out of the kernel, which is one of the places unless told otherwise.
        const isExit = page === 'hand' && register === 14;
        const event = plain && (through !== null || isExit) ? (through ?? 'specialPageAccess') : trapped;
        expect(story(structure, one)).toEqual({
          'kernel none': { privileged: 1 },
          'privileged none': { [event]: 1 },
        });
      }
    },
  );

  test('is charged to the service that executes it', () => {
    const inService = (trace: TraceEncoder): void => {
      trace.event(Marker.mode, Mode.kernel);
      trace.event(Marker.serviceEnter, Service.open);
      privileged(trace, Privileged.exceptionReturn);
    };
    expect(story(disco(), inService)).toEqual({
      'kernel open': { privileged: 1, serviceEntered: 1 },
      'privileged open': { exceptionReturnEmulated: 1 },
    });
  });
});

describe('a TLB write of the kernel', () => {
  test.each([Privileged.tlbWriteRandom, Privileged.tlbWriteIndexed])('takes a ready entry, or makes one', (op) => {
    const one = (trace: TraceEncoder): void => privileged(trace, op);
    expect(story(irix(), one)).toEqual({ 'user none': { tlbWrite: 1 } });
    expect(story(disco(), one)).toEqual({ 'user none': { tlbWrite: 1 }, 'tlbWrite none': { tlbWriteEmulated: 1 } });
    expect(story(disco('monitor.readyEntries=false'), one)).toEqual({
      'user none': { tlbWrite: 1 },
      'tlbWrite none': { tlbWriteEmulated: 1, pmapEntry: 1 },
    });
  });

  test('makes the entry of a page once, or at each miss that is forwarded', () => {
    const none = ['monitor.secondLevelTlb={entries: 0}', 'monitor.kernelSegment=unmapped', 'tlb.entries=1'];
    const alternating = (trace: TraceEncoder): void => {
      for (let i = 0; i < 10; i++) load(trace, 0x10000 + (i % 2) * 8192);
    };
    expect(events(disco(...none), alternating)).toMatchObject({ tlbWriteEmulated: 10, pmapEntry: 2 });
    expect(events(disco(...none, 'monitor.readyEntries=false'), alternating)).toMatchObject({ tlbWriteEmulated: 10, pmapEntry: 10 }); // biome-ignore format: counts
  });
});

describe('patching', () => {
  const patched = disco('monitor.specialRegisterPage=patched', 'monitor.kernelSegment=unmapped');
  const cause = 13;
  const seen = (write: (trace: TraceEncoder) => void): (number | undefined)[] => {
    const { specialPagePatch, specialPageAccess } = storyOf(
      counts(patched, (t) => {
        t.event(Marker.mode, Mode.kernel);
        write(t);
      }),
      (event) => !CACHES.test(event),
    )['privileged none'];
    return [specialPagePatch, specialPageAccess];
  };

  test('happens at the first trap of each instruction address', () => {
    expect(
      seen((t) => {
        for (const address of [0x80001000, 0x80001000, 0x80002000, 0x80001000]) {
          fetch(t, address);
          privileged(t, Privileged.readRegister, cause);
        }
      }),
    ).toEqual([2, 2]);
  });

  test('tells instructions in a row apart by their register and direction', () => {
    expect(
      seen((t) => {
        for (let i = 0; i < 3; i++) {
          fetch(t, 0x80001000, 3);
          privileged(t, Privileged.readRegister, cause);
          privileged(t, Privileged.readRegister, 14);
          privileged(t, Privileged.writeRegister, 14);
        }
      }),
    ).toEqual([3, 6]);
  });

  test('is done again where the address is not known', () => {
    // Nothing was fetched yet.
    expect(
      seen((t) => {
        for (let i = 0; i < 3; i++) {
          load(t, 0x80003000);
          privileged(t, Privileged.readRegister, cause);
        }
      }),
    ).toEqual([3, undefined]);
  });

  test('knows the address behind loads and other markers', () => {
    expect(
      seen((t) => {
        for (let i = 0; i < 3; i++) {
          fetch(t, 0x80001000);
          load(t, 0x80003000);
          t.event(Marker.serviceEnter, Service.none);
          privileged(t, Privileged.readRegister, cause);
        }
      }),
    ).toEqual([1, 2]);
  });

  test('is done again after words that are the operands of a marker', () => {
    // 8 sectors look like a fetch of the first granule of all, as does the tally of a run without unmapped references.
    expect(
      seen((t) => {
        for (let i = 0; i < 3; i++) {
          t.event(Marker.diskRead, t.page(0, 0x80003000), 0, 100, 8);
          privileged(t, Privileged.readRegister, cause);
        }
      }),
    ).toEqual([3, undefined]);
  });

  test('tells long fetches apart, which are spelled out', () => {
    expect(
      seen((t) => {
        for (const address of [0x80001000, 0x80002000]) {
          fetch(t, address, 64);
          privileged(t, Privileged.readRegister, cause);
        }
      })[0],
    ).toBe(2);
  });
});

describe('an exception', () => {
  const trap =
    (vector: number, service: Service = Service.fault) =>
    (trace: TraceEncoder): void => {
      trace.event(Marker.mode, Mode.kernel);
      trace.event(Marker.serviceEnter, service);
      trace.event(Marker.trap, vector);
    };

  test('is delivered to the guest by the monitor, and by nobody natively', () => {
    expect(story(irix(), trap(0x180))).toEqual({ 'kernel fault': { trap: 1, serviceEntered: 1 } });
    expect(story(disco(), trap(0x180))).toEqual({
      'kernel fault': { trap: 1, serviceEntered: 1 },
      'privileged fault': { trapForwarded: 1 },
    });
  });

  test('is an interrupt, posted to the virtual CPU, from vector 0x200 on and not below', () => {
    expect(story(disco(), trap(0x1ff))['privileged fault']).toEqual({ trapForwarded: 1 });
    expect(story(disco(), trap(0x200))['privileged fault']).toEqual({ interruptPosted: 1 });
  });

  test('is an interrupt in the service of interrupts, whatever its vector', () => {
    expect(story(disco(), trap(0x180, Service.interrupt))).toEqual({
      'kernel interrupt': { trap: 1, serviceEntered: 1 },
      'privileged interrupt': { interruptPosted: 1 },
    });
  });
});

describe('a request to a disk', () => {
  test.each([Marker.diskRead, Marker.diskWrite])('is one monitor call, or traps at each programmed access', (type) => {
    const request = (trace: TraceEncoder): void => {
      trace.event(Marker.mode, Mode.kernel);
      trace.event(Marker.serviceEnter, Service.read);
      trace.event(type, trace.page(0, 0x80010000), 0, 4000, 16);
    };
    const guest = { 'kernel read': { serviceEntered: 1, diskRequest: 1, diskSector: 16 } };
    expect(story(irix(), request)).toEqual(guest);
    const own = 'monitor.disks.kinds=[{ disk: 0, kind: persistent }]';
    expect(story(disco(own), request)).toEqual({ ...guest, 'call read': { monitorCall: 1 } });
    const programmed = disco(own, 'monitor.deviceCalls=false', 'monitor.programmedAccesses=5');
    expect(story(programmed, request)).toEqual({ ...guest, 'call read': { deviceAccessEmulated: 5 } });
  });

  const segments = [
    [Marker.diskRead, Marker.diskReadSegment],
    [Marker.diskWrite, Marker.diskWriteSegment],
  ] as const;
  test.each(segments)('is one with all of its segments, natively and on a monitor', (type, segment) => {
    const request = (trace: TraceEncoder): void => {
      trace.event(Marker.mode, Mode.kernel);
      trace.event(Marker.serviceEnter, Service.read);
      for (const [n, page] of [5, 9, 2].entries())
        trace.event(n === 0 ? type : segment, trace.page(0, 0x80010000 + page * 4096), 0, 4000 + 8 * n, 8);
      trace.event(type, trace.page(0, 0x80040000), 0, 9000, 8);
    };
    const guest = { 'kernel read': { serviceEntered: 1, diskRequest: 2, diskSector: 32 } };
    expect(story(irix(), request)).toEqual(guest);
    const own = 'monitor.disks.kinds=[{ disk: 0, kind: persistent }]';
    expect(story(disco(own), request)).toEqual({ ...guest, 'call read': { monitorCall: 2 } });
  });
});
