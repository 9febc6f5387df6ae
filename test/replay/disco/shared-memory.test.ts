import { describe, expect, test } from 'vitest';
import { totalsOf } from '../../../src/replay/counts/counts.ts';
import { PageUse } from '../../../src/replay/counts/page-use.ts';
import { Disco } from '../../../src/replay/disco/disco.ts';
import { InterCell } from '../../../src/replay/disco/monitor/inter-cell.ts';
import { Deployment } from '../../../src/replay/machine/deployment.ts';
import { NodeMemory } from '../../../src/replay/numa/memory/node-memory.ts';
import { PageDictionary } from '../../../src/replay/numa/memory/page-dictionary.ts';
import { Pages } from '../../../src/replay/numa/memory/pages.ts';
import { Cells } from '../../../src/replay/structure/cells.ts';
import type { Structure } from '../../../src/replay/structure/structure.ts';
import type { TraceEncoder } from '../../../src/trace/words/encoder/encoder.ts';
import { Kind } from '../../../src/trace/words/layout.ts';
import { Marker, marker } from '../../../src/trace/words/markers.ts';
import { RegionFlag } from '../../../src/trace/words/vocabulary.ts';
import { BUFFER, block, deployed, machines, memoryOf, onCpu, read, sum, totalled, virtualOf } from './shared-tools.ts';
import { disco, irix, load, store } from './tools.ts';

describe('kernel text', () => {
  const REGION = 3;
  const PAGE_GRANULES = 256;
  /** CPUs 0 and 1 fetch the first so many pages of the kernel's text; then CPU 0 stores to the first, if it is to. */
  const words = (pages: number, stores: boolean): Uint32Array => {
    const flags = RegionFlag.kernel | RegionFlag.unmapped | RegionFlag.kernelText;
    const granule = (page: number): number => REGION * 2 ** 14 + page * PAGE_GRANULES;
    const fetches = Array.from({ length: pages }, (_, page) => (granule(page) << 4) | Kind.fetch);
    const tally = [marker(Marker.tally), 10, pages, 0, 0, 0];
    const region = [marker(Marker.region, REGION), 0, 0x80000000 >>> 18, 0, flags];
    const onBoth = [0, 1].flatMap((cpu) => [marker(Marker.cpu, cpu), ...fetches, ...tally]);
    const store = [marker(Marker.cpu, 0), (granule(0) << 4) | Kind.store, ...tally];
    return Uint32Array.from([marker(Marker.cpu, 0), ...region, ...onBoth, ...(stores ? store : [])]);
  };
  const run = (structure: Structure, pages: number, stores = false) => {
    const deployment = new Deployment([structure], 4, 2, {});
    deployment.run(words(pages, stores));
    return deployment.finish()[0];
  };

  test('is one for all machines, booted from one disk, and each one’s own where nothing is shared', () => {
    expect(memoryOf(run(machines(2), 5))).toMatchObject({ virtual: { kernelText: 10 }, machine: { kernelText: 5 } });
    const apart = run(machines(2, 'monitor.disks.sharing=false'), 5);
    expect(memoryOf(apart)).toMatchObject({ virtual: { kernelText: 10 }, machine: { kernelText: 10 } });
    for (const structure of [irix(), disco()])
      expect(memoryOf(run(structure, 5))).toMatchObject({ virtual: { kernelText: 5 }, machine: { kernelText: 5 } });
  });

  test('that one kernel stores to is its own from then on', () => {
    const counts = run(machines(2), 5, true);
    expect(totalsOf(counts).copyOnWriteFault).toBe(1);
    expect(memoryOf(counts)).toMatchObject({ virtual: { kernelText: 10 }, machine: { kernelText: 6 } });
  });
});

