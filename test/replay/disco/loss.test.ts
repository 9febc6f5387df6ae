import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Counts, countRows, totalsOf } from '../../../src/replay/counts/counts.ts';
import type { EventName } from '../../../src/replay/counts/event.ts';
import { Deployment } from '../../../src/replay/machine/deployment.ts';
import type { Loss } from '../../../src/replay/machine/loss.ts';
import type { Structure } from '../../../src/replay/structure/structure.ts';
import { TraceEncoder } from '../../../src/trace/words/encoder/encoder.ts';
import { Kind } from '../../../src/trace/words/layout.ts';
import { Marker } from '../../../src/trace/words/markers.ts';
import { Mode } from '../../../src/trace/words/vocabulary.ts';
import { draws } from '../../pace.ts';
import { BUFFER, block, machines, memoryOf } from './shared-tools.ts';
import { irix, load, store } from './tools.ts';

/** What one CPU does in its kernel: a turn ends its run of references. */
type Turn = { cpu: number; does: (t: TraceEncoder) => void };

const written = (turns: readonly Turn[], from = 0, to = turns.length): TraceEncoder => {
  const encoder = new TraceEncoder({ architecture: 'mips32' });
  encoder.cpu(0);
  encoder.event(Marker.mode, Mode.kernel);
  for (const { cpu, does } of turns.slice(from, to)) {
    encoder.cpu(cpu);
    encoder.event(Marker.mode, Mode.kernel);
    encoder.reference(Kind.fetch, 0, 0x80300000, 4, 1);
    does(encoder);
    encoder.event(Marker.mode, Mode.kernel);
    encoder.event(Marker.mode, Mode.user);
  }
  return encoder;
};
/** Each turn is of one instruction, so that a loss at n comes behind n turns. */
function run(structure: Structure, cpus: number, turns: readonly Turn[], loss?: Loss): Counts {
  const deployment = new Deployment([structure], 4, cpus, { loss });
  deployment.run(written(turns).finish().words);
  return deployment.finish()[0];
}
const all = (counts: Counts): Record<EventName, number> => totalsOf(counts);
const rowsOf = (counts: Counts, window: number) => [...countRows(counts)].filter((row) => row.window === window);
const numbers = ({ structure: _, ...rest }: Counts) => rest;

const turn: fc.Arbitrary<Turn> = fc
  .record({
    cpu: fc.nat(3),
    what: fc.constantFrom('block', 'block', 'load', 'load', 'store', 'free'),
    page: fc.nat(5),
    line: fc.nat(31),
  })
  .map(({ cpu, what, page, line }) => ({
    cpu,
    does: (t: TraceEncoder): void => {
      const address = 0xc0100000 + page * 4096;
      if (what === 'block') block(t, address, page * 8);
      else if (what === 'load') load(t, address + 128 * line);
      else if (what === 'store') store(t, address + 128 * line);
      else t.event(Marker.freePage, t.page(0, address));
    },
  }));
const turns = fc.array(turn, { minLength: 1, maxLength: 60, size: 'max' });

const SMALL = ['cache.l1d.sizeBytes=1024', 'cache.l2.sizeBytes=4096', 'monitor.footprint=true'];
/** Four nodes of a CPU: machines of one or two virtual CPUs, on as many CPUs or on two; cells of one or two nodes. */
const structure = fc
  .record({
    vms: fc.constantFrom(2, 4),
    cpus: fc.constantFrom('null', '2'),
    nodesPerCell: fc.constantFrom(1, 2),
    cellSurvives: fc.boolean(),
    shareAcrossCells: fc.boolean(),
    replicas: fc.constantFrom(1, 2, 3),
    affinity: fc.boolean(),
    replicatedCode: fc.boolean(),
    hotPages: fc.constantFrom('null', '{ trigger: 2, sharing: 1 }'),
    pagesPerNode: fc.constantFrom('null', '20'),
  })
  .map(({ vms, cpus, affinity, hotPages, pagesPerNode, ...switches }) =>
    machines(
      vms,
      ...SMALL,
      `machine.cpus=${cpus}`,
      `numa.nodes=${cpus === 'null' ? 4 : 2}`,
      `monitor.virtualCpus.affinity=${affinity}`,
      'monitor.virtualCpus.quantumInstructions=1000',
      `monitor.hotPages=${hotPages}`,
      `numa.pagesPerNode=${pagesPerNode}`,
      ...Object.entries(switches).map(([key, value]) => `monitor.${key}=${value}`),
    ),
  );
const law = (holds: (list: readonly Turn[], s: Structure, at: number, node: number) => void): void =>
  fc.assert(
    fc.property(turns, structure, fc.nat(60), fc.nat(1), (list, s, at, node) => holds(list, s, at, node)),
    { numRuns: draws(60) },
  );

