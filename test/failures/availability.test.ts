import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { availability, type StudyRow, YEAR } from '../../src/failures/availability/availability.ts';
import { loadRecoveryCosts } from '../../src/failures/costs/recovery-costs.ts';
import { type Lost, type Machine, recovery } from '../../src/failures/recovery/recovery.ts';
import { loadCosts } from '../../src/price/costs.ts';
import type { Moment } from '../../src/replay/counts/dependence.ts';
import { loadStructure } from '../../src/replay/structure/presets.ts';
import { draws } from '../pace.ts';
import { anyMoment, moment } from './moments.ts';

const NODES = 4;
const VMS = 4;
const own = loadRecoveryCosts();
const flash = loadCosts('flash');
const machine: Machine = { structure: loadStructure('disco'), nodes: NODES, cpus: NODES };
const all = Array.from({ length: NODES }, (_, n) => n);

/** The loss of a node in cells of so many nodes; of virtual machines those are lost that run there. */
function row(node: number, cell: number, at: Moment, waiting: readonly number[] = []): StudyRow {
  const gone = all.filter((n) => Math.floor(n / cell) === Math.floor(node / cell));
  const lost: Lost = { parts: new Set(gone), cpus: new Set(gone), disks: new Set() };
  const vms = at.cpus.flatMap((cpus, vm) => (cpus.some((cpu) => gone.includes(cpu)) ? [vm] : []));
  return { node, weight: 1, lost: vms, waiting, recovery: recovery(at, machine, lost, new Set(vms)) };
}
const each = moment({ cpus: [[0], [1], [2], [3]] });
const rows = (cell: number, at = each): StudyRow[] => all.map((node) => row(node, cell, at));
const of = (some: readonly StudyRow[], set: readonly string[] = []) =>
  availability(some, VMS, loadRecoveryCosts('flash', set), flash);

describe('availability', () => {
  test('is counts times rates times hours', () => {
    const plain = ['nodeFailures=0.5', 'detection=0', 'nodeMemory=0', 'message=0', 'vmRestart=36s', 'machineRestart=0'];
    const { perVm, vmsLost, failures, nodeHoursLost } = of(rows(1), plain);
    expect([failures, vmsLost, nodeHoursLost]).toEqual([2, 2, 12]);
    // 36 s when its own node fails; of the others what flushing caches takes.
    expect(perVm[0].hoursLost).toBeCloseTo(0.5 * 0.01, 4);
    expect(perVm[0].losses).toBe(0.5);
    expect(perVm[0].availability).toBeCloseTo(1 - perVm[0].hoursLost / YEAR, 12);
    expect(perVm[0].nines).toBeCloseTo(-Math.log10(perVm[0].hoursLost / YEAR), 9);
  });

  test('of who lost a disk waits for the repair', () => {
    const { perVm } = of([row(1, 1, each, [1])], ['nodeFailures=1', 'repair=5h', 'vmRestart=0']);
    expect(perVm[1].hoursLost).toBeCloseTo(5, 3);
    expect(perVm[0].hoursLost).toBeLessThan(0.001);
  });

  test('without failures is whole', () => {
    expect(of(rows(1), ['nodeFailures=0'])).toMatchObject({ vmHoursLost: 0, failures: 0, vmsLost: 0 });
    expect(of(rows(1), ['nodeFailures=0']).perVm[0]).toMatchObject({
      availability: 1,
      nines: Number.POSITIVE_INFINITY,
    });
    expect(of(rows(4), ['nodeFailures=1000000']).perVm[0]).toMatchObject({ availability: 0 });
  });

  test('is linear in the rate', () => {
    fc.assert(
      fc.property(anyMoment(NODES, VMS), fc.double({ min: 0.01, max: 10, noNaN: true }), (at, times) => {
        const [once, often] = [1, times].map((rate) => of(rows(1, at), [`nodeFailures=${rate}`]));
        expect(often.vmHoursLost).toBeCloseTo(times * once.vmHoursLost, 9);
        expect(often.vmsLost).toBeCloseTo(times * once.vmsLost, 9);
      }),
      { numRuns: draws(100) },
    );
  });

  test('is additive over nodes, and over moments by their weights', () => {
    fc.assert(
      fc.property(anyMoment(NODES, VMS), anyMoment(NODES, VMS), fc.double({ min: 0, max: 1, noNaN: true }), (a, b, share) => {
        const whole = of(rows(1, a)).vmHoursLost;
        expect(rows(1, a).reduce((sum, one) => sum + of([one]).vmHoursLost, 0)).toBeCloseTo(whole, 9);
        const mixed = [...rows(1, a).map((one) => ({ ...one, weight: share })), ...rows(1, b).map((one) => ({ ...one, weight: 1 - share }))];
        expect(of(mixed).vmHoursLost).toBeCloseTo(share * whole + (1 - share) * of(rows(1, b)).vmHoursLost, 9);
      }),
      { numRuns: draws(100) },
    ); // biome-ignore format: long lines
  });

  test('of a monitor in one piece is no better than of one in cells, and of large cells no better than of small ones', () => {
    fc.assert(
      fc.property(anyMoment(NODES, VMS), (at) => {
        const [one, two, four] = [1, 2, 4].map((cell) => of(rows(cell, at)));
        expect(one.vmsLost).toBeLessThanOrEqual(two.vmsLost);
        expect(two.vmsLost).toBeLessThanOrEqual(four.vmsLost);
        expect(two.vmHoursLost).toBeLessThanOrEqual(four.vmHoursLost);
        expect(one.vmHoursLost).toBeLessThanOrEqual(four.vmHoursLost);
      }),
      { numRuns: draws(100) },
    );
  });

  test('has defaults of the order of what field studies say', () => {
    const { failures, perVm } = of(rows(4));
    expect(failures).toBeCloseTo(NODES * own.nodeFailures.value, 12);
    expect(perVm[0].nines).toBeGreaterThan(4);
    expect(perVm[0].nines).toBeLessThan(6);
  });
});
