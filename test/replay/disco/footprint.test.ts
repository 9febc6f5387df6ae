import { describe, expect, test } from 'vitest';
import type { TraceEncoder } from '../../../src/trace/words/encoder/encoder.ts';
import { Marker } from '../../../src/trace/words/markers.ts';
import { Mode, Privileged, Service } from '../../../src/trace/words/vocabulary.ts';
import { counts, disco, load, privileged, type Story, storyOf, type Writer } from './tools.ts';

const L1 = /^l1[di](Fetch|Load|Store)$/;
/** First-level references in the monitor's modes. */
const references = (write: Writer, ...set: string[]): Story => {
  const told = storyOf(counts(disco('monitor.footprint=true', 'monitor.kernelSegment=unmapped', ...set), write), (event) => L1.test(event)); // biome-ignore format: one call
  return Object.fromEntries(Object.entries(told).filter(([context]) => !/^(user|kernel) /.test(context)));
};
const inKernel = (work: Writer) => (t: TraceEncoder) => {
  t.event(Marker.mode, Mode.kernel);
  work(t);
};

// First-level lines are of 64 bytes for code and 32 for data; a virtual CPU's registers are stored, and loaded again.
describe('the monitor’s own code and data', () => {
  test('of an emulated instruction are 384 bytes of code and 64 of registers', () => {
    const one = inKernel((t) => privileged(t, Privileged.exceptionReturn));
    expect(references(one)).toEqual({ 'privileged none': { l1iFetch: 6, l1dLoad: 2, l1dStore: 2 } });
  });

  test('of a register access through the special page are none', () => {
    const one = inKernel((t) => privileged(t, Privileged.readRegister, 13));
    expect(references(one, 'monitor.specialRegisterPlaces=[none]')).toEqual({});
  });

  test('of an exception are 512 bytes of code and 64 of registers', () => {
    expect(references(inKernel((t) => t.event(Marker.trap, 0x180)))).toEqual({
      'privileged none': { l1iFetch: 8, l1dLoad: 2, l1dStore: 2 },
    });
  });

  test('of a monitor call are 512 bytes of code and 128 of registers', () => {
    const request = inKernel((t) => t.event(Marker.diskRead, t.page(0, 0x80003000), 0, 100, 8));
    expect(references(request)).toEqual({ 'call none': { l1iFetch: 8, l1dLoad: 4, l1dStore: 4 } });
  });

  test('of a TLB write of the kernel are 1024 bytes of code and 64 of registers', () => {
    expect(references(inKernel((t) => privileged(t, Privileged.tlbWriteRandom)))).toEqual({
      'tlbWrite none': { l1iFetch: 16, l1dLoad: 2, l1dStore: 2 },
    });
  });

  test('of a second-level hit are one line of code and one entry', () => {
    const alternating = (n: number) => (t: TraceEncoder) => {
      for (let i = 0; i < n; i++) load(t, 0x10000 + (i % 2) * 8192);
    };
    const at = (n: number) => references(alternating(n), 'tlb.entries=1')['tlbWrite tlbRefill'];
    const [two, three] = [at(2), at(3)];
    expect(three).toEqual({ l1iFetch: two.l1iFetch! + 1, l1dLoad: two.l1dLoad! + 1, l1dStore: two.l1dStore });
  });

  test('of a first touch and the forwarded miss that follows are those of each of their steps', () => {
    expect(references((t) => load(t, 0x10000))).toEqual({
      // Page fault: 1024 and 128 bytes, a store to pmap and one to memmap, and the page is cleared.
      'call none': { l1iFetch: 16, l1dLoad: 4, l1dStore: 4 + 2 + 512 },
      // The look-up, which reads all four entries of its set and misses; the TLB write with pmap, memmap and the second-level entry.
      'tlbWrite tlbRefill': { l1iFetch: 1 + 16, l1dLoad: 4 + 2, l1dStore: 2 + 3 },
      // The trap and the return.
      'privileged tlbRefill': { l1iFetch: 8 + 6, l1dLoad: 2 + 2, l1dStore: 2 + 2 },
    });
  });

  test('of a switch of virtual CPUs are 1024 bytes of code and 512 of registers', () => {
    const switched: Writer = (t) => {
      t.event(Marker.virtualCpu, 0, 0);
      t.event(Marker.virtualCpu, 1, 0);
    };
    expect(references(switched)).toEqual({ 'privileged none': { l1iFetch: 16, l1dLoad: 16, l1dStore: 16 } });
  });

  test('are none with the switch off', () => {
    const all = inKernel((t) => {
      privileged(t, Privileged.exceptionReturn);
      t.event(Marker.trap, 0x180);
      load(t, 0xc0000000);
    });
    expect(references(all, 'monitor.footprint=false')).toEqual({});
  });

  test('need no translation, and are no instructions', () => {
    const one = inKernel((t) => privileged(t, Privileged.exceptionReturn));
    const told = storyOf(counts(disco('monitor.footprint=true'), one), () => true)['privileged none'];
    expect(told).not.toHaveProperty('tlbReference');
    expect(told).not.toHaveProperty('instruction');
    expect(told).toMatchObject({ exceptionReturnEmulated: 1, l1iFetchMiss: 6, l1dStoreMiss: 2 });
  });

  test('push the program’s lines out of the caches', () => {
    // A first level of two lines, both of which an emulated instruction needs.
    const tiny = ['cache.l1d={sizeBytes: 64, lineBytes: 32, ways: 2}'];
    const disturbed: Writer = (t) => {
      load(t, 0x10000);
      inKernel((k) => privileged(k, Privileged.exceptionReturn))(t);
      t.event(Marker.mode, Mode.user);
      load(t, 0x10000);
    };
    const misses = (...set: string[]) =>
      storyOf(counts(disco(...tiny, ...set), disturbed), (event) => event === 'l1dLoadMiss')['user none'].l1dLoadMiss;
    expect([misses(), misses('monitor.footprint=true')]).toEqual([1, 2]);
  });
});

