import { describe, expect, test } from 'vitest';
import { totalsOf } from '../../src/replay/counts/counts.ts';
import { Machine } from '../../src/replay/machine/machine.ts';
import { loadStructure } from '../../src/replay/structure/presets.ts';
import type { Structure } from '../../src/replay/structure/structure.ts';
import { TraceEncoder } from '../../src/trace/words/encoder/encoder.ts';
import { Kind } from '../../src/trace/words/layout.ts';
import { Marker } from '../../src/trace/words/markers.ts';

/** `cpu l|s address`, one access of four bytes each. */
type Step = [cpu: number, kind: 'l' | 's', address: number];

/** A gap before the recording: its pages were in use, so that the monitor clears none. */
const IN_USE = [Marker.window, 0, 1, 0, 0, 0] as const;

function replay(structure: Structure, steps: Step[], cpus = 4) {
  const encoder = new TraceEncoder();
  const machine = new Machine(structure, 4, { cpus });
  encoder.event(...IN_USE);
  for (const [cpu, kind, address] of steps) {
    encoder.cpu(cpu);
    encoder.reference(kind === 'l' ? Kind.load : Kind.store, 0, address, 4, 0);
    if (encoder.full) machine.run(encoder.take().words);
  }
  machine.run(encoder.finish().words);
  return machine.finish();
}

const events = (structure: Structure, steps: Step[], cpus?: number) => totalsOf(replay(structure, steps, cpus));
const numa = (...set: string[]) => loadStructure('flash', ['numa={}', ...set]);
const line = 0x10000;

describe('coherence', () => {
  test('a line loaded by two CPUs is shared: two cold misses, the second remote', () => {
    expect(events(numa(), [[0, 'l', line], [1, 'l', line], [0, 'l', line], [1, 'l', line]])).toMatchObject({
      coldMiss: 2, localRead: 1, remoteRead: 1, dirtyRead: 0, invalidation: 0,
    }); // biome-ignore format: counts
  });

  test('a store to a line that the first level has clean uses the line in the board cache', () => {
    const twoLines = numa('cache.l2.sizeBytes=256', 'cache.l2.ways=2', 'cache.l2.lineBytes=128', 'cache.l2.replacement=lru');
    const [a, b, c] = [line, line + 1024, line + 2048];
    const misses = (...between: Step[]) =>
      events(twoLines, [[0, 'l', a], [0, 'l', b], ...between, [0, 'l', c], [0, 'l', a]]).l2LoadMiss;
    // Without it the first is the one to go; a load that the first level has says nothing to the board cache.
    expect([misses(), misses([0, 'l', a]), misses([0, 's', a])]).toEqual([4, 4, 3]);
  }); // biome-ignore format: long calls

  test('a store to a shared line asks for ownership and removes the other copy', () => {
    expect(
      events(numa(), [
        [0, 'l', line],
        [1, 'l', line],
        [0, 's', line],
      ]),
    ).toMatchObject({ localUpgrade: 1, remoteUpgrade: 0, invalidation: 1 });
    expect(
      events(numa(), [
        [0, 'l', line],
        [1, 'l', line],
        [1, 's', line],
      ]),
    ).toMatchObject({ localUpgrade: 0, remoteUpgrade: 1, invalidation: 1 });
  });

  test('a second store by the owner asks nobody, until the line was read by another', () => {
    const twice: Step[] = [
      [0, 's', line],
      [0, 's', line],
      [0, 's', line + 4],
    ];
    expect(events(numa(), twice)).toMatchObject({ localUpgrade: 0, coldMiss: 1 });
    expect(events(numa(), [...twice, [1, 'l', line], [0, 's', line]])).toMatchObject({
      localUpgrade: 1,
      dirtyRead: 1,
      invalidation: 1,
    });
  });

  test('a line lost to a store of what is wanted is true sharing, of another part false sharing', () => {
    expect(
      events(numa(), [
        [0, 'l', line],
        [1, 's', line],
        [0, 'l', line],
      ]),
    ).toMatchObject({ trueSharingMiss: 1, falseSharingMiss: 0, dirtyRead: 1 });
    expect(
      events(numa(), [
        [0, 'l', line],
        [1, 's', line + 32],
        [0, 'l', line],
      ]),
    ).toMatchObject({ trueSharingMiss: 0, falseSharingMiss: 1 });
    // Later stores of the owner count as well.
    expect(
      events(numa(), [
        [0, 'l', line],
        [1, 's', line + 32],
        [1, 's', line],
        [0, 'l', line],
      ]).trueSharingMiss,
    ).toBe(1);
  });

  test('a line evicted for want of room is no sharing', () => {
    const steps: Step[] = [[0, 'l', line]];
    for (let i = 1; i <= 3; i++) steps.push([0, 'l', line + i * 8192 * 64]);
    expect(events(numa('cache.l2.sizeBytes=32768', 'cache.l2.ways=2'), [...steps, [0, 'l', line]])).toMatchObject({
      capacityMiss: expect.any(Number),
      trueSharingMiss: 0,
    });
  });
});