describe('a loss', () => {
  test('after the end changes nothing, and one of nothing nothing but where counts are', () =>
    law((list, s, at, node) => {
      const plain = run(s, 4, list);
      expect(numbers(run(s, 4, list, { at: 1e9, nodes: [node] }))).toEqual(numbers(plain));
      const split = run(s, 4, list, { at, nodes: [] });
      expect(all(split)).toEqual(all(plain));
      expect(split.footprint).toEqual(plain.footprint);
    }));

  test('leaves what was counted before as it was', () =>
    law((list, s, at, node) => {
      const lost = run(s, 4, list, { at, nodes: [node] });
      expect(rowsOf(lost, 1)).toEqual(rowsOf(run(s, 4, list, { at, nodes: [] }), 1));
    }));

  test('leaves nothing on what is lost: no work of its CPUs and machines, no use of its memory', () =>
    law((list, s, at, node) => {
      const counts = run(s, 4, list, { at, nodes: [node] });
      const { nodesPerCell, cellSurvives } = s.monitor!;
      const isLost = (each: number): boolean =>
        each === node || (!cellSurvives && Math.floor(each / nodesPerCell!) === Math.floor(node / nodesPerCell!));
      const after = counts.intervals.findIndex(({ window }) => window === 2);
      if (after < 0) return;
      for (const { cpu } of rowsOf(counts, 2)) expect(isLost(cpu)).toBe(false);
      for (let cpu = 0; cpu < counts.cpus; cpu++)
        for (let each = 0; each < counts.nodes; each++)
          if (isLost(each)) expect(counts.visits[(after * counts.cpus + cpu) * counts.nodes + each]).toBe(0);
    }));

  test('keeps the laws of what goes on', () =>
    law((list, s, at, node) => {
      const counts = run(s, 4, list, { at, nodes: [node] });
      const e = all(counts);
      expect(e.l2FetchMiss + e.l2LoadMiss).toBe(e.localRead + e.remoteRead + e.dirtyRead);
      expect(e.l2FetchMiss + e.l2LoadMiss).toBe(e.coldMiss + e.capacityMiss + e.trueSharingMiss + e.falseSharingMiss);
      expect(e.tlbMiss).toBe(e.secondLevelHit + e.secondLevelMiss);
      expect(e.l1iFetchMiss).toBeLessThanOrEqual(e.l1iFetch);
      expect(e.l1dLoadMiss + e.l1dStoreMiss).toBeLessThanOrEqual(e.l1dLoad + e.l1dStore);
      for (const { virtual, machine, monitor } of counts.footprint) {
        const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
        expect(Math.min(...virtual.flat(), ...machine, ...Object.values(monitor))).toBeGreaterThanOrEqual(0);
        expect(sum(machine)).toBeLessThanOrEqual(sum(virtual.flat()));
      }
    }));

  test('takes from machines that are left no instruction of their programs', () =>
    law((list, s, at, node) => {
      const executed = (counts: Counts, vm: number): number =>
        [...countRows(counts)]
          .filter((row) => row.vm === vm && row.event === 'instruction' && row.mode === 'kernel')
          .reduce((sum, { count }) => sum + count, 0);
      const plain = run(s, 4, list);
      // On the other node's machine nobody depends who is not named.
      const shared = s.monitor!.virtualCpus.cpus !== null;
      if (shared && !s.monitor!.cellSurvives && s.monitor!.nodesPerCell === 2) return;
      const lost = run(s, 4, list, { at, nodes: [node], lostVms: shared ? [0] : [] });
      const last = s.monitor!.virtualCpus.vms - 1;
      expect(executed(lost, last)).toBe(executed(plain, last));
    }));

  test('of a node that nobody uses changes nothing', () => {
    const idle = machines(2, ...SMALL, 'numa.nodes=4', 'monitor.nodesPerCell=1');
    fc.assert(
      fc.property(turns, fc.nat(60), (list, at) => {
        const two = list.map(({ cpu, does }) => ({ cpu: cpu % 2, does }));
        const counts = run(idle, 2, two, { at, nodes: [3] });
        expect(all(counts)).toEqual(all(run(idle, 2, two)));
        expect(counts.footprint).toEqual(run(idle, 2, two).footprint);
      }),
      { numRuns: draws(20) },
    );
  });
});

