import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { loadCosts } from '../../../src/price/costs.ts';
import { eventNs } from '../../../src/price/event-costs.ts';
import { countRows, totalsOf } from '../../../src/replay/counts/counts.ts';
import { MODE_NAMES } from '../../../src/replay/counts/event.ts';
import { Deployment } from '../../../src/replay/machine/deployment.ts';
import type { TraceEncoder } from '../../../src/trace/words/encoder/encoder.ts';
import { Kind } from '../../../src/trace/words/layout.ts';
import { Marker, marker } from '../../../src/trace/words/markers.ts';
import { RegionFlag } from '../../../src/trace/words/vocabulary.ts';
import { draws } from '../../pace.ts';
import { activity, monitored, replayed, withMonitor } from './activity.ts';
import { BUFFER, block, deployed, machines, memoryOf, onCpu, totalled } from './shared-tools.ts';
import { disco, load, privileged, store } from './tools.ts';

const PAGE = 0x10000;
const cells = (n: number | null) => `monitor.nodesPerCell=${n}`;
/** Calls with one monitor, and with a monitor on each node. */
const calls = (
  structure: (cell: string) => Parameters<typeof totalled>[0],
  cpus: number,
  write: Parameters<typeof totalled>[2],
) => [null, 1].map((n) => totalled(structure(cells(n)), cpus, write).interCellCall);

describe('a block that a machine in another cell has read', () => {
  const both = (t: TraceEncoder): void => {
    for (const n of [0, 1]) onCpu(t, n, () => block(t, BUFFER, 0));
  };
  const two = (...set: string[]) => machines(2, ...set);

  test('is mapped by a call to that cell', () => {
    expect(calls((cell) => two(cell), 2, both)).toEqual([0, 1]);
    expect(totalled(two(cells(1)), 2, both)).toMatchObject({ diskRequest: 1, blockMapped: 1 });
    expect(totalled(two(cells(2)), 2, both).interCellCall).toBe(0);
  });

  test('is read by each cell for itself where cells share nothing', () => {
    const apart = two(cells(1), 'monitor.shareAcrossCells=false');
    expect(totalled(apart, 2, both)).toMatchObject({ diskRequest: 2, blockMapped: 0, interCellCall: 0 });
    expect(memoryOf(deployed(apart, 2, both)).machine).toEqual({ bufferCache: 2 });
    expect(memoryOf(deployed(two(cells(1)), 2, both)).machine).toEqual({ bufferCache: 1 });
    // Within one cell it is shared all the same.
    expect(totalled(two(cells(2), 'monitor.shareAcrossCells=false'), 2, both)).toMatchObject({
      diskRequest: 1,
      blockMapped: 1,
    });
  });

  test('is left by another call, at the first store', () => {
    const stores = (t: TraceEncoder): void => {
      both(t);
      onCpu(t, 1, () => store(t, BUFFER));
    };
    expect(calls((cell) => two(cell), 2, stores)).toEqual([0, 2]);
  });

  test('is left by another call where its page is freed', () => {
    const frees = (t: TraceEncoder): void => {
      both(t);
      onCpu(t, 1, () => t.event(Marker.freePage, t.page(0, BUFFER)));
    };
    expect(calls((cell) => two(cell), 2, frees)).toEqual([0, 2]);
  });
});

