import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { struckInTurn } from '../../src/failures/aftermath.ts';
import { loadRecoveryCosts } from '../../src/failures/costs/recovery-costs.ts';
import { type Loss, nodeLost } from '../../src/failures/loss.ts';
import { RECOVERY_ACTION_NAMES } from '../../src/failures/recovery/actions.ts';
import { recoveriesOf } from '../../src/failures/recovery/in-turn.ts';
import { type Lost, type Machine, recovery } from '../../src/failures/recovery/recovery.ts';
import { actionsOf, actionTimes, recoveryTime } from '../../src/failures/recovery/time.ts';
import { loadCosts } from '../../src/price/costs.ts';
import { loadStructure } from '../../src/replay/structure/presets.ts';
import { draws } from '../pace.ts';
import { anyMoment, holding, moment } from './moments.ts';

const own = loadRecoveryCosts();
const flash = loadCosts('flash');
const machine = (nodes: number, set: readonly string[] = []): Machine => ({
  structure: loadStructure('disco', set),
  nodes,
  cpus: nodes,
});
/** Nodes with their CPUs and memory, and disks. */
const lose = (nodes: readonly number[], disks: readonly number[] = []): Lost => ({ parts: new Set(nodes), cpus: new Set(nodes), disks: new Set(disks) }); // biome-ignore format: a line

/** Three virtual machines on three nodes, one on each: what each of the actions is of. */
const written = moment({
  cpus: [[0], [1], [2]],
  holdings: [
    holding({ parts: [0], vms: [0], pages: 100 }),
    holding({ parts: [0, 2], vms: [1, 2], use: 'kernelText', pages: 10 }), // replicated: both lose a copy with node 0
    holding({ parts: [0], vms: [0, 1], use: 'kernelText', disk: 3, pages: 7 }), // read again for virtual machine 1
    holding({ parts: [0], vms: [1], use: 'kernelText', disk: 4, pages: 5 }),
    holding({ parts: [0], vms: [], use: 'cache', disk: 3, pages: 50 }), // nobody's
    holding({ parts: [1], vms: [1], pages: 70 }),
  ],
  lines: [
    { node: 0, home: 1, vm: 0, lines: 4 },
    { node: 1, home: 0, vm: 1, lines: 8 },
  ],
});

describe('what recovery takes', () => {
  test('is counted by who does it', () => {
    const counted = recovery(written, machine(3), lose([0]), new Set([0]));
    expect(counted).toMatchObject({ survivors: 2, nodeBytes: null, lineBytes: 128, pageBytes: 4096 });
    expect(actionsOf(counted, own)).toEqual({
      message: { total: 8, most: 4 },
      cacheLine: { total: 16_384, most: 8192 },
      directoryLine: { total: 524_288, most: 262_144 },
      memmapEntry: { total: 16_384, most: 8192 },
      pmapEntry: { total: 10 + 10 + 7 + 5, most: 22 },
      tlbFlush: { total: 2, most: 1 },
      blockRead: { total: 12, most: 7 },
      vmRestart: { total: 1, most: 1 },
      virtualCpuRestart: { total: 1, most: 1 },
      lineLost: { total: 4, most: 4 },
    });
  });

  test('of a lost disk is nothing that could be read from it', () => {
    const { actions } = recovery(written, machine(3), lose([0], [3]), new Set([0, 1]));
    expect(actions.blockRead).toEqual({ total: 0, most: 0 });
    expect(actions.pmapEntry).toEqual({ total: 10, most: 10 });
    expect(actions.vmRestart).toEqual({ total: 2, most: 1 });
  });

  test('of one loss after another leaves out what is gone, and of disks alone, and where nobody is left, is nothing', () => {
    const counted = recovery(written, machine(3), lose([1]), new Set([1]), { ...lose([0]), vms: new Set([0]) });
    expect(counted.survivors).toBe(1);
    expect(counted.actions).toMatchObject({ message: { total: 0 }, tlbFlush: { total: 1 }, pmapEntry: { total: 0 }, lineLost: { total: 8 } }); // biome-ignore format: a line
    const containment = { nodes: 3, cpusPerNode: 1, vms: 3, monitored: true, nodesPerCell: 1, cellSurvives: false, disks: new Map(), ranges: [] }; // biome-ignore format: a line
    const dependences = { moments: [written, { ...written, clock: written.clock + 1 }], nodes: 3, ranges: [] };
    const inTurn = (own: object, ...losses: Loss[]) => {
      const struck = struckInTurn(dependences, { ...containment, ...own }, losses.map((each, n) => ({ ...each, clock: written.clock + n }))); // biome-ignore format: a line
      return recoveriesOf(struck, machine(3), { ...containment, ...own }).map((each) => each?.survivors ?? null);
    };
    expect(inTurn({}, nodeLost(0), nodeLost(2))).toEqual([2, 1]);
    expect(inTurn({ nodesPerCell: null }, nodeLost(0), nodeLost(2))).toEqual([0, null]);
    expect(inTurn({ monitored: false, vms: 1 }, nodeLost(0))).toEqual([0]);
    expect(inTurn({}, { nodes: [], cpus: [], disks: [3], ranges: [] }, nodeLost(2))).toEqual([null, 2]);
  });

  test('where nothing survives is starting anew', () => {
    const counted = recovery(written, machine(3), lose([0, 1, 2]), new Set([0, 1, 2]));
    const actions = actionsOf(counted, own);
    expect(counted.survivors).toBe(0);
    const done = RECOVERY_ACTION_NAMES.filter((name) => actions[name].total > 0);
    expect(done).toEqual(['vmRestart', 'virtualCpuRestart', 'lineLost']);
    expect(recoveryTime(counted, own, flash)).toEqual({ detection: 0.01, recovery: 0, restart: 360, rereading: 0 });
  });

  test('scans as much memory as the structure says, and else what is assumed', () => {
    const small = recovery(written, machine(3, ['numa.pagesPerNode=1024']), lose([0]), new Set([0]));
    expect(small.nodeBytes).toBe(4 * 2 ** 20);
    expect(actionsOf(small, own).directoryLine.most).toBe(32_768);
    const more = loadRecoveryCosts('flash', ['nodeMemory=1GiB']);
    expect(actionsOf(small, more)).toEqual(actionsOf(small, own));
    expect(actionsOf(recovery(written, machine(3), lose([0]), new Set([0])), more).directoryLine.most).toBe(2 ** 23);
  });
});

