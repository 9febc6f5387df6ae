import { describe, expect, test } from 'vitest';
import type { TraceEncoder } from '../../../src/trace/words/encoder/encoder.ts';
import { Marker } from '../../../src/trace/words/markers.ts';
import { BUFFER, block, deployed, machines, memoryOf, onCpu, read, totalled, write } from './shared-tools.ts';
import { irix, load, store } from './tools.ts';

const SHARED = machines(2);
const APART = machines(2, 'monitor.disks.sharing=false');
/** Both machines do it, one after the other. */
const both = (work: (t: TraceEncoder) => void) => (t: TraceEncoder) => {
  for (const n of [0, 1]) onCpu(t, n, () => work(t));
};

describe('a request of several segments', () => {
  /** The first machine reads eight sectors, the second those and the sixteen behind them, each eight into another page. */
  const ahead = (t: TraceEncoder): void => {
    onCpu(t, 0, () => read(t, BUFFER, 16));
    onCpu(t, 1, () => {
      read(t, BUFFER, 16);
      for (const n of [1, 2]) t.event(Marker.diskReadSegment, t.page(0, BUFFER + 0x5000 * n), 0, 16 + 8 * n, 8);
    });
  };

  test('of which the first is in memory goes to the disk once, for what is missing', () => {
    expect(totalled(SHARED, 2, ahead)).toMatchObject({ diskRequest: 2, diskSector: 24, blockMapped: 1, monitorCall: 2 });
    expect(totalled(APART, 2, ahead)).toMatchObject({ diskRequest: 2, diskSector: 32, blockMapped: 0, monitorCall: 2 });
    expect(totalled(irix(), 2, ahead)).toMatchObject({ diskRequest: 2, diskSector: 32, monitorCall: 0 });
  }); // biome-ignore format: counts
});

describe('a block of a file', () => {
  const thrice = (t: TraceEncoder): void => {
    for (let i = 0; i < 3; i++) block(t, BUFFER, 16);
  };

  test('is read once by a kernel on the bare machine', () => {
    expect(totalled(irix(), 2, both(thrice))).toMatchObject({ diskRequest: 1, diskSector: 8, monitorCall: 0 });
  });

  test('is read once for all machines, and once by each where nothing is shared', () => {
    expect(totalled(SHARED, 2, both(thrice))).toMatchObject({ diskRequest: 1, diskSector: 8, blockMapped: 1, monitorCall: 2 });
    expect(totalled(APART, 2, both(thrice))).toMatchObject({ diskRequest: 2, diskSector: 16, blockMapped: 0, monitorCall: 2 });
  }); // biome-ignore format: counts

  test('is read again when its page has held another since, natively and where nothing is shared', () => {
    const again = (t: TraceEncoder): void => {
      for (const first of [16, 24, 16]) block(t, BUFFER, first);
    };
    expect(totalled(irix(), 1, again).diskRequest).toBe(3);
    expect(totalled(machines(1, 'monitor.disks.sharing=false'), 1, again).diskRequest).toBe(3);
    // The monitor has it still.
    const counts = deployed(machines(1), 1, again);
    expect(memoryOf(counts)).toMatchObject({ virtual: { bufferCache: 1 }, machine: { bufferCache: 1 }, unused: 1 });
    expect(totalled(machines(1), 1, again)).toMatchObject({ diskRequest: 2, blockMapped: 1 });
  });

  test('is read again when its page was freed, or cleared', () => {
    for (const type of [Marker.freePage, Marker.zeroPage]) {
      const again = (t: TraceEncoder): void => {
        block(t, BUFFER, 16);
        t.event(type, t.page(0, BUFFER));
        block(t, BUFFER, 16);
      };
      expect(totalled(irix(), 1, again).diskRequest).toBe(2);
      expect(totalled(machines(1), 1, again)).toMatchObject({ diskRequest: 1, blockMapped: 1 });
    }
  });

  test('in use through a second page is the same physical page, until that holds another', () => {
    const twice = (t: TraceEncoder): void => {
      block(t, BUFFER, 16);
      block(t, BUFFER + 0x1000, 16);
    };
    const apart = (t: TraceEncoder): void => {
      twice(t);
      block(t, BUFFER + 0x1000, 24);
      block(t, BUFFER, 16);
    };
    for (const structure of [irix(), machines(1), machines(1, 'monitor.disks.sharing=false')]) {
      expect(totalled(structure, 1, twice).diskRequest).toBe(1);
      expect(memoryOf(deployed(structure, 1, twice)).virtual).toEqual({ bufferCache: 1 });
      expect(totalled(structure, 1, apart).diskRequest).toBe(2);
      expect(memoryOf(deployed(structure, 1, apart)).virtual).toEqual({ bufferCache: 2 });
    }
  });

  test('of several pages is one request, for what is missing of it', () => {
    const pages = (t: TraceEncoder): void => {
      block(t, BUFFER + 0x1000, 24);
      block(t, BUFFER, 16, 24);
    };
    expect(totalled(irix(), 1, pages)).toMatchObject({ diskRequest: 2, diskSector: 24 });
    expect(totalled(SHARED, 2, both(pages))).toMatchObject({ diskRequest: 2, diskSector: 24, blockMapped: 3 });
  });
});