describe('a region that machines share on purpose', () => {
  const shared = machines(2, 'monitor.sharedRegions=[{ from: 0x10000, to: 0x11fff }]');
  const stores = (t: TraceEncoder): void => {
    for (const n of [0, 1])
      onCpu(t, n, () => {
        t.task(`${n}`);
        for (const address of [0x0f000, 0x10000, 0x11000, 0x12000]) store(t, address);
      });
  };

  test('has one page behind it, to which all store; what lies beside it is each one’s own', () => {
    expect(totalled(shared, 2, stores).copyOnWriteFault).toBe(0);
    expect(memoryOf(deployed(shared, 2, stores))).toMatchObject({
      virtual: { user: 8 },
      machine: { user: 6 },
      unused: 0,
    });
  });

  test('is communicated through: what one stores the other misses', () => {
    const back = (t: TraceEncoder): void => {
      stores(t);
      onCpu(t, 0, () => load(t, 0x10000));
    };
    expect(totalled(shared, 2, back).trueSharingMiss).toBeGreaterThan(totalled(machines(2), 2, back).trueSharingMiss);
  });
});

describe('a machine that is stopped', () => {
  test('frees exactly its private pages', () => {
    const monitor = disco('monitor.virtualCpus.vms=2');
    const memory = new NodeMemory(1, { placement: 'firstTouch', pagesPerNode: null, homes: [] });
    const pages = new Pages(new PageDictionary(4, 12), memory);
    const cells = new Cells(1, null);
    const interCell = new InterCell(cells, memory, 4096);
    const hardware = { pages, cpus: [], directory: null, relocator: null, cells, interCell };
    const supervisor = new Disco(monitor, monitor.monitor!, 4, hardware);
    const toucher = { node: 0, vm: 0, makeRoom: () => false };
    const object = pages.backing.create(toucher);
    const physicals = [0, 0, 1, 1].map((vm) => pages.backing.add(vm, PageUse.user));
    pages.map.rebase(physicals[0], object);
    pages.map.rebase(physicals[2], object);
    for (const own of [1, 3]) pages.map.rebase(physicals[own], pages.backing.create(toucher));
    expect([pages.memory.inUse, sum([...pages.backing.machine])]).toEqual([3, 3]);
    supervisor.stop(0);
    expect([pages.memory.inUse, sum([...pages.backing.machine])]).toEqual([2, 2]);
    expect(pages.backing.virtual.map((uses) => sum([...uses]))).toEqual([0, 2]);
    // What was shared is the other's alone, and free to be stored to.
    expect(pages.backing.isShared(object)).toBe(false);
    supervisor.stop(1);
    expect(pages.memory.inUse).toBe(0);
  });
});