describe('homes', () => {
  const pages = (cpu: number, n: number): Step[] => Array.from({ length: n }, (_, i) => [cpu, 'l', line + i * 4096]);

  test('first touch: local to the CPU that touches', () => {
    expect(events(numa(), pages(2, 8))).toMatchObject({ localRead: 8, remoteRead: 0 });
  });

  test('round robin: one in four is local on four nodes', () => {
    expect(events(numa('numa.placement=roundRobin'), pages(2, 8))).toMatchObject({ localRead: 2, remoteRead: 6 });
  });

  test('fill first: node 0 until it is full, then node 1', () => {
    expect(events(numa('numa.placement=fillFirst'), pages(0, 8))).toMatchObject({ localRead: 8 });
    expect(events(numa('numa.placement=fillFirst', 'numa.pagesPerNode=5'), pages(0, 8))).toMatchObject({
      localRead: 5,
      remoteRead: 3,
    });
    expect(events(numa('numa.placement=fillFirst', 'numa.pagesPerNode=5'), pages(1, 8))).toMatchObject({
      localRead: 3,
      remoteRead: 5,
    });
  });

  test('explicit: by address, to the last page of the range and not one beyond', () => {
    const homes = `numa.homes=[{from: ${line}, to: ${line + 3 * 4096 - 1}, node: 2}]`;
    expect(events(numa(homes), pages(2, 8))).toMatchObject({ localRead: 8 });
    expect(events(numa(homes), pages(1, 8))).toMatchObject({ localRead: 5, remoteRead: 3 });
  });

  test('one node makes every read local', () => {
    expect(events(numa('numa.nodes=1'), [...pages(0, 4), ...pages(3, 4)])).toMatchObject({
      localRead: 8,
      remoteRead: 0,
    });
  });
});

