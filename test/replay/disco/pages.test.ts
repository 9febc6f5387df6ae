import { describe, expect, test } from 'vitest';
import { totalsOf } from '../../../src/replay/counts/counts.ts';
import type { TraceEncoder } from '../../../src/trace/words/encoder/encoder.ts';
import { Marker } from '../../../src/trace/words/markers.ts';
import { Mode, Service } from '../../../src/trace/words/vocabulary.ts';
import { counts, disco, events, inKernel, irix, load, type Story, story } from './tools.ts';

const PAGE = 0x10000;
/** The story without the TLB's part of it. */
const pagesOnly = (told: Story): Story =>
  Object.fromEntries(
    Object.entries(told)
      .map(([context, row]) => [
        context,
        Object.fromEntries(
          Object.entries(row).filter(([event]) => /page|instruction|monitorCall|pmapEntry/i.test(event) && event !== 'specialPageAccess'),
        ),
      ] as const)
      .filter(([, row]) => Object.keys(row).length > 0),
  ); // biome-ignore format: a chain

describe('a zeroed page', () => {
  const zero = (t: TraceEncoder): void => {
    inKernel(t, Service.demandZero, () => t.event(Marker.zeroPage, t.page(0, PAGE)));
    load(t, PAGE);
  };

  test('is cleared by 512 stores and 640 instructions, line by line', () => {
    // 128 lines of 32 bytes, of which one was loaded before.
    const again = (t: TraceEncoder): void => {
      load(t, PAGE);
      zero(t);
    };
    expect(events(irix(), again)).toMatchObject({ pageCleared: 1, l1dStore: 512, l1dStoreMiss: 127, instruction: 640, monitorCall: 0 }); // biome-ignore format: counts
  });

  test('is cleared by the guest natively', () => {
    expect(pagesOnly(story(irix(), zero))).toEqual({ 'kernel demandZero': { pageCleared: 1, instruction: 640 } });
  });

  test('is cleared by the monitor where the guest asks it, and by the guest with the hint off', () => {
    expect(pagesOnly(story(disco(), zero))).toEqual({
      'call demandZero': { monitorPageFault: 1, monitorCall: 1, pageCleared: 1, instruction: 640 },
      'tlbWrite demandZero': { pmapEntry: 1 },
    });
    expect(pagesOnly(story(disco('monitor.zeroedPages=false'), zero))).toEqual({
      'kernel demandZero': { pageCleared: 1, instruction: 640 },
      'call demandZero': { monitorPageFault: 1, pageCleared: 1, instruction: 640 },
      'tlbWrite demandZero': { pmapEntry: 1 },
    });
  });
});

describe('what a fault’s access still needs', () => {
  const after = (service: Service) => (t: TraceEncoder) => {
    load(t, 0x20000);
    inKernel(t, service, () => t.event(Marker.trap, 0x180));
    load(t, PAGE);
    load(t, PAGE + 0x2000);
    load(t, PAGE + 0x4000);
  };

  test.each(['demandZero', 'fault'] as const)('is charged to %s, for its access and the next', (name) => {
    const told = story(disco('monitor.kernelSegment=unmapped'), after(Service[name]));
    expect(told[`call ${name}`]).toEqual({ monitorPageFault: 2, pageCleared: 2, instruction: 1280 });
    expect(told[`tlbWrite ${name}`]).toEqual({ secondLevelMiss: 2, tlbWriteEmulated: 2, pmapEntry: 2 });
    expect(told[`kernel ${name}`]).toEqual({ trap: 1, serviceEntered: 1, guestRefill: 2 });
    expect(told['call none']).toEqual({ monitorPageFault: 2, pageCleared: 2, instruction: 1280 });
    expect(told['kernel tlbRefill']).toEqual({ guestRefill: 2, serviceEntered: 2 });
  });

  test('is no page fault of the monitor’s after a quick fault, whose page was in memory', () => {
    const told = story(disco('monitor.kernelSegment=unmapped'), after(Service.quickFault));
    expect(told['call quickFault']).toBeUndefined();
    expect(told['call none']).toEqual({ monitorPageFault: 2, pageCleared: 2, instruction: 1280 });
    expect(told['tlbWrite quickFault']).toMatchObject({ tlbWriteEmulated: 2 });
  });

  test.each(['open', 'interrupt', 'none'] as const)('is its own after %s, which is no fault', (name) => {
    const told = story(disco('monitor.kernelSegment=unmapped'), after(Service[name]));
    expect(told[`tlbWrite ${name}`]).toBeUndefined();
    expect(told['kernel tlbRefill']).toMatchObject({ guestRefill: 4, serviceEntered: 4 });
  });

  test('is charged the same natively', () => {
    const told = story(irix(), after(Service.demandZero));
    expect(told['kernel demandZero']).toEqual({ trap: 1, serviceEntered: 1, guestRefill: 2 });
    expect(told['kernel tlbRefill']).toEqual({ guestRefill: 2, serviceEntered: 2 });
  });
});

describe('a page fault of the monitor’s', () => {
  test('is the first touch of each page, not of each pair, and never a bare machine’s', () => {
    const three = (t: TraceEncoder): void => {
      load(t, PAGE);
      load(t, PAGE + 0x1000);
      load(t, PAGE + 16);
    };
    expect(events(disco(), three).monitorPageFault).toBe(2);
    expect(events(irix(), three).monitorPageFault).toBe(0);
  });

  test('is none of the kernel’s pages, mapped or not, which were there before', () => {
    const kernel = (t: TraceEncoder): void => {
      t.event(Marker.mode, Mode.kernel);
      load(t, 0x80001000);
      load(t, 0xc0001000);
    };
    expect(events(disco(), kernel).monitorPageFault).toBe(0);
  });

  test('is none in a recording with gaps, whose pages were in use before', () => {
    const afterWindow = (recordsBefore: number): number =>
      events(disco(), (t) => {
        t.event(Marker.window, 0, recordsBefore, 0, 0, 0);
        load(t, PAGE);
      }).monitorPageFault;
    expect(afterWindow(1)).toBe(0);
    expect(afterWindow(0)).toBe(1); // the recording's beginning, which is no gap
  });
});

