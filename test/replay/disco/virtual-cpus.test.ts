import { describe, expect, test } from 'vitest';
import { countRows } from '../../../src/replay/counts/counts.ts';
import type { TraceEncoder } from '../../../src/trace/words/encoder/encoder.ts';
import { Marker } from '../../../src/trace/words/markers.ts';
import { Mode, Service } from '../../../src/trace/words/vocabulary.ts';
import { counts, disco, events, fetch, irix, load, story } from './tools.ts';

const PAGE = 0x10000;
const run = (t: TraceEncoder, virtualCpu: number, vm = 0): void => t.event(Marker.virtualCpu, virtualCpu, vm);
const plain = (...set: string[]) => disco('monitor.kernelSegment=unmapped', ...set);
const keeping = (...set: string[]) => plain('monitor.virtualCpus.flushTlb=false', ...set);

describe('another virtual CPU', () => {
  const alternating = (t: TraceEncoder): void => {
    for (const virtualCpu of [0, 1, 0, 1]) {
      run(t, virtualCpu);
      load(t, PAGE);
    }
  };

  test('is switched to in so many words, the first and the same again not being switches', () => {
    const same = (t: TraceEncoder): void => {
      for (const virtualCpu of [0, 0, 1, 1, 0]) {
        run(t, virtualCpu);
        load(t, PAGE);
      }
    };
    expect(story(plain(), same)['privileged none']).toEqual({ virtualCpuSwitch: 2 });
    expect(events(irix(), same).virtualCpuSwitch).toBe(0);
  });

  test('finds the TLB flushed, and its own second-level TLB as it left it', () => {
    expect(events(plain(), alternating)).toMatchObject({ virtualCpuSwitch: 3, tlbMiss: 4, secondLevelMiss: 2, secondLevelHit: 2 }); // biome-ignore format: counts
  });

  test('of the same machine finds the TLB as it was, where it is not flushed', () => {
    expect(events(keeping(), alternating)).toMatchObject({ virtualCpuSwitch: 3, tlbMiss: 1, secondLevelMiss: 1 });
    expect(events(irix(), alternating)).toMatchObject({ tlbMiss: 1 });
  });

  test('goes on in the mode and service it was in', () => {
    const nested = (t: TraceEncoder): void => {
      run(t, 0);
      t.event(Marker.mode, Mode.kernel);
      t.event(Marker.serviceEnter, Service.open);
      run(t, 1);
      t.event(Marker.syscall, 1);
      load(t, PAGE);
      t.event(Marker.mode, Mode.user);
      run(t, 0);
      load(t, PAGE);
      t.event(Marker.mode, Mode.kernel);
    };
    const told = story(plain(), nested);
    expect(told['user none']).toEqual({ tlbReference: 1, tlbMiss: 1 });
    expect(told['kernel open']).toMatchObject({ tlbReference: 1, tlbMiss: 1, serviceEntered: 1 });
    // To 1, which is in no service; back to 0, which is in open.
    expect([told['privileged none'].virtualCpuSwitch, told['privileged open'].virtualCpuSwitch]).toEqual([1, 1]);
  });
});

describe('entries of the TLB, where it is not flushed,', () => {
  const visits =
    (...of: [virtualCpu: number, vm: number][]) =>
    (t: TraceEncoder) => {
      for (const [virtualCpu, vm] of of) {
        run(t, virtualCpu, vm);
        load(t, PAGE);
      }
    };

  test('of one virtual machine never serve another, and serve their own again', () => {
    expect(events(keeping(), visits([0, 0], [1, 1])).tlbMiss).toBe(2);
    expect(events(keeping(), visits([0, 0], [1, 1], [0, 0], [1, 1])).tlbMiss).toBe(2);
    expect(events(keeping(), visits([0, 0], [1, 1], [2, 0], [3, 1])).tlbMiss).toBe(2);
    expect(events(keeping('tlb.entries=1'), visits([0, 0], [1, 1], [0, 0], [1, 1])).tlbMiss).toBe(4);
  });

  test('are the machine’s that the CPU began with, whichever that is', () => {
    expect(events(keeping(), visits([1, 1], [0, 0])).tlbMiss).toBe(2);
    expect(events(keeping(), visits([1, 1], [0, 0], [1, 1])).tlbMiss).toBe(2);
  });

  test('go when their page does, whoever runs', () => {
    const freed = (t: TraceEncoder): void => {
      visits([0, 0], [1, 1])(t);
      t.event(Marker.freePage, t.page(0, PAGE));
      visits([0, 0], [1, 1])(t);
    };
    expect(events(keeping(), freed).tlbMiss).toBe(4);
  });
});

describe('a strand', () => {
  const rows = (t: TraceEncoder): void => {
    run(t, 0, 0);
    fetch(t, 0x400000, 3);
    // A context's sums are charged when its run ends: the scheduler closes it before it switches.
    t.event(Marker.mode, Mode.user);
    run(t, 2, 1);
    fetch(t, 0x400000, 5);
    t.event(Marker.mode, Mode.user);
    t.cpu(1);
    run(t, 3, 1);
    fetch(t, 0x400000, 7);
    t.event(Marker.mode, Mode.user);
  };

  test.each(['irix', 'disco'])('is what a virtual machine does on a CPU, on %s', (name) => {
    const counted = counts(name === 'irix' ? irix() : plain(), rows);
    const instructions = [...countRows(counted)].filter(
      ({ event, mode }) => event === 'instruction' && mode !== 'call',
    );
    expect(instructions.map(({ cpu, vm, count }) => [cpu, vm, count])).toEqual([[0, 0, 3], [0, 1, 5], [1, 1, 7]]); // biome-ignore format: rows
  });

  test('bears the switch to it', () => {
    const switches = [...countRows(counts(plain(), rows))].filter(({ event }) => event === 'virtualCpuSwitch');
    expect(switches.map(({ cpu, vm, count }) => [cpu, vm, count])).toEqual([[0, 1, 1]]);
  });
});