describe('memory in use', () => {
  const busy = (t: TraceEncoder): void => {
    for (const n of [0, 1])
      onCpu(t, n, () => {
        for (let i = 0; i < 6; i++) read(t, BUFFER + i * 0x1000, i * 8);
        load(t, 0x80200000);
        store(t, BUFFER + n * 0x1000);
        t.event(Marker.mode, 0);
        for (let i = 0; i < 3; i++) load(t, 0x10000 + n * 0x100000 + i * 0x1000);
      });
  };

  test('is by hand: two machines with six blocks each, of which one stores to one', () => {
    expect(memoryOf(deployed(machines(2), 2, busy))).toEqual({
      virtual: { kernelData: 2, bufferCache: 12, user: 6 },
      machine: { kernelData: 2, bufferCache: 8, user: 6 },
      logs: 0, unused: 0, replicas: 0,
    }); // biome-ignore format: pages
    expect(memoryOf(deployed(irix(), 2, busy))).toEqual({
      virtual: { kernelData: 1, bufferCache: 6, user: 6 },
      machine: { kernelData: 1, bufferCache: 6, user: 6 },
      logs: 0, unused: 0, replicas: 0,
    }); // biome-ignore format: pages
  });

  test('is what is believed where nothing is shared', () => {
    const { machine, virtual } = memoryOf(deployed(machines(2, 'monitor.disks.sharing=false'), 2, busy));
    expect(machine).toEqual(virtual);
  });

  test('of the guest’s free list is told apart, and given back with the hint', () => {
    const frees = (t: TraceEncoder): void => {
      load(t, 0x10000);
      load(t, 0x11000);
      t.event(Marker.freePage, t.page(0, 0x10000));
    };
    expect(memoryOf(deployed(irix(), 1, frees)).virtual).toEqual({ user: 1, free: 1 });
    expect(memoryOf(deployed(disco('monitor.freedPages=false'), 1, frees)).machine).toEqual({ user: 1, free: 1 });
    expect(memoryOf(deployed(disco(), 1, frees)).machine).toEqual({ user: 1 });
  });

  test('of the monitor’s own is its code on each node, an entry for each page there is or is configured, and its virtual CPUs', () => {
    const own = (...set: string[]) => {
      const structure = disco('numa.nodes=4', 'monitor.memory.machineMB=64', ...set);
      return deployed(structure, 1, (t) => load(t, 0x10000)).footprint.at(-1)!.monitor.own;
    };
    // 18 pages of code on each of 4 nodes; 16,384 entries of 24 bytes in pmap and 32 in memmap; 1,024 of 32 bytes; 2 KB.
    expect(own()).toBe(4 * 18 + 96 + 128 + 8 + 1);
    expect(own('monitor.replicatedCode=false')).toBe(18 + 96 + 128 + 8 + 1);
    expect(own('monitor.memory.vmMB=[96]')).toBe(4 * 18 + 144 + 128 + 8 + 1);
    expect(own('monitor.secondLevelTlb.entries=0')).toBe(4 * 18 + 96 + 128 + 1);
  });

  test('is sampled at most 512 times, the last time at the end', () => {
    const { footprint } = deployed(irix(), 1, (t) => {
      for (let i = 0; i < 3000; i++) {
        t.reference(Kind.fetch, 0, 0x10000, 4, 40_000);
        t.event(Marker.idle, 0);
      }
    });
    expect(footprint.length).toBeGreaterThan(256);
    expect(footprint.length).toBeLessThanOrEqual(513);
    expect(footprint.at(-1)!.clock).toBe(3000 * 40_000);
    const clocks = footprint.map(({ clock }) => clock);
    expect(clocks.toSorted((a, b) => a - b)).toEqual(clocks);
  });
});

describe('a machine that is short of memory', () => {
  const short = (pages: number, ...set: string[]) => machines(2, 'numa.nodes=1', `numa.pagesPerNode=${pages}`, ...set);
  /** Six blocks through one page: five of them nobody uses; then so many pages of the program. */
  const fill = (pages: number) => (t: TraceEncoder) => {
    for (let i = 0; i < 6; i++) block(t, BUFFER, i * 8);
    for (let i = 0; i < pages; i++) load(t, 0x80200000 + i * 0x1000);
  };

  test('gives up blocks that nobody uses, one for each page it needs, and no more', () => {
    expect(totalled(short(8), 2, fill(2)).sharedPageReclaimed).toBe(0);
    expect(totalled(short(8), 2, fill(3)).sharedPageReclaimed).toBe(1);
    expect(totalled(short(8), 2, fill(7)).sharedPageReclaimed).toBe(5);
    expect(memoryOf(deployed(short(8), 2, fill(7)))).toMatchObject({
      unused: 0,
      machine: { kernelData: 7, bufferCache: 1 },
    });
  });

  test('then blocks that can be read again, and reads them at their next use', () => {
    const again = (t: TraceEncoder): void => {
      fill(8)(t);
      load(t, BUFFER);
    };
    expect(totalled(short(8), 2, again)).toMatchObject({ sharedPageReclaimed: 6, diskRequest: 7, monitorPageFault: 1 });
    expect(totalled(short(9), 2, again)).toMatchObject({ sharedPageReclaimed: 5, diskRequest: 6, monitorPageFault: 0 });
  });

  test('never gives up what a machine has stored to', () => {
    const stored = (t: TraceEncoder): void => {
      block(t, BUFFER, 0);
      store(t, BUFFER);
      for (let i = 0; i < 9; i++) load(t, 0x80200000 + i * 0x1000);
      load(t, BUFFER);
    };
    expect(totalled(short(4), 2, stored)).toMatchObject({ sharedPageReclaimed: 1, diskRequest: 1 });
    const { virtual, machine } = deployed(short(4), 2, stored).footprint.at(-1)!;
    expect(sum(virtualOf({ virtual, machine } as never))).toBe(sum(machine));
  });
});