describe('hot pages', () => {
  const moving = (...set: string[]) =>
    loadStructure('disco', [
      'guest=none',
      'numa={}',
      'monitor.footprint=false',
      'monitor.kernelSegment=unmapped',
      'monitor.hotPages={trigger: 8, sharing: 4, writes: 1, moves: 1}',
      ...set,
    ]);
  /** CPU 0 touches the page first; then `cpu` misses it `n` times on different lines. */
  const misses = (cpu: number, n: number, first = 0): Step[] =>
    Array.from({ length: n }, (_, i) => [cpu, 'l', line + 128 * (first + i)]);
  const home: Step = [0, 'l', line + 31 * 128];

  test('a page migrates at the threshold and not one miss below it', () => {
    expect(events(moving(), [home, ...misses(1, 7)])).toMatchObject({ hotPage: 0, migration: 0 });
    expect(events(moving(), [home, ...misses(1, 8)])).toMatchObject({ hotPage: 1, migration: 1, replication: 0 });
  });

  test('the CPU that missed copies the page: lines it lacks come from the old node, those it writes from its own, where they stay', () => {
    const moved = events(moving(), [home, ...misses(1, 8)]);
    expect(moved).toMatchObject({ remoteRead: 32, localRead: 1 + 32, byteCopied: 4096, instruction: 512 * (19 / 8) });
    // Nothing of the page is missed again, be it read or stored to.
    expect(events(moving(), [home, ...misses(1, 8), ...misses(1, 8, 10), [1, 's', line + 128]])).toMatchObject({
      remoteRead: 32,
      localRead: 33,
      localUpgrade: 0,
    });
    expect(events(moving(), [home, ...misses(2, 4, 10), ...misses(1, 8)])).toMatchObject({
      replication: 1,
      byteCopied: 4096,
      remoteRead: 4 + 32,
      localRead: 1 + 32,
    });
  });

  test('an engine copies past the caches: no misses, no instructions, and the lines are missed afterwards', () => {
    const engine = moving('monitor.hotPages.copy=engine');
    expect(events(engine, [home, ...misses(1, 8)])).toMatchObject({
      migration: 1,
      byteCopied: 4096,
      remoteRead: 8,
      localRead: 1,
    });
    expect(events(engine, [home, ...misses(1, 8), ...misses(1, 8, 10)])).toMatchObject({ remoteRead: 8, localRead: 9 });
  });

  test('a line that another CPU has stored to is copied from its cache', () => {
    const dirty: Step[] = [[0, 's', line + 31 * 128], ...misses(1, 8)];
    expect(events(moving(), dirty)).toMatchObject({ migration: 1, dirtyRead: 1, remoteRead: 31 });
  });

  test('copying a page makes no page hot, however low the threshold', () => {
    const low = moving('monitor.hotPages={trigger: 4, sharing: 2, moves: 9}');
    expect(events(low, [home, ...misses(1, 4), ...misses(1, 8, 4)])).toMatchObject({ hotPage: 1, migration: 1 });
    // The copy's own stores do not make it write-shared.
    expect(events(low, [home, ...misses(1, 4), ...misses(3, 2), ...misses(2, 4)])).toMatchObject({ replication: 1 });
  });

  test('a page another CPU misses too is replicated, at the sharing threshold and not below it', () => {
    expect(events(moving(), [home, ...misses(2, 4, 10), ...misses(1, 8)])).toMatchObject({
      migration: 0,
      replication: 1,
    });
    expect(events(moving(), [home, ...misses(2, 3, 10), ...misses(1, 8)])).toMatchObject({
      migration: 1,
      replication: 0,
    });
  });

  test('a write-shared page is left alone', () => {
    expect(events(moving(), [home, ...misses(2, 4, 10), [2, 's', line + 20 * 128], ...misses(1, 8)])).toMatchObject({
      hotPage: 1,
      migration: 0,
      replication: 0,
    });
  });

  test('a store to a replicated page collapses it, and the copies are gone', () => {
    const replicated: Step[] = [home, ...misses(2, 4, 10), ...misses(1, 8)];
    expect(events(moving(), [...replicated, [1, 's', line]])).toMatchObject({ collapse: 1 });
    expect(events(moving(), [...replicated, [1, 's', line], [1, 's', line]])).toMatchObject({ collapse: 1 });
    expect(events(moving(), [...replicated, [1, 'l', line]])).toMatchObject({ collapse: 0 });
  });

  test('a page migrates no more often than the limit', () => {
    const back: Step[] = [home, ...misses(1, 8), ...misses(2, 8, 10)];
    expect(events(moving(), back)).toMatchObject({ hotPage: 2, migration: 1 });
    expect(events(moving('monitor.hotPages.moves=2'), back)).toMatchObject({ hotPage: 2, migration: 2 });
  });

  test('replicas do not use up the limit of migrations: a page that many read gets one on each node', () => {
    const read: Step[] = [home, ...misses(2, 4, 10), ...misses(1, 8), ...misses(2, 8, 14), ...misses(3, 8)];
    for (const moves of [0, 1])
      expect(events(moving(`monitor.hotPages.moves=${moves}`), read)).toMatchObject({ migration: 0, replication: 3 });
    // Nor does it keep a page from being shared that it has moved once.
    const shared: Step[] = [home, ...misses(1, 8), ...misses(3, 4, 20), ...misses(2, 8, 10)];
    expect(events(moving(), shared)).toMatchObject({ migration: 1, replication: 1 });
  });

  test('a collapse is a store to the page: it is not replicated again before a reset, unless stores are allowed', () => {
    const again: Step[] = [
      home,
      ...misses(2, 4, 10),
      ...misses(1, 8),
      [1, 's', line],
      ...misses(3, 4, 10),
      ...misses(2, 8, 20),
    ];
    expect(events(moving(), again)).toMatchObject({ hotPage: 2, replication: 1, collapse: 1, migration: 0 });
    expect(events(moving('monitor.hotPages.writes=2'), again)).toMatchObject({
      hotPage: 2,
      replication: 2,
      collapse: 1,
    });
  });

  test('a page that takes the place of a freed one may be moved as often', () => {
    const [FROM, TO] = [0x700000, 0x710000];
    const migrations = (frees: boolean): number => {
      const encoder = new TraceEncoder();
      const machine = new Machine(moving(), 4, { cpus: 2 });
      encoder.event(...IN_USE);
      const step = ([cpu, kind, address]: Step): void => {
        encoder.cpu(cpu);
        encoder.reference(kind === 'l' ? Kind.load : Kind.store, 0, address, 4, 0);
      };
      // Two pages share what holds the first from here on, so that the third is not numbered as what holds it.
      for (const address of [FROM, TO]) step([0, 'l', address]);
      encoder.event(Marker.remap, encoder.page(0, FROM), encoder.page(0, TO));
      [home, ...misses(1, 8)].forEach(step);
      encoder.cpu(0);
      if (frees) encoder.event(Marker.freePage, encoder.page(0, line));
      [home, ...misses(1, 8, 10)].forEach(step);
      machine.run(encoder.finish().words);
      return totalsOf(machine.finish()).migration;
    };
    expect([migrations(false), migrations(true)]).toEqual([1, 2]);
  });

  test('counters begin anew at a reset', () => {
    const run = (between: number) => {
      const encoder = new TraceEncoder();
      const machine = new Machine(moving('monitor.hotPages.resetInstructions=2000'), 4, { cpus: 2 });
      encoder.event(...IN_USE);
      const step = ([cpu, kind, address]: Step): void => {
        encoder.cpu(cpu);
        encoder.reference(kind === 'l' ? Kind.load : Kind.store, 0, address, 4, 0);
      };
      [home, ...misses(1, 5)].forEach(step);
      for (let i = 0; i < between; i++) encoder.reference(Kind.fetch, 0, 0x400000, 4, 1);
      misses(1, 5, 10).forEach(step);
      machine.run(encoder.finish().words);
      return totalsOf(machine.finish());
    };
    expect(run(500).migration).toBe(1);
    expect(run(9000).migration).toBe(0);
  });

  test('a moved page leaves the TLBs that mapped it', () => {
    expect(events(moving(), [home, ...misses(1, 8)])).toMatchObject({ tlbShootdown: 1 });
    expect(events(moving(), [home, ...misses(1, 8), [1, 'l', line], [0, 'l', line]]).tlbMiss).toBe(4);
  });

  test('replicas are given up first when a node is full', () => {
    const second = 0x80000;
    const steps: Step[] = [
      home, ...misses(2, 4, 10), ...misses(1, 8), // a replica fills node 1
      [0, 'l', second + 31 * 128], ...misses(1, 8).map(([cpu, kind, address]): Step => [cpu, kind, address + second - line]),
    ]; // biome-ignore format: two pages
    expect(events(moving('numa.pagesPerNode=2'), steps)).toMatchObject({
      replication: 1,
      migration: 1,
      replicaReclaimed: 0,
    });
    expect(events(moving('numa.pagesPerNode=1'), steps)).toMatchObject({
      replication: 1,
      replicaReclaimed: 1,
      migration: 1,
    });
  });

  test('the competitive policy never replicates', () => {
    expect(
      events(moving('monitor.hotPages.policy=competitive'), [home, ...misses(2, 4, 10), ...misses(1, 9)]),
    ).toMatchObject({ replication: 0 });
  });

  test('every second miss counts when every second is sampled', () => {
    expect(events(moving('monitor.hotPages.sampleEvery=2'), [home, ...misses(1, 15)]).migration).toBe(0);
    expect(events(moving('monitor.hotPages.sampleEvery=2'), [home, ...misses(1, 16)]).migration).toBe(1);
  });
});
