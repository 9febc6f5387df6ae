import { describe, expect, test } from 'vitest';
import type { Structure } from '../../../src/replay/structure/structure.ts';
import type { TraceEncoder } from '../../../src/trace/words/encoder/encoder.ts';
import { Marker } from '../../../src/trace/words/markers.ts';
import { block, machines, onCpu, read, write } from '../disco/shared-tools.ts';
import { disco, irix, load, store, type Writer } from '../disco/tools.ts';
import { atEnd, holdings, PAGE, pageAt } from './tools.ts';

const persistent = (...set: string[]) => machines(1, 'monitor.disks.others=persistent', ...set);
/** The disks that have what the pages of the buffer cache hold, page by page as far as they differ. */
const disks = (structure: Structure, work: Writer): number[] =>
  atEnd(structure, 1, work).holdings.filter(({ use }) => use === 'bufferCache').map(({ disk }) => disk); // biome-ignore format: a chain

// Whatever the machine: what is kept does not depend on its caches.
describe.each([
  ['on the monitor', persistent()],
  ['on a machine that is not coherent', persistent('numa=null')],
  ['natively', irix()],
])('of a persistent disk, %s,', (_, structure) => {
  const disk = (work: Writer): number[] => disks(structure, work);

  test('a block that was read is there, until its page is stored to', () => {
    expect(disk((t) => read(t, PAGE, 8, 8, 3))).toEqual([3]);
    expect(disk((t) => [read(t, PAGE, 8, 8, 3), load(t, PAGE)])).toEqual([3]);
    expect(disk((t) => [read(t, PAGE, 8, 8, 3), store(t, PAGE + 100)])).toEqual([-1]);
    expect(disk((t) => [read(t, PAGE, 8), store(t, PAGE), read(t, PAGE, 16, 8, 3)])).toEqual([3]);
  });

  test('a page that was written as a whole is there, until it is stored to again', () => {
    const written = (t: TraceEncoder): void => {
      for (let n = 0; n < 3; n++) store(t, PAGE);
      write(t, PAGE, 8, 8, 3);
    };
    expect(disk(written)).toEqual([3]);
    // The line is in the first level, and modified: no cache asks anybody about such a store.
    expect(disk((t) => [written(t), store(t, PAGE)])).toEqual([-1]);
    expect(disk((t) => [written(t), store(t, PAGE), write(t, PAGE, 8, 8, 3)])).toEqual([3]);
  });

  test('a page that is stored to under another of its names is not', () => {
    const twice = (t: TraceEncoder): void => {
      for (const page of [PAGE, pageAt(1)]) block(t, page, 8);
    };
    expect(disk(twice)).toEqual([0]);
    expect(disk((t) => [twice(t), store(t, PAGE), load(t, pageAt(1))])).toEqual([-1]);
    expect(disk((t) => [twice(t), store(t, pageAt(1))])).toEqual([-1]);
  });

  test('parts of a page are there if nothing else was ever put in it', () => {
    const parts = (t: TraceEncoder, of: number): void => {
      read(t, PAGE, 8, 4, 3);
      block(t, PAGE, 16, 2, of);
    };
    expect(disk((t) => parts(t, 3))).toEqual([3]);
    expect(disk((t) => parts(t, 4))).toEqual([-1]);
    expect(disk((t) => [store(t, PAGE), parts(t, 3)])).toEqual([-1]);
    expect(disk((t) => [parts(t, 4), read(t, PAGE, 8, 8, 4)])).toEqual([4]);
    // A part that is written says nothing about the rest.
    expect(disk((t) => [store(t, PAGE), write(t, PAGE, 8, 4, 3)])).toEqual([-1]);
  });

  test('a page that was cleared is not', () => {
    const cleared = (t: TraceEncoder): void => {
      read(t, PAGE, 8);
      t.event(Marker.zeroPage, t.page(0, PAGE));
    };
    expect(Object.keys(holdings(structure, 1, cleared))).toEqual([expect.not.stringContaining('disk')]);
  });

  test('what a block was before another page was written there is not', () => {
    const outdated = (t: TraceEncoder): void => {
      read(t, PAGE, 8);
      store(t, pageAt(1));
      write(t, pageAt(1), 8);
    };
    expect(disk(outdated)).toEqual([-1, 0]);
  });

  test('a page that another was copied to is not', () => {
    const copied = (t: TraceEncoder): void => {
      for (const [page, first] of [[PAGE, 8], [pageAt(1), 16]]) read(t, page, first);
      t.event(Marker.remap, t.page(0, PAGE), t.page(0, pageAt(1)));
    }; // biome-ignore format: short
    const copies = structure.monitor === null ? structure : persistent('monitor.network.remapCall=false');
    expect(disks(copies, copied)).toEqual([-1, 0]);
    if (structure.monitor !== null) expect(disk(copied)).toEqual([0]);
  });

  test('what nothing was put in is on no disk that anybody knows of', () => {
    expect(holdings(structure, 1, (t) => load(t, 0x10000))).toEqual({ 'user of 0 on 0': 1 });
  });
});