test('of a block that machines in several cells map, as many cells have a copy as are to', () => {
  const reads = (t: TraceEncoder): void => {
    for (const n of [0, 1, 2]) onCpu(t, n, () => block(t, BUFFER, 0));
    for (const n of [0, 1, 2]) onCpu(t, n, () => load(t, BUFFER));
  };
  const kept = (copies: number, ...set: string[]) => {
    const counts = deployed(machines(3, cells(1), `monitor.replicas=${copies}`, ...set), 3, reads);
    const { replication, byteCopied, remoteRead } = totalsOf(counts);
    return {
      replication,
      bytes: byteCopied,
      replicas: counts.footprint.at(-1)!.monitor.replicas,
      remote: remoteRead > 0,
    };
  };
  expect(kept(1)).toEqual({ replication: 0, bytes: 0, replicas: 0, remote: true });
  expect(kept(2)).toEqual({ replication: 1, bytes: 4096, replicas: 1, remote: true });
  expect(kept(3)).toMatchObject({ replication: 2, bytes: 2 * 4096, replicas: 2 });
  expect(kept(9)).toEqual(kept(3));
  // Within one cell there is nobody to lose it alone.
  expect(kept(3, cells(3))).toMatchObject({ replication: 0 });
  const stores = (t: TraceEncoder): void => {
    reads(t);
    for (const n of [0, 1, 2]) onCpu(t, n, () => store(t, BUFFER));
  };
  const counts = deployed(machines(3, cells(1), 'monitor.replicas=3'), 3, stores);
  // Each has a page of its own then; the cache's is the last that is kept.
  expect(memoryOf(counts)).toMatchObject({ machine: { bufferCache: 3 }, unused: 1 });
  expect(totalsOf(counts)).toMatchObject({ copyOnWriteFault: 3 });
});

test('kernel text is one page for all cells, or one in each', () => {
  const [region, granule] = [3, 3 * 2 ** 14];
  const flags = RegionFlag.kernel | RegionFlag.unmapped | RegionFlag.kernelText;
  const words = Uint32Array.from([
    ...[marker(Marker.cpu, 0), marker(Marker.region, region), 0, 0x80000000 >>> 18, 0, flags],
    ...[0, 1, 2, 3].flatMap((cpu) => [
      marker(Marker.cpu, cpu),
      (granule << 4) | Kind.fetch,
      marker(Marker.tally),
      1,
      1,
      0,
      0,
      0,
    ]),
  ]);
  const pages = (...set: string[]): number => {
    const deployment = new Deployment([machines(4, ...set)], 4, 4, {});
    deployment.run(words);
    return memoryOf(deployment.finish()[0]).machine.kernelText;
  };
  const apart = 'monitor.shareAcrossCells=false';
  expect([pages(), pages(apart), pages(cells(2)), pages(cells(2), apart), pages(cells(1), apart)]).toEqual([
    1, 1, 1, 2, 4,
  ]);
});

describe('memory of another cell', () => {
  const touches =
    (pages: number) =>
    (t: TraceEncoder): void => {
      onCpu(t, 1, () => {
        for (let n = 0; n < pages; n++) load(t, PAGE + n * 4096);
      });
    };
  const far = (...set: string[]) => disco('monitor.placement=fillFirst', 'numa.nodes=4', ...set);

  test('is borrowed by a call for each 4 MB', () => {
    expect(calls((cell) => far(cell), 4, touches(1))).toEqual([0, 1]);
    expect(totalled(far(cells(1)), 4, touches(1024)).interCellCall).toBe(1);
    expect(totalled(far(cells(1)), 4, touches(1025)).interCellCall).toBe(2);
    expect(totalled(far(cells(2)), 4, touches(1025)).interCellCall).toBe(0);
  });

  test('is taken after all of the own cell', () => {
    const where = (cell: string): number[] => {
      const counts = deployed(
        disco('numa.nodes=4', 'numa.pagesPerNode=1', 'monitor.footprint=false', cell),
        4,
        touches(3),
      );
      return [...counts.visits.subarray(counts.nodes, 2 * counts.nodes)];
    };
    // CPU 1's pages: on its node, then on the next; in cells of two nodes on the other of its own.
    expect(where(cells(null)).map((n) => n > 0)).toEqual([false, true, true, true]);
    expect(where(cells(2)).map((n) => n > 0)).toEqual([true, true, true, false]);
  });
});