describe('a freed page', () => {
  /** Touches a page, frees it, and touches another, which takes its physical page. */
  const recycle = (t: TraceEncoder): void => {
    load(t, PAGE);
    inKernel(t, Service.exit, () => t.event(Marker.freePage, t.page(0, PAGE)));
    load(t, 0x20000);
  };

  test('keeps its machine page without the hint: whoever gets it finds it in place', () => {
    const told = pagesOnly(story(disco('monitor.freedPages=false'), recycle));
    expect(told['kernel exit']).toEqual({ pageFreed: 1 });
    expect(told['call none']).toEqual({ monitorPageFault: 1, pageCleared: 1, instruction: 640 });
    expect(told['call exit']).toBeUndefined();
    expect(told['tlbWrite tlbRefill']).toEqual({ pmapEntry: 1 });
  });

  test('gives it back at once with the hint: the next owner faults, and needs a new entry', () => {
    const told = pagesOnly(story(disco(), recycle));
    expect(told['kernel exit']).toEqual({ pageFreed: 1 });
    expect(told['call exit']).toEqual({ monitorCall: 1 });
    expect(told['call none']).toEqual({ monitorPageFault: 2, pageCleared: 2, instruction: 1280 });
    expect(told['tlbWrite tlbRefill']).toEqual({ pmapEntry: 2 });
  });

  test('is used again before a fresh one, and its lines are found in the cache', () => {
    // The same frame: the line of the first page is the line of the second.
    expect(totalsOf(counts(irix(), recycle)).l2LoadMiss).toBe(1);
    const other = (t: TraceEncoder): void => {
      load(t, PAGE);
      load(t, 0x20000);
    };
    expect(totalsOf(counts(irix(), other)).l2LoadMiss).toBe(2);
  });

  test('is unmapped: its next access misses the TLB', () => {
    const again = (t: TraceEncoder): void => {
      load(t, PAGE);
      t.event(Marker.freePage, t.page(0, PAGE));
      load(t, PAGE);
    };
    expect(events(irix(), again)).toMatchObject({ tlbMiss: 2, pageFreed: 1 });
  });

  test('that was never touched, or that another page still maps, is no call', () => {
    const shared = (t: TraceEncoder): void => {
      load(t, PAGE);
      load(t, 0x30000);
      for (const address of [PAGE, 0x30000]) t.event(Marker.frame, t.page(0, address), 7, 0);
      t.event(Marker.freePage, t.page(0, PAGE));
    };
    expect(events(disco(), shared)).toMatchObject({ pageFreed: 1, monitorCall: 0 });
    const untouched = (t: TraceEncoder): void => t.event(Marker.freePage, t.page(0, PAGE));
    expect(events(disco(), untouched)).toMatchObject({ pageFreed: 0, monitorCall: 0 });
  });

  test('that the recording names is given back, and goes to nobody the recording does not say', () => {
    const named = (t: TraceEncoder): void => {
      load(t, PAGE);
      t.event(Marker.frame, t.page(0, PAGE), 7, 0);
      t.event(Marker.freePage, t.page(0, PAGE));
      load(t, 0x20000);
    };
    expect(events(disco(), named)).toMatchObject({ pageFreed: 1, monitorCall: 1, monitorPageFault: 2 });
    expect(events(disco('monitor.freedPages=false'), named)).toMatchObject({ monitorCall: 0, monitorPageFault: 2 });
  });
});

describe('a page of the kernel’s own', () => {
  const KERNEL = 0x8000_0000;
  const use = (...steps: ('free' | 'zero' | 'load')[]) => (t: TraceEncoder): void =>
    inKernel(t, Service.fork, () => {
      for (const step of steps) {
        if (step === 'load') load(t, KERNEL);
        else t.event(step === 'free' ? Marker.freePage : Marker.zeroPage, t.page(0, KERNEL));
      }
    }); // biome-ignore format: short
  const fault = { monitorPageFault: 1, pageCleared: 1, instruction: 640 };

  test('was there when the kernel booted: its first use is no fault of the monitor’s', () => {
    expect(pagesOnly(story(disco(), use('load')))['call fork']).toBeUndefined();
    expect(pagesOnly(story(disco(), use('zero')))['call fork']).toEqual({ monitorCall: 1, pageCleared: 1, instruction: 640 });
  }); // biome-ignore format: long lines

  test('that it gives back is another machine page at its next use, cleared once', () => {
    expect(pagesOnly(story(disco(), use('load', 'free', 'load')))['call fork']).toEqual({ ...fault, monitorCall: 1 });
    expect(pagesOnly(story(disco(), use('load', 'free', 'zero', 'load')))['call fork']).toEqual({ ...fault, monitorCall: 2 }); // biome-ignore format: a line
    expect(pagesOnly(story(irix(), use('load', 'free', 'load')))).toEqual({ 'kernel fork': { pageFreed: 1 } });
  });

  test('that was on its free list from the beginning has no machine page yet', () => {
    expect(pagesOnly(story(disco(), use('free', 'load')))['call fork']).toEqual(fault);
  });

  test('stays where it is if the guest does not tell', () => {
    expect(pagesOnly(story(disco('monitor.freedPages=false'), use('load', 'free', 'load')))['call fork']).toBeUndefined();
  }); // biome-ignore format: a line
});
