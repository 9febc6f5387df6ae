import { describe, expect, test } from 'vitest';
import type { TraceEncoder } from '../../../src/trace/words/encoder/encoder.ts';
import { Marker } from '../../../src/trace/words/markers.ts';
import { Service } from '../../../src/trace/words/vocabulary.ts';
import { BUFFER, block, deployed, machines, memoryOf, onCpu, totalled, write } from './shared-tools.ts';
import { irix, load, store } from './tools.ts';

const nfs = (...set: string[]) => machines(3, 'monitor.disks.kinds=[{ disk: 0, kind: nfs, vm: 0 }]', ...set);

describe('a disk served over NFS', () => {
  /** The clients, then the server itself, use two blocks each. */
  const all = (t: TraceEncoder): void => {
    for (const n of [1, 2, 0]) onCpu(t, n, () => { block(t, BUFFER, 0); block(t, BUFFER + 0x1000, 8); block(t, BUFFER, 0); });
  }; // biome-ignore format: short

  test('is read once, and its pages are one for the server and its clients', () => {
    expect(totalled(nfs(), 3, all)).toMatchObject({ nfsRequest: 4, diskRequest: 2, networkRemap: 8, byteCopied: 0, copyOnWriteFault: 0 });
    expect(memoryOf(deployed(nfs(), 3, all))).toMatchObject({ virtual: { bufferCache: 6 }, machine: { bufferCache: 2 } });
  }); // biome-ignore format: counts

  // Four pages are delivered, each by way of the client's network buffer.
  test.each([
    ['remapPages', { networkRemap: 4, byteCopied: 4 * 4096, copyOnWriteFault: 0 }],
    ['remapCall', { networkRemap: 4, byteCopied: 4 * 4096, copyOnWriteFault: 0 }],
    ['freeListFix', { networkRemap: 8, byteCopied: 4 * 4096, copyOnWriteFault: 4 }],
  ])('is each client’s own copy without %s', (setting, counted) => {
    const without = nfs(`monitor.network.${setting}=false`);
    expect(totalled(without, 3, all)).toMatchObject({ nfsRequest: 4, diskRequest: 2, ...counted });
    expect(memoryOf(deployed(without, 3, all))).toMatchObject({
      virtual: { bufferCache: 6 },
      machine: { bufferCache: 6 },
    });
  });

  test('is copied twice with neither kind of remapping', () => {
    const neither = nfs('monitor.network.remapPages=false', 'monitor.network.remapCall=false');
    expect(totalled(neither, 3, all)).toMatchObject({ networkRemap: 0, byteCopied: 2 * 4 * 4096 });
  });

  test('is copied where a request is not of whole pages', () => {
    const part = (t: TraceEncoder): void => onCpu(t, 1, () => block(t, BUFFER, 0, 7));
    expect(totalled(nfs(), 3, part)).toMatchObject({ nfsRequest: 1, diskRequest: 1, diskSector: 7, networkRemap: 0, byteCopied: 2 * 7 * 512 });
  }); // biome-ignore format: counts

  test('that a client stores to is copied for it', () => {
    const stores = (t: TraceEncoder): void => {
      all(t);
      onCpu(t, 1, () => store(t, BUFFER));
    };
    expect(totalled(nfs(), 3, stores)).toMatchObject({ copyOnWriteFault: 1, byteCopied: 4096 });
    expect(memoryOf(deployed(nfs(), 3, stores))).toMatchObject({ machine: { bufferCache: 3 } });
  });

  test('is written by way of the server, which has what was written', () => {
    const writes = (t: TraceEncoder): void => {
      onCpu(t, 1, () => { store(t, BUFFER); write(t, BUFFER, 0); });
      onCpu(t, 2, () => block(t, BUFFER, 0));
    }; // biome-ignore format: short
    expect(totalled(nfs(), 3, writes)).toMatchObject({ nfsRequest: 2, diskRequest: 1, diskSector: 8, byteCopied: 0 });
    expect(memoryOf(deployed(nfs(), 3, writes))).toMatchObject({
      virtual: { bufferCache: 3 },
      machine: { bufferCache: 1 },
    });
  });
});