test('a page of one machine that is used in two cells is asked for once', () => {
  const both = (t: TraceEncoder): void => {
    for (const n of [0, 1, 1, 0]) onCpu(t, n, () => load(t, PAGE));
  };
  expect(calls((cell) => disco(cell), 2, both)).toEqual([0, 1]);
  expect(totalled(disco(cells(1)), 2, both).pmapEntry).toBe(totalled(disco(), 2, both).pmapEntry + 1);
});

test('a hot page that leaves another cell is moved by a call, in which its CPUs’ TLBs are told too', () => {
  const hot = (t: TraceEncoder): void => {
    onCpu(t, 0, () => load(t, PAGE));
    onCpu(t, 1, () => {
      for (let n = 0; n < 4; n++) load(t, PAGE + 128 * (n + 1));
    });
  };
  const moving = (cell: string) => disco('numa.nodes=2', 'monitor.hotPages={ trigger: 4, sharing: 64 }', cell);
  // The other call learns of the page.
  expect(calls(moving, 2, hot)).toEqual([0, 2]);
  expect(totalled(moving(cells(1)), 2, hot)).toMatchObject({ migration: 1, tlbShootdown: 1 });
  const rows = [...countRows(deployed(moving(cells(1)), 2, hot))].filter(({ event }) => event === 'interCellCall');
  expect(rows).toMatchObject([
    { cpu: 1, mode: 'kernelTlbFault', count: 1 },
    { cpu: 1, mode: 'pageMove', count: 1 },
  ]);
});

describe('what comes for a machine in another cell', () => {
  const sent = (t: TraceEncoder): void => {
    onCpu(t, 1, () => load(t, PAGE + 0x8000));
    onCpu(t, 0, () => {
      store(t, PAGE);
      t.event(Marker.networkSend, t.page(0, PAGE), 4096, 1);
      t.event(Marker.networkSend, t.page(0, PAGE), 64, 0);
    });
  };

  test('is a call for each message', () => {
    expect(calls((cell) => machines(2, 'monitor.network.peer=1', cell), 2, sent)).toEqual([0, 2]);
    expect(totalled(machines(2, cells(1)), 2, sent).interCellCall).toBe(0);
  });

  test('is a call for each request to its NFS server, and for each page of its that is mapped', () => {
    const nfs = (cell: string) => machines(2, 'monitor.disks.kinds=[{ disk: 0, kind: nfs, vm: 0 }]', cell);
    const asks = (t: TraceEncoder): void => {
      onCpu(t, 0, () => block(t, BUFFER, 0));
      onCpu(t, 1, () => block(t, BUFFER, 0));
    };
    expect(calls(nfs, 2, asks)).toEqual([0, 2]);
  });
});

test('machines that are spread have CPUs in every cell, those that are not in one', () => {
  const whose = (...set: string[]): number[] => {
    const all = (t: TraceEncoder): void => {
      for (const n of [0, 1, 2, 3]) onCpu(t, n, () => load(t, PAGE));
    };
    const counts = deployed(machines(2, ...set), 4, all);
    return [0, 1, 2, 3].map((cpu) => counts.strands.find((strand) => strand.cpu === cpu)!.vm);
  };
  expect(whose()).toEqual([0, 0, 1, 1]);
  expect(whose('monitor.virtualCpus.spread=true')).toEqual([0, 1, 0, 1]);
  // Both cells use each machine's page.
  const shared = (t: TraceEncoder): void => {
    for (const n of [0, 1, 2, 3]) onCpu(t, n, () => load(t, 0xc0100000));
  };
  const twoCells = (spread: boolean) =>
    totalled(machines(2, cells(2), `monitor.virtualCpus.spread=${spread}`), 4, shared).interCellCall;
  expect([twoCells(false), twoCells(true)]).toEqual([0, 2]);
});