describe('after a loss', () => {
  const cells = 'monitor.nodesPerCell=1';
  const uses = (cpu: number): Turn => ({ cpu, does: (t) => block(t, BUFFER, 0) });
  const loads = (cpu: number): Turn => ({ cpu, does: (t) => load(t, BUFFER) });

  test('a block that was there alone is read again when it is used, and once', () => {
    const list = [uses(0), uses(1), loads(1), loads(1)];
    const plain = all(run(machines(2, cells), 2, list));
    expect(plain).toMatchObject({ diskRequest: 1, blockMapped: 1 });
    const lost = run(machines(2, cells), 2, list, { at: 2, nodes: [0] });
    expect(all(lost)).toMatchObject({ diskRequest: 2, blockMapped: 1, monitorPageFault: plain.monitorPageFault + 1 });
    expect(memoryOf(lost)).toMatchObject({ virtual: { bufferCache: 1 }, machine: { bufferCache: 1 } });
    // Its reader's own copy needs no other.
    const apart = run(machines(2, cells, 'monitor.shareAcrossCells=false'), 2, list, { at: 2, nodes: [0] });
    expect(all(apart)).toMatchObject({ diskRequest: 2, blockMapped: 0 });
  });

  test('a replica is used in the place of the copy that is lost, and another is read again where there is none', () => {
    const reads = (cpu: number, lines: number): Turn => ({
      cpu,
      does: (t) => {
        for (let n = 0; n < lines; n++) load(t, BUFFER + 128 * n);
      },
    });
    const list = [uses(0), uses(1), uses(2), reads(0, 1), reads(1, 4), reads(2, 2), reads(1, 8)];
    const moving = (hotPages: string) => machines(3, cells, `monitor.hotPages=${hotPages}`);
    const after = (hotPages: string) => all(run(moving(hotPages), 3, list, { at: 5, nodes: [0] }));
    const hot = '{ trigger: 4, sharing: 1 }';
    expect(all(run(moving(hot), 3, list)).replication).toBe(1);
    expect(after(hot)).toMatchObject({ replication: 1, diskRequest: 1, monitorPageFault: 0 });
    // The same without a page that is hot, where copies are kept for safety.
    const safe = machines(3, cells, 'monitor.replicas=2');
    expect(all(run(safe, 3, list, { at: 5, nodes: [0] }))).toMatchObject({
      replication: 1,
      diskRequest: 1,
      monitorPageFault: 0,
    });
    expect(after('null')).toMatchObject({ replication: 0, diskRequest: 2, blockMapped: 3, monitorPageFault: 2 });
  });

  test.each(['true', 'false'])('virtual CPUs that were on it go on elsewhere (affinity: %s)', (affinity) => {
    const many = machines(
      4,
      cells,
      'machine.cpus=2',
      'numa.nodes=2',
      'monitor.virtualCpus.quantumInstructions=1000',
      `monitor.virtualCpus.affinity=${affinity}`,
    );
    const list = Array.from({ length: 40 }, (_, n) => loads(n % 4));
    const counts = run(many, 4, list, { at: 10, nodes: [1], lostVms: [1] });
    const executed = [0, 1, 2, 3].map((vm) =>
      [...countRows(counts)]
        .filter((row) => row.vm === vm && row.event === 'instruction' && row.mode === 'kernel')
        .reduce((sum, { count }) => sum + count, 0),
    );
    const whole = run(many, 4, list);
    const before = [0, 1, 2, 3].map((vm) =>
      [...countRows(whole)]
        .filter((row) => row.vm === vm && row.event === 'instruction' && row.mode === 'kernel')
        .reduce((sum, { count }) => sum + count, 0),
    );
    expect([0, 2, 3].map((vm) => executed[vm])).toEqual([0, 2, 3].map((vm) => before[vm]));
    expect(executed[1]).toBeLessThan(before[1]);
    expect(new Set(rowsOf(counts, 2).map(({ cpu }) => cpu))).toEqual(new Set([0]));
  });

  test('nothing goes on where there is no monitor, or one for all nodes', () => {
    const list = Array.from({ length: 8 }, (_, n) => loads(n % 2));
    for (const s of [irix('numa.nodes=2'), machines(2, 'numa.nodes=2')]) {
      const counts = run(s, 2, list, { at: 4, nodes: [1] });
      expect(rowsOf(counts, 2).filter(({ event }) => event === 'instruction')).toEqual([]);
      expect(all(counts).l1iFetch).toBe(4);
    }
    expect(all(run(irix('numa.nodes=2'), 2, list, { at: 4, nodes: [] })).l1iFetch).toBe(8);
  });

  test('the machines that run on it need not be named, and those that are stop too', () => {
    const list = Array.from({ length: 12 }, (_, n) => loads(n % 3));
    const fetches = (loss: Loss) => all(run(machines(3, cells), 3, list, loss)).l1iFetch;
    expect(fetches({ at: 6, nodes: [1] })).toBe(6 + 4);
    expect(fetches({ at: 6, nodes: [1], lostVms: [0] })).toBe(6 + 2);
    expect(fetches({ at: 6, nodes: [], lostVms: [0] })).toBe(6 + 4);
    expect(fetches({ at: 0, nodes: [0] })).toBe(8);
  });
});

test('a loss of what is not there is refused', () => {
  const attempt = (loss: Loss) => () => run(machines(2, 'monitor.nodesPerCell=1'), 2, [], loss);
  expect(attempt({ at: 0, nodes: [2] })).toThrow('node 2 cannot be lost; the machine has nodes 0 to 1');
  expect(attempt({ at: -1, nodes: [0] })).toThrow('a loss at -1; expected a whole number of instructions, from 0');
  expect(attempt({ at: 0, nodes: [], lostVms: [2] })).toThrow('virtual machine 2 cannot be lost; there are 0 to 1');
});
