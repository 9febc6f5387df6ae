import { describe, expect, test } from 'vitest';
import type { TraceEncoder } from '../../../src/trace/words/encoder/encoder.ts';
import { disco, events, load, story } from './tools.ts';

const thin = (...set: string[]) => disco('guest=splashos', ...set);
const one = (t: TraceEncoder): void => load(t, 0x10000);

describe('a guest without virtual memory of its own', () => {
  test('never learns of a miss or a page fault: the monitor maps the page and clears it', () => {
    expect(story(thin(), one)).toEqual({
      'user none': { tlbReference: 1, tlbMiss: 1 },
      'kernel tlbRefill': { serviceEntered: 1 },
      'tlbWrite tlbRefill': { secondLevelMiss: 1, monitorRefill: 1, pmapEntry: 1 },
      'call none': { monitorPageFault: 1, pageCleared: 1, instruction: 640 },
    });
  });

  test('has its pages cleared once, line by line', () => {
    const twice = (t: TraceEncoder): void => {
      one(t);
      load(t, 0x10010);
      load(t, 0x11000);
    };
    expect(events(thin(), twice)).toMatchObject({ pageCleared: 2, l1dStore: 2 * 512, l1dStoreMiss: 2 * 128 });
  });

  test('has its misses served from the second-level TLB like any, and from pmap without one', () => {
    const alternating = (t: TraceEncoder): void => {
      for (let i = 0; i < 10; i++) load(t, 0x10000 + (i % 2) * 8192);
    };
    expect(events(thin('tlb.entries=1'), alternating)).toMatchObject({
      tlbMiss: 10, secondLevelMiss: 2, monitorRefill: 2, secondLevelHit: 8, guestRefill: 0, trapForwarded: 0, tlbWriteEmulated: 0,
    }); // biome-ignore format: counts
    const none = thin('tlb.entries=1', 'monitor.secondLevelTlb={entries: 0}');
    expect(events(none, alternating)).toMatchObject({
      tlbMiss: 10,
      secondLevelMiss: 10,
      monitorRefill: 10,
      pmapEntry: 2,
    });
  });
});
