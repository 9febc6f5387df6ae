import { expect, test } from 'vitest';
import { availability, type StudyRow } from '../../src/failures/availability/availability.ts';
import { studyRows } from '../../src/failures/availability/study-rows.ts';
import { recoverySummary } from '../../src/failures/availability/summary.ts';
import { loadRecoveryCosts } from '../../src/failures/costs/recovery-costs.ts';
import { goneWith, nodeLost } from '../../src/failures/loss.ts';
import { lostOf, type Machine, recovery } from '../../src/failures/recovery/recovery.ts';
import { recoveryTime } from '../../src/failures/recovery/time.ts';
import { type Study, studyOf } from '../../src/failures/study.ts';
import { loadCosts } from '../../src/price/costs.ts';
import type { Dependences } from '../../src/replay/counts/dependence.ts';
import { loadStructure } from '../../src/replay/structure/presets.ts';
import { draws } from '../pace.ts';
import { Draws } from './random.ts';

const own = loadRecoveryCosts('flash', ['nodeFailures=1']);
const flash = loadCosts('flash');
const structure = loadStructure('disco');

/** Row by row what the study found, every moment by itself. */
function plainRows({ containment, hits, weights }: Study, { moments }: Dependences, machine: Machine): StudyRow[] {
  return hits.flatMap((row, node) =>
    row.map(({ reasons }, n) => {
      const lost = [...reasons].flatMap((bits, vm) => (bits === 0 ? [] : [vm]));
      const gone = lostOf(goneWith(containment, nodeLost(node)));
      const waiting = lost.filter((vm) =>
        moments[n].mounts.some(({ disk, vm: owner }) => owner === vm && containment.disks.get(disk) === node),
      );
      return { node, weight: weights[n], lost, waiting, recovery: recovery(moments[n], machine, gone, new Set(lost)) };
    }),
  );
}

test('the rows of a study cost what its moments do, one by one', () => {
  for (let seed = 0; seed < draws(100); seed++) {
    const chance = new Draws(seed);
    const nodes = 1 + chance.below(8);
    const vms = 1 + chance.below(6);
    const dependences = chance.dependences(nodes, vms);
    const found = studyOf(dependences, chance.containment(dependences, vms));
    const machine = { structure, nodes, cpus: nodes };
    const [few, all] = [studyRows, plainRows].map((rows) => rows(found, dependences, machine));
    expect(few.length).toBeLessThanOrEqual(all.length);
    expect(few.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(nodes, 9);
    const [a, b] = [few, all].map((rows) => availability(rows, vms, own, flash));
    expect(a.vmHoursLost).toBeCloseTo(b.vmHoursLost, 9);
    expect(a.vmsLost).toBeCloseTo(b.vmsLost, 9);
    expect(a.vmsLost).toBeCloseTo(nodes * found.expected.vms, 9);
    const [c, d] = [few, all].map((rows) => recoverySummary(rows, own, flash));
    for (const part of ['detection', 'recovery', 'restart', 'rereading'] as const)
      expect(c.mean[part]).toBeCloseTo(d.mean[part], 9);
    expect(c.longest).toBeLessThanOrEqual(d.longest + 1e-12);
  }
});

test('a study of one moment has its times', () => {
  const chance = new Draws(7);
  const { nodes, ranges, moments } = chance.dependences(4, 3);
  const dependences = { nodes, ranges, moments: moments.slice(-1) };
  const found = studyOf(dependences, { ...chance.containment(dependences, 3), monitored: true, nodesPerCell: 1 });
  const rows = studyRows(found, dependences, { structure, nodes, cpus: nodes });
  const times = rows.map((row) => recoveryTime(row.recovery, own, flash));
  expect(rows.map(({ node }) => node)).toEqual([0, 1, 2, 3]);
  expect(recoverySummary(rows, own, flash).longest).toBe(Math.max(...times.map((t) => t.detection + t.recovery)));
});