test('a virtual CPU that goes on in another cell takes a call', () => {
  const turns = (t: TraceEncoder): void => {
    for (let n = 0; n < 12; n++)
      onCpu(t, n % 3, () => {
        t.reference(0, 0, PAGE, 4, 1);
        for (let i = 0; i < 1500; i++) t.reference(0, 0, PAGE + 64 * (i % 8), 4, 1);
      });
  };
  const shares = (cell: string) =>
    disco(
      'machine.cpus=2',
      'numa.nodes=2',
      'monitor.virtualCpus.quantumInstructions=1000',
      'monitor.virtualCpus.affinity=false',
      cell,
    );
  const [one, each] = calls(shares, 3, turns);
  expect(one).toBe(0);
  expect(each).toBeGreaterThan(0);
});

test('the code is on the first node of each cell where it is not on every node', () => {
  const traps = (t: TraceEncoder): void => {
    for (const n of [0, 1, 2, 3]) onCpu(t, n, () => privileged(t, 0, 12));
  };
  const remote = (...set: string[]): number[] => {
    const counts = deployed(disco('numa.nodes=4', 'monitor.footprint=true', ...set), 4, traps);
    const reads = [0, 0, 0, 0];
    for (const { cpu, event, count, mode } of countRows(counts))
      if (event === 'remoteRead' && mode === 'privileged') reads[cpu] += count;
    return reads.map((n) => Math.sign(n));
  };
  const once = 'monitor.replicatedCode=false';
  expect(remote(once)).toEqual([0, 1, 1, 1]);
  // Tables are the cell's own too: nothing of the monitor's is remote but on the second nodes of cells.
  expect(remote(once, cells(2))).toEqual([0, 1, 0, 1]);
  expect(remote(once, cells(1))).toEqual([0, 0, 0, 0]);
  const own = (...set: string[]) =>
    deployed(disco('numa.nodes=4', once, ...set), 4, traps).footprint.at(-1)!.monitor.own;
  // Three more copies of 18 pages of code, and of the pmap of the machine that runs in all of them.
  const pmap = Math.ceil((65536 * 24) / 4096);
  expect(own(cells(1)) - own()).toBe(3 * 18 + 3 * pmap);
});

test('a call costs what Cellular Disco published', () => {
  expect(eventNs('interCellCall', disco(), loadCosts('flash'))).toBe(16_000);
});

test('one cell of all nodes is one monitor, and cells change nothing but calls and entries of pmap where pages stay and the monitor takes no room', () => {
  fc.assert(
    fc.property(activity, monitored, fc.boolean(), (list, s, across) => {
      const nodes = s.numa === null ? null : s.numa.nodes;
      fc.pre(nodes !== null);
      const vmOf = (virtualCpu: number): number => virtualCpu % 2;
      const numbers = (change: object) => {
        const { structure: _, ...counts } = replayed(list, withMonitor(s, change), { vmOf });
        return counts;
      };
      const all = nodes === 'cpus' ? 128 : nodes;
      expect(numbers({ nodesPerCell: all, shareAcrossCells: across })).toEqual(numbers({ nodesPerCell: null }));
      const plain = { footprint: false };
      const events = (change: object) => {
        const {
          interCellCall: _,
          pmapEntry: __,
          ...rest
        } = totalsOf(replayed(list, withMonitor(s, { ...plain, ...change }), { vmOf }));
        return rest;
      };
      if (s.numa?.pagesPerNode === null) expect(events({ nodesPerCell: 1 })).toEqual(events({}));
    }),
    { numRuns: draws(25) },
  );
});

test('calls are the monitor’s, whoever it interrupts', () => {
  fc.assert(
    fc.property(activity, monitored, (list, s) => {
      fc.pre(s.numa !== null);
      const counts = replayed(list, withMonitor(s, { nodesPerCell: 1 }), { vmOf: (v) => v % 2 });
      const modes = [...countRows(counts)].filter(({ event }) => event === 'interCellCall').map(({ mode }) => mode);
      expect(modes.every((mode) => MODE_NAMES.indexOf(mode) >= 2)).toBe(true);
    }),
    { numRuns: draws(25) },
  );
});