describe('the monitor’s code on two nodes', () => {
  // The second CPU, on the second node, has an instruction emulated: code at 576 to 960 is in four board cache lines, its registers in one.
  const onNode =
    (cpu: number): Writer =>
    (t) => {
      t.cpu(cpu);
      inKernel((k) => privileged(k, Privileged.exceptionReturn))(t);
    };
  const reads = (cpu: number, ...set: string[]) =>
    storyOf(counts(disco('numa={nodes: 2}', 'monitor.footprint=true', ...set), onNode(cpu)), (event) => event.endsWith('Read'))[
      'privileged none'
    ]; // biome-ignore format: one call

  test('is read locally on each where it is replicated', () => {
    expect([reads(0), reads(1)]).toEqual([{ localRead: 5 }, { localRead: 5 }]);
  });

  test('is read from the first where it is not', () => {
    expect(reads(0, 'monitor.replicatedCode=false')).toEqual({ localRead: 5 });
    expect(reads(1, 'monitor.replicatedCode=false')).toEqual({ localRead: 1, remoteRead: 4 });
  });
});

test('the monitor’s memory leaves the guest’s pages their frames', () => {
  // A physically indexed board cache of one way: the same sets conflict with and without a monitor.
  const walk: Writer = (t) => {
    // After a gap, so that no page is cleared.
    t.event(Marker.window, 0, 1, 0, 0, 0);
    for (let round = 0; round < 2; round++) for (let i = 0; i < 40; i++) load(t, 0x10000 + i * 4096);
    t.event(Marker.mode, Mode.kernel);
    t.event(Marker.serviceEnter, Service.open);
  };
  const small = ['cache.l2.sizeBytes=65536', 'cache.l2.ways=1', 'tlb.entries=64', 'monitor.kernelSegment=unmapped'];
  const userMisses = (...set: string[]) =>
    storyOf(counts(disco(...small, ...set), walk), (event) => event === 'l2LoadMiss')['user none'].l2LoadMiss;
  const without = userMisses();
  expect(without).toBe(80);
  expect(userMisses('monitor.footprint=true')).toBe(without);
});