describe('calls on files served over NFS', () => {
  const within =
    (service: number, cpu: number, ...sectors: number[]) =>
    (t: TraceEncoder): void =>
      onCpu(t, cpu, () => {
        t.event(Marker.serviceEnter, service);
        for (const sector of sectors) block(t, BUFFER + 512 * sector, sector);
        t.event(Marker.serviceLeave);
      });
  const counted = (...calls: ((t: TraceEncoder) => void)[]) =>
    totalled(nfs(), 3, (t) => {
      for (let n = 0; n < 3; n++) onCpu(t, n, () => { for (const sector of [0, 8, 16]) block(t, BUFFER + 512 * sector, sector); }); // biome-ignore format: a line
      for (const call of calls) call(t);
    });
  const data = 6; // two clients read three blocks

  test('ask for names or attributes at each open', () => {
    const opens = counted(within(Service.open, 1, 0), within(Service.open, 1, 0), within(Service.open, 2, 8));
    expect(opens).toMatchObject({ nfsNameRequest: 3, nfsRequest: data });
  });

  test('write through, 8 KB at a time', () => {
    const client = (...sectors: number[]) => sectors.map((sector) => within(Service.write, 1, sector));
    expect(counted(...client(0, 0, 8))).toMatchObject({ nfsNameRequest: 0, nfsRequest: data + 1 });
    expect(counted(...client(0, 8, 16))).toMatchObject({ nfsNameRequest: 0, nfsRequest: data + 2 });
  });

  test('of the server itself ask nobody, and reads ask for what is missing alone', () => {
    const own = counted(within(Service.open, 0, 0), within(Service.write, 0, 8), within(Service.read, 1, 0, 8));
    expect(own).toMatchObject({ nfsNameRequest: 0, nfsRequest: data });
  });
});

describe('a message', () => {
  const send = (bytes: number, aligned: number) => (t: TraceEncoder) => {
    onCpu(t, 0, () => {
      load(t, BUFFER);
      t.event(Marker.networkSend, t.page(0, BUFFER), bytes, aligned);
    });
  };
  const to = (peer: string, ...set: string[]) => machines(2, `monitor.network.peer=${peer}`, ...set);

  test.each([
    [4095, 1, 0, 4095],
    [4096, 1, 1, 0],
    [4097, 1, 1, 1],
    [8192, 1, 2, 0],
    [4096, 0, 0, 4096],
  ])('of %i bytes (aligned: %i) is %i pages remapped and %i bytes copied', (bytes, aligned, pages, copied) => {
    const counted = { networkMessage: 1, monitorCall: 1, networkRemap: pages, byteCopied: copied };
    expect(totalled(to('1'), 2, send(bytes, aligned))).toMatchObject(counted);
    expect(totalled(to('1', 'monitor.network.remapPages=false'), 2, send(bytes, aligned))).toMatchObject({ networkRemap: 0, byteCopied: bytes });
  }); // biome-ignore format: counts

  test('to the outside goes through the gateway, which copies nothing; natively it is the driver’s', () => {
    expect(totalled(to('gateway'), 2, send(4097, 1))).toMatchObject({
      networkMessage: 1,
      networkRemap: 0,
      byteCopied: 0,
    });
    expect(totalled(irix(), 1, send(4097, 1))).toMatchObject({ networkMessage: 0, monitorCall: 0 });
  });

  test('is copied at once where the free list writes into its pages', () => {
    expect(totalled(to('1', 'monitor.network.freeListFix=false'), 2, send(8192, 1))).toMatchObject({ copyOnWriteFault: 2, byteCopied: 8192 });
  }); // biome-ignore format: counts

  test('leaves the sender its page, to store to as before', () => {
    const after = (t: TraceEncoder): void => {
      send(4096, 1)(t);
      store(t, BUFFER);
    };
    expect(totalled(to('1'), 2, after).copyOnWriteFault).toBe(0);
    expect(memoryOf(deployed(to('1'), 2, after))).toMatchObject({
      virtual: { kernelData: 1 },
      machine: { kernelData: 1 },
    });
  });
});

describe('a page that the guest moves', () => {
  const moves = (t: TraceEncoder): void => {
    load(t, BUFFER);
    load(t, BUFFER + 0x1000);
    t.event(Marker.remap, t.page(0, BUFFER), t.page(0, BUFFER + 0x1000));
    store(t, BUFFER + 0x1000);
    store(t, BUFFER);
  };

  test('is copied natively, and without the call', () => {
    const copied = { byteCopied: 4096, networkRemap: 0, copyOnWriteFault: 0 };
    expect(totalled(irix(), 1, moves)).toMatchObject(copied);
    expect(totalled(machines(1, 'monitor.network.remapCall=false'), 1, moves)).toMatchObject({
      ...copied,
      monitorCall: 0,
    });
  });

  test('is remapped by the call, and copied once at the first store to either', () => {
    expect(totalled(machines(1), 1, moves)).toMatchObject({ monitorCall: 1, networkRemap: 1, copyOnWriteFault: 1, byteCopied: 4096 });
  }); // biome-ignore format: counts
});
