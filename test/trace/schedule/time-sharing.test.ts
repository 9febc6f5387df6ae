import { describe, expect, test } from 'vitest';
import { TimeSharing } from '../../../src/trace/schedule/time-sharing.ts';

const QUANTUM = 10;

/** Who runs on each physical CPU. */
const running = (sharing: TimeSharing): number[] => [...sharing.running];

describe('a quantum', () => {
  test('that ends while nobody waits is followed by a whole one', () => {
    const sharing = new TimeSharing(1, 2, QUANTUM, 'affinity');
    sharing.advance(0, QUANTUM, false);
    expect(running(sharing)).toEqual([1]);
    sharing.park(0);
    sharing.advance(0, QUANTUM, false);
    sharing.wake(1);
    sharing.advance(0, QUANTUM - 1, false);
    expect(running(sharing)).toEqual([0]);
    sharing.advance(0, 1, false);
    expect(running(sharing)).toEqual([1]);
  });

  test('that an idle instruction ends while nobody waits is followed by a whole one', () => {
    const sharing = new TimeSharing(1, 2, QUANTUM, 'affinity');
    sharing.advance(0, 5, true);
    sharing.park(0);
    sharing.advance(0, 5, true);
    sharing.wake(1);
    sharing.advance(0, QUANTUM - 1, false);
    expect(running(sharing)).toEqual([0]);
  });

  test('is whole for what follows one that was parked', () => {
    const sharing = new TimeSharing(1, 3, QUANTUM, 'affinity');
    sharing.advance(0, QUANTUM - 1, false);
    sharing.park(0);
    sharing.advance(0, QUANTUM - 1, false);
    expect(running(sharing)).toEqual([1]);
    sharing.advance(0, 1, false);
    expect(running(sharing)).toEqual([2]);
  });
});

describe('a parked virtual CPU that has something to do', () => {
  for (const binding of ['affinity', 'anywhere', 'pinned'] as const)
    test(`returns to its physical CPU if that one runs nothing, ${binding}`, () => {
      const sharing = new TimeSharing(3, 3, QUANTUM, binding);
      sharing.park(1);
      sharing.park(2);
      sharing.wake(2);
      expect(running(sharing)).toEqual([0, -1, 2]);
    });

  test('goes to another that runs nothing if its own is busy, and belongs there from then on', () => {
    const sharing = new TimeSharing(2, 3, QUANTUM, 'affinity');
    sharing.park(1); // takes virtual CPU 2 from the queue of physical CPU 0
    expect(running(sharing)).toEqual([0, 2]);
    sharing.wake(1);
    expect(running(sharing)).toEqual([0, 2]);
    sharing.park(0);
    expect(running(sharing)).toEqual([1, 2]);
    sharing.wake(0);
    sharing.park(1);
    expect(running(sharing)).toEqual([1, 0]);
    sharing.wake(2);
    sharing.advance(1, QUANTUM, false);
    expect(running(sharing)).toEqual([1, 2]);
  });

  test('waits behind the others of its queue', () => {
    const sharing = new TimeSharing(1, 3, QUANTUM, 'affinity');
    sharing.park(0);
    sharing.wake(0);
    sharing.advance(0, QUANTUM, false);
    expect(running(sharing)).toEqual([2]);
    sharing.advance(0, QUANTUM, false);
    expect(running(sharing)).toEqual([0]);
  });

  test('is parked no more', () => {
    const sharing = new TimeSharing(1, 1, QUANTUM, 'affinity');
    expect(sharing.isParked(0)).toBe(false);
    sharing.park(0);
    expect([sharing.isParked(0), sharing.least()]).toEqual([true, -1]);
    sharing.wake(0);
    expect([sharing.isParked(0), sharing.least()]).toEqual([false, 0]);
  });
});

describe('a physical CPU with nothing to run', () => {
  test('takes from the longest queue, of those as long from the lowest', () => {
    const sharing = new TimeSharing(3, 9, QUANTUM, 'affinity');
    for (let parked = 0; parked < 3; parked++) sharing.park(1);
    expect(running(sharing)).toEqual([0, 3, 2]);
    sharing.park(1);
    expect(running(sharing)).toEqual([0, 5, 2]); // 6 waits behind 0, 5 and 8 behind 2
  });

  test('goes on where the others are', () => {
    const sharing = new TimeSharing(2, 2, 1000, 'affinity');
    sharing.park(1);
    for (let n = 0; n < 4; n++) sharing.advance(0, 10, false);
    sharing.wake(1); // at 30, when the last run of physical CPU 0 began
    expect(sharing.least()).toBe(1);
    sharing.advance(1, 9, false);
    expect(sharing.least()).toBe(1);
    sharing.advance(1, 2, false);
    expect(sharing.least()).toBe(0);
  });

  test('goes on no earlier than what it runs left another', () => {
    const sharing = new TimeSharing(3, 4, 1000, 'affinity');
    sharing.advance(0, 50, false);
    for (const cpu of [1, 1, 2, 0]) sharing.park(cpu);
    for (const virtualCpu of [3, 1, 0]) sharing.wake(virtualCpu);
    expect(running(sharing)).toEqual([1, 3, 0]);
    sharing.advance(1, 60, false); // from 0 on
    expect(sharing.least()).toBe(0);
    sharing.advance(0, 5, false);
    expect(sharing.least()).toBe(2); // at 50, as virtual CPU 0 left physical CPU 0 at 50
    sharing.advance(2, 6, false);
    expect(sharing.least()).toBe(0);
  });
});