describe('how long it takes', () => {
  test('is the sum of phases that all wait for', () => {
    const counted = recovery(written, machine(3), lose([0]), new Set([0]));
    const times = actionTimes(counted, own, flash);
    expect(times.directoryLine).toBeCloseTo(262_144 * 130e-9, 12);
    expect(times.memmapEntry).toBeCloseTo(8192 * (50 + 0.25 * 300) * 1e-9, 12);
    expect(times.pmapEntry).toBeCloseTo(22 * (150 + 300) * 1e-9, 12);
    expect(times.blockRead).toBeCloseTo(7 * (13.35e-3 + 8 * 0.208e-3), 12);
    const { message, cacheLine, directoryLine, memmapEntry, pmapEntry, tlbFlush } = times;
    const { recovery: sum, restart, rereading } = recoveryTime(counted, own, flash);
    expect(sum).toBeCloseTo(message + cacheLine + directoryLine + memmapEntry + pmapEntry + tlbFlush, 12);
    expect([restart, rereading]).toEqual([60, times.blockRead]);
  });

  test('hangs on the memory of a node, and hardly on how many there are', () => {
    const time = (nodes: number, mb: number): number => {
      const counted = recovery(moment({ cpus: [[0]] }), machine(nodes), lose([0]), new Set([0]));
      return recoveryTime(counted, loadRecoveryCosts('flash', [`nodeMemory=${mb}`]), flash).recovery;
    };
    expect(time(64, 32) / time(2, 32)).toBeLessThan(1.02);
    expect(time(8, 256) / time(8, 32)).toBeGreaterThan(5);
  });

  test('of who does most is no more than of all, and no less than their mean', () => {
    fc.assert(
      fc.property(anyMoment(6, 4), fc.subarray([0, 1, 2, 3, 4, 5]), fc.subarray([0, 1, 2, 3]), (any, nodes, vms) => {
        const actions = actionsOf(recovery(any, machine(6), lose(nodes), new Set(vms)), own);
        for (const { total, most } of Object.values(actions)) {
          expect(most).toBeLessThanOrEqual(total);
          expect(most * 6).toBeGreaterThanOrEqual(total);
        }
        expect(actions.vmRestart.total).toBe(vms.length);
      }),
      { numRuns: draws(200) },
    );
  });

  test('grows with each cost, and with the pages that are lost', () => {
    const counted = recovery(written, machine(3), lose([0]), new Set([0]));
    const total = (set: readonly string[]): number => Object.values(recoveryTime(counted, loadRecoveryCosts('flash', set), flash)).reduce((a, b) => a + b); // biome-ignore format: a line
    for (const name of ['detection', 'message', 'directoryLine', 'memmapEntry', 'nodeMemory', 'vmRestart'] as const)
      expect(total([`${name}=${2 * own[name].value}`]), name).toBeGreaterThan(total([]));
    const twice = moment({ ...written, holdings: [...written.holdings, ...written.holdings] });
    const both = [written, twice].map((each) => recovery(each, machine(3), lose([0]), new Set([0])).actions);
    expect(both[1].pmapEntry.total).toBe(2 * both[0].pmapEntry.total);
  });
});
