import { describe, expect, test } from 'vitest';
import type { TraceEncoder } from '../../../src/trace/words/encoder/encoder.ts';
import { Marker } from '../../../src/trace/words/markers.ts';
import { RegionFlag } from '../../../src/trace/words/vocabulary.ts';
import { block, deployed, machines, onCpu, write } from '../disco/shared-tools.ts';
import { disco, irix, load, store } from '../disco/tools.ts';
import { dependences, holdings, PAGE, pageAt } from './tools.ts';

const TWO = machines(2);

test('nothing is sampled unless it is asked for', () => {
  expect(deployed(TWO, 2, (t) => load(t, PAGE))).not.toHaveProperty('dependences');
});

describe('a machine page', () => {
  test('of a kernel is on the node that touched it first, and its machine’s alone', () => {
    const each = (t: TraceEncoder): void => {
      onCpu(t, 0, () => store(t, PAGE));
      onCpu(t, 1, () => [store(t, PAGE), store(t, pageAt(1))]);
    };
    expect(holdings(TWO, 2, each)).toEqual({ 'kernelData of 0 on 0': 1, 'kernelData of 1 on 1': 2 });
    // One operating system has the page once.
    expect(holdings(irix(), 2, each)).toEqual({ 'kernelData of 0 on 0': 1, 'kernelData of 0 on 1': 1 });
  });

  test('of a program’s belongs to the machine that touched it first', () => {
    const shared = (t: TraceEncoder): void => {
      for (const n of [1, 0]) onCpu(t, n, () => load(t, 0x10000));
    };
    expect(holdings(TWO, 2, shared)).toEqual({ 'user of 1 on 1': 1 });
  });

  test('of a block is one for all machines that read it, until one of them stores to it', () => {
    const read = (t: TraceEncoder): void => {
      for (const n of [0, 1]) onCpu(t, n, () => block(t, PAGE, 8));
    };
    expect(holdings(TWO, 2, read)).toEqual({ 'bufferCache of 0,1 on 0 as on disk 0': 1 });
    const stored = (t: TraceEncoder): void => {
      read(t);
      store(t, PAGE);
    };
    expect(holdings(TWO, 2, stored)).toEqual({
      'bufferCache of 0 on 0 as on disk 0': 1,
      'bufferCache of 1 on 1': 1,
    });
  });

  test('of a block is the monitor’s alone once all machines have freed it', () => {
    const freed = (t: TraceEncoder): void => {
      for (const n of [0, 1]) onCpu(t, n, () => [block(t, PAGE, 8), t.event(Marker.freePage, t.page(0, PAGE))]);
    };
    expect(holdings(TWO, 2, freed)).toEqual({ 'cache of  on 0 as on disk 0': 1 });
    // Its kernel has it still where it does not tell the monitor.
    expect(holdings(machines(2, 'monitor.freedPages=false'), 2, freed)).toEqual({ 'free of 0,1 on 0 as on disk 0': 1 });
  });

  test('of a log is on no disk, and the machine’s whose writes it has', () => {
    const written = (t: TraceEncoder): void => onCpu(t, 1, () => [store(t, PAGE), write(t, PAGE, 8)]);
    expect(holdings(TWO, 2, written)).toEqual({ 'bufferCache of 1 on 1': 1, 'log of 1 on 1': 1 });
    // A persistent disk has none.
    expect(holdings(machines(2, 'monitor.disks.others=persistent'), 2, written)).toEqual({
      'bufferCache of 1 on 1 as on disk 0': 1,
    });
  });

  test('of the kernel’s text is one for all that were booted from one disk, which has it', () => {
    const TEXT = 0xc0400000;
    const booted = (t: TraceEncoder): void => {
      t.segment(0, TEXT, RegionFlag.kernel | RegionFlag.kernelText);
      for (const n of [1, 0]) onCpu(t, n, () => load(t, TEXT));
    };
    expect(holdings(TWO, 2, booted)).toEqual({ 'kernelText of 0,1 on 1 as on disk 0': 1 });
    expect(holdings(machines(2, 'monitor.disks.sharing=false'), 2, booted)).toEqual({
      'kernelText of 0 on 0 as on disk 0': 1,
      'kernelText of 1 on 1 as on disk 0': 1,
    });
    expect(holdings(irix(), 2, booted)).toEqual({ 'kernelText of 0 on 1 as on disk 0': 1 });
    const patched = (t: TraceEncoder): void => {
      booted(t);
      store(t, TEXT);
    };
    expect(holdings(TWO, 2, patched)).toEqual({
      'kernelText of 0 on 0': 1,
      'kernelText of 1 on 1 as on disk 0': 1,
    });
  });

  test('that machines share on purpose is of all of them', () => {
    const open = machines(2, 'monitor.sharedRegions=[{ from: 0x10000, to: 0x1ffff }]');
    const shared = (t: TraceEncoder): void => {
      for (const n of [0, 1]) onCpu(t, n, () => [t.task(`${n}`), store(t, 0x10000)]);
    };
    expect(holdings(open, 2, shared)).toEqual({ 'user of 0,1 on 0': 1 });
  });
});

describe('a page with replicas', () => {
  const one = disco('monitor.hotPages={ trigger: 2, sharing: 1 }', 'cache.l2.sizeBytes=4096');
  const readByBoth = (t: TraceEncoder): void => {
    for (const n of [0, 1, 0, 1]) onCpu(t, n, () => { for (let line = 0; line < 4; line++) load(t, PAGE + 256 * line); });
  }; // biome-ignore format: short

  test('is on all nodes that have a copy', () => {
    expect(holdings(one, 2, readByBoth)).toEqual({ 'kernelData of 0 on 0,1': 1 });
  });

  test('is on one once it was stored to', () => {
    const stored = (t: TraceEncoder): void => {
      readByBoth(t);
      store(t, PAGE);
    };
    expect(holdings(one, 2, stored)).toEqual({ 'kernelData of 0 on 1': 1 });
  });
});

describe('a range of memory', () => {
  const four = (t: TraceEncoder): void => {
    for (const n of [0, 1]) onCpu(t, n, () => { for (let page = 0; page < 4; page++) store(t, pageAt(page)); });
  }; // biome-ignore format: short

  test('is told apart from its node, by the order in which that handed its pages out', () => {
    const ranges = [{ node: 1, first: 1, last: 2 }];
    const found = dependences(TWO, 2, four, { ranges });
    expect(found).toMatchObject({ nodes: 2, ranges });
    expect(holdings(TWO, 2, four, { ranges })).toEqual({
      'kernelData of 0 on 0': 4,
      'kernelData of 1 on 1': 2,
      'kernelData of 1 on 2': 2,
    });
  });

  test('has a page again whose frame was freed, and none where it is beyond those in use', () => {
    const again = (t: TraceEncoder): void => {
      four(t);
      t.event(Marker.freePage, t.page(0, pageAt(1)));
      store(t, pageAt(9));
    };
    const ranges = [
      { node: 1, first: 1, last: 1 },
      { node: 0, first: 4, last: 99 },
    ];
    expect(holdings(TWO, 2, again, { ranges })).toEqual({
      'kernelData of 0 on 0': 4,
      'kernelData of 1 on 1': 3,
      'kernelData of 1 on 2': 1,
    });
  });
});