describe('of a copy-on-write disk', () => {
  test('a block is there, shared or not, whole or copied from what the monitor has', () => {
    const read2 = (t: TraceEncoder): void => {
      for (const n of [0, 1]) onCpu(t, n, () => block(t, PAGE, 8));
    };
    expect(holdings(machines(2, 'monitor.disks.sharing=false'), 2, read2)).toEqual({
      'bufferCache of 0 on 0 as on disk 0': 1,
      'bufferCache of 1 on 1 as on disk 0': 1,
    });
    const moved = (t: TraceEncoder): void => {
      onCpu(t, 0, () => [block(t, PAGE, 8), block(t, pageAt(1), 16)]);
      onCpu(t, 1, () => block(t, PAGE, 12));
    };
    expect(holdings(machines(2), 2, moved)).toEqual({
      'bufferCache of 0 on 0 as on disk 0': 2,
      'bufferCache of 1 on 1 as on disk 0': 1,
    });
  });

  test('what a machine modified is in its log alone', () => {
    const modified = (t: TraceEncoder): void => {
      block(t, PAGE, 8);
      store(t, PAGE);
      write(t, PAGE, 8);
      block(t, PAGE, 16);
      block(t, pageAt(1), 8);
    };
    expect(holdings(machines(1), 1, modified)).toEqual({
      'bufferCache of 0 on 0': 1,
      'bufferCache of 0 on 0 as on disk 0': 1,
      // The block as it was.
      'cache of  on 0 as on disk 0': 1,
      'log of 0 on 0': 1,
    });
    // What was in the page before says nothing of what was copied there.
    const over = (t: TraceEncoder): void => {
      for (const first of [8, 16]) {
        store(t, PAGE);
        write(t, PAGE, first);
      }
      read(t, pageAt(1), 8, 8, 1);
      block(t, pageAt(1), 8);
    };
    const both = machines(1, 'monitor.disks.kinds=[{ disk: 1, kind: persistent }]');
    expect(holdings(both, 1, over)).toEqual({ 'bufferCache of 0 on 0': 2, 'log of 0 on 0': 2 });
  });

  test('a block is there again once it was taken back for want of memory and used again', () => {
    const tight = machines(1, 'numa.nodes=1', 'numa.pagesPerNode=2');
    const many = (t: TraceEncoder): void => {
      for (let n = 0; n < 4; n++) block(t, pageAt(n), 8 * n);
      load(t, PAGE);
    };
    expect(holdings(tight, 1, many)).toEqual({ 'bufferCache of 0 on 0 as on disk 0': 2 });
  });
});