describe('a request for what is in memory', () => {
  /** The first machine reads sectors 0 to 15, the second so many from `first` on. */
  const after = (first: number, sectors: number) => (t: TraceEncoder) => {
    onCpu(t, 0, () => read(t, BUFFER, 0, 16));
    onCpu(t, 1, () => read(t, BUFFER + 0x4000, first, sectors));
  };

  test.each([
    [0, 7, { blockMapped: 0, sectorCopied: 7, byteCopied: 7 * 512 }],
    [0, 8, { blockMapped: 1, sectorCopied: 0, byteCopied: 0 }],
    [0, 9, { blockMapped: 0, sectorCopied: 9, byteCopied: 9 * 512 }],
    [1, 8, { blockMapped: 0, sectorCopied: 8, byteCopied: 8 * 512 }],
    [8, 8, { blockMapped: 1, sectorCopied: 0, byteCopied: 0 }],
    [0, 16, { blockMapped: 2, sectorCopied: 0, byteCopied: 0 }],
  ])(
    'from sector %i, %i of them, is mapped if it is of whole pages as they are, else copied',
    (first, sectors, found) => {
      expect(totalled(SHARED, 2, after(first, sectors))).toMatchObject({ ...found, diskRequest: 1, diskSector: 16 });
    },
  );

  test('in part is copied, and the rest is read', () => {
    expect(totalled(SHARED, 2, after(12, 8))).toMatchObject({ sectorCopied: 4, diskRequest: 2, diskSector: 20 });
  });

  test('of another disk is none', () => {
    const other = (t: TraceEncoder): void => {
      read(t, BUFFER, 0, 8, 0);
      read(t, BUFFER + 0x1000, 0, 8, 1);
    };
    expect(totalled(machines(1), 1, other)).toMatchObject({ diskRequest: 2, blockMapped: 0, sectorCopied: 0 });
  });
});

describe('a write to a copy-on-write disk', () => {
  const modified = (n: number) => (t: TraceEncoder) => {
    onCpu(t, 0, () => read(t, BUFFER, 0));
    onCpu(t, 1, () => write(t, BUFFER, 2, 4));
    onCpu(t, n, () => read(t, BUFFER + 0x1000, 0));
  };

  test('stays in memory, and its machine reads it back from there, the rest from the pages of all', () => {
    expect(totalled(SHARED, 2, modified(1))).toMatchObject({ diskRequest: 1, sectorLogged: 4, blockMapped: 0, sectorCopied: 8 });
    expect(memoryOf(deployed(SHARED, 2, modified(1)))).toMatchObject({ logs: 1 });
  }); // biome-ignore format: counts

  test('is never seen by another machine', () => {
    expect(totalled(SHARED, 2, modified(0))).toMatchObject({ diskRequest: 1, sectorLogged: 4, blockMapped: 1, sectorCopied: 0 });
  }); // biome-ignore format: counts

  test('of which nobody has the rest in memory leaves that to be read', () => {
    const alone = (t: TraceEncoder): void => {
      write(t, BUFFER, 2, 4);
      read(t, BUFFER + 0x1000, 0);
    };
    expect(totalled(SHARED, 2, alone)).toMatchObject({ diskRequest: 1, diskSector: 4, sectorCopied: 4 });
  });

  test('takes one page of the log for each of the disk’s, however often', () => {
    const often = (t: TraceEncoder): void => {
      for (let i = 0; i < 3; i++) write(t, BUFFER, 6, 4);
    };
    expect(memoryOf(deployed(SHARED, 2, often)).logs).toBe(2);
  });
});

describe('a persistent disk', () => {
  const own = (vm: string) => machines(2, `monitor.disks.kinds=[{ disk: 0, kind: persistent, vm: ${vm} }]`);
  const used = (...by: number[]) => (t: TraceEncoder) => {
    for (const n of by) onCpu(t, n, () => { read(t, BUFFER, 0); write(t, BUFFER, 0); });
  }; // biome-ignore format: short

  test('is read and written', () => {
    expect(totalled(own('0'), 2, used(0, 0))).toMatchObject({ diskRequest: 4, diskSector: 32, blockMapped: 0, sectorLogged: 0 });
  }); // biome-ignore format: counts

  test('is its machine’s alone, or the first one’s to use it: a second is told to use NFS', () => {
    const message = /^disk 0 is mounted by virtual machine (\d), and virtual machine (\d) uses it too: .*NFS .*kind: nfs, vm: \1/;
    expect(() => deployed(own('0'), 2, used(1))).toThrow(message);
    expect(() => deployed(own('null'), 2, used(1, 0))).toThrow(message);
    expect(() => deployed(own('null'), 2, used(1))).not.toThrow();
  }); // biome-ignore format: a pattern
});

describe('a store to a page that is shared', () => {
  const stores = (...on: number[]) => (t: TraceEncoder) => {
    for (const n of [0, 1]) onCpu(t, n, () => { block(t, BUFFER, 0); load(t, BUFFER); });
    for (const n of on) onCpu(t, n, () => { store(t, BUFFER); store(t, BUFFER + 64); });
  }; // biome-ignore format: short

  test('gives exactly one private copy, whichever machine it is', () => {
    for (const n of [0, 1]) {
      expect(totalled(SHARED, 2, stores(n))).toMatchObject({ copyOnWriteFault: 1, byteCopied: 4096, diskRequest: 1 });
      expect(memoryOf(deployed(SHARED, 2, stores(n)))).toMatchObject({
        virtual: { bufferCache: 2 }, machine: { bufferCache: 2 }, unused: 0,
      }); // biome-ignore format: pages
    }
  });

  test('gives each its own, and leaves the block to be read by others', () => {
    expect(totalled(SHARED, 2, stores(0, 1))).toMatchObject({ copyOnWriteFault: 2, byteCopied: 2 * 4096 });
    expect(memoryOf(deployed(SHARED, 2, stores(0, 1)))).toMatchObject({ machine: { bufferCache: 2 }, unused: 1 });
  });

  test('is none where nothing is shared', () => {
    expect(totalled(APART, 2, stores(0, 1))).toMatchObject({ copyOnWriteFault: 0, byteCopied: 0 });
    expect(memoryOf(deployed(APART, 2, stores(0, 1)))).toMatchObject({ machine: { bufferCache: 2 }, unused: 0 });
  });

  test('is seen by the filter: a page stored to before it was shared lets no store pass', () => {
    const before = (t: TraceEncoder): void => {
      onCpu(t, 0, () => {
        store(t, BUFFER);
        store(t, BUFFER);
        block(t, BUFFER, 0);
        load(t, BUFFER);
        store(t, BUFFER);
      });
    };
    expect(totalled(SHARED, 2, before).copyOnWriteFault).toBe(1);
    expect(totalled(SHARED, 2, before, { filter: false }).copyOnWriteFault).toBe(1);
  });
});