describe('of a disk served over NFS', () => {
  const nfs = (...set: string[]) => machines(2, 'monitor.disks.kinds=[{ disk: 0, kind: nfs, vm: 0 }]', ...set);
  const used = (t: TraceEncoder): void => onCpu(t, 1, () => block(t, PAGE, 8));

  test('a block is there, in the one page of server and client, or in each one’s', () => {
    expect(holdings(nfs(), 2, used)).toEqual({ 'bufferCache of 0,1 on 1 as on disk 0': 1 });
    const apart = { 'bufferCache of 0 on 1 as on disk 0': 1, 'bufferCache of 1 on 1 as on disk 0': 1 };
    for (const setting of ['remapPages', 'remapCall'])
      expect(holdings(nfs(`monitor.network.${setting}=false`), 2, used)).toEqual(apart);
    // The kernel's list of free buffers writes into the client's.
    expect(holdings(nfs('monitor.network.freeListFix=false'), 2, used)).toEqual({
      'bufferCache of 0 on 1 as on disk 0': 1,
      'bufferCache of 1 on 1': 1,
    });
    // Nor is the rest of that page on the disk of which a part is read into it.
    const kinds = 'monitor.disks.kinds=[{ disk: 0, kind: nfs, vm: 0 }, { disk: 1, kind: persistent, vm: 1 }]';
    const part = (t: TraceEncoder): void => {
      used(t);
      read(t, PAGE, 8, 4, 1);
    };
    expect(holdings(machines(2, kinds, 'monitor.network.freeListFix=false'), 2, part)).toEqual({
      'bufferCache of 0 on 1 as on disk 0': 1,
      'bufferCache of 1 on 1': 1,
    });
  });

  test('a block that a client stores to is there still for the server, and what it writes for both', () => {
    const stored = (t: TraceEncoder): void => {
      used(t);
      store(t, PAGE);
    };
    expect(holdings(nfs(), 2, stored)).toEqual({
      'bufferCache of 0 on 1 as on disk 0': 1,
      'bufferCache of 1 on 1': 1,
    });
    const written = (t: TraceEncoder): void => {
      stored(t);
      write(t, PAGE, 8);
    };
    expect(holdings(nfs(), 2, written)).toEqual({ 'bufferCache of 0,1 on 1 as on disk 0': 1 });
    expect(holdings(nfs('monitor.network.remapPages=false'), 2, written)).toEqual({
      'bufferCache of 0 on 1 as on disk 0': 1,
      'bufferCache of 1 on 1 as on disk 0': 1,
    });
  });

  test('a client that asks is told of with its server, and the disk with who mounts it', () => {
    expect(atEnd(nfs(), 2, used)).toMatchObject({
      served: [{ client: 1, server: 0 }],
      mounts: [{ disk: 0, vm: 0 }],
    });
    const own = (t: TraceEncoder): void => onCpu(t, 0, () => block(t, PAGE, 8));
    expect(atEnd(nfs(), 2, own)).toMatchObject({ served: [], mounts: [{ disk: 0, vm: 0 }] });
    expect(atEnd(nfs(), 2, (t) => load(t, PAGE))).toMatchObject({ served: [], mounts: [] });
    expect(atEnd(machines(2), 2, used)).toMatchObject({ served: [], mounts: [] });
  });
});

describe('a page that the monitor moves', () => {
  const ONE = ['monitor.disks.others=persistent', 'cache.l2.sizeBytes=4096'];
  const hot = (t: TraceEncoder): void => {
    onCpu(t, 0, () => read(t, PAGE, 8, 8, 3));
    onCpu(t, 1, () => { for (let n = 0; n < 8; n++) load(t, PAGE + 256 * n); });
  }; // biome-ignore format: short

  test.each(['cpu', 'engine'])('is as it was on its disk, copied by the %s, until it is stored to', (copy) => {
    const moves = disco(...ONE, `monitor.hotPages={ trigger: 2, sharing: 9, copy: ${copy} }`);
    expect(holdings(moves, 2, hot)).toEqual({ 'bufferCache of 0 on 1 as on disk 3': 1 });
    expect(holdings(moves, 2, (t) => [hot(t), store(t, PAGE)])).toEqual({ 'bufferCache of 0 on 1': 1 });
    const replicates = disco(...ONE, `monitor.hotPages={ trigger: 2, sharing: 1, copy: ${copy} }`);
    const shared = (t: TraceEncoder): void => {
      onCpu(t, 0, () => [read(t, PAGE, 8, 8, 3), load(t, PAGE), load(t, PAGE + 256)]);
      hot(t);
    };
    expect(holdings(replicates, 2, shared)).toEqual({ 'bufferCache of 0 on 0,1 as on disk 3': 1 });
    expect(holdings(replicates, 2, (t) => [shared(t), store(t, PAGE)])).toEqual({ 'bufferCache of 0 on 1': 1 });
  });
});
