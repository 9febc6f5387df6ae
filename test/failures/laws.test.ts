import { describe, expect, test } from 'vitest';
import { losses, momentAt } from '../../src/failures/aftermath.ts';
import type { Containment } from '../../src/failures/containment.ts';
import { hit } from '../../src/failures/hit.ts';
import { nodeLost } from '../../src/failures/loss.ts';
import { reasonsIn } from '../../src/failures/reasons.ts';
import { studyOf } from '../../src/failures/study.ts';
import { HOLDING_USES } from '../../src/replay/counts/dependence.ts';
import { draws } from '../pace.ts';
import { hitBySets } from './oracle.ts';
import { Draws } from './random.ts';

const SEEDS = Array.from({ length: draws(200) }, (_, n) => n);
const lostVms = (reasons: Uint8Array): number[] => [...reasons].flatMap((bits, vm) => (bits === 0 ? [] : [vm]));
const divisorsOf = (n: number): number[] => Array.from({ length: n }, (_, k) => k + 1).filter((k) => n % k === 0);

/** A machine, what depends on it, and how it contains losses, of a seed. */
function drawn(seed: number) {
  const chance = new Draws(seed);
  const nodes = 1 + chance.below(12);
  const vms = 1 + chance.below(9);
  const cpusPerNode = 1 + chance.below(2);
  const cpus = nodes * cpusPerNode;
  const dependences = chance.dependences(nodes, vms, { cpus });
  const containment = chance.containment(dependences, vms, cpusPerNode);
  return { chance, nodes, vms, cpus, dependences, containment };
}

describe('who is hit by a loss', () => {
  test('is what the rules say in sets', () => {
    for (const seed of SEEDS) {
      const { chance, nodes, cpus, dependences, containment } = drawn(seed);
      for (const moment of dependences.moments)
        for (let n = 0; n < 4; n++) {
          const loss = chance.loss(nodes, dependences.ranges.length, cpus);
          const found = hit(moment, containment, loss);
          const { savedByReplica, savedByDisk, machine, lost } = found.pages;
          expect({
            vms: lostVms(found.reasons),
            lost: HOLDING_USES.reduce((sum, use) => sum + lost[use], 0),
            savedByDisk,
            savedByReplica,
            machine,
            lines: found.lines,
            instructions: found.instructions,
          }).toEqual(hitBySets(moment, containment, loss));
          expect(found.vms).toBe(lostVms(found.reasons).length);
        }
    }
  });

  test('is never more in cells that are divided further', () => {
    for (const seed of SEEDS) {
      const { chance, nodes, cpus, dependences, containment } = drawn(seed);
      const loss = chance.loss(nodes, dependences.ranges.length, cpus);
      const divisions = [null, ...divisorsOf(nodes).toReversed()];
      for (const moment of dependences.moments) {
        const inCells = (nodesPerCell: number | null) =>
          hit(moment, { ...containment, monitored: true, nodesPerCell }, loss);
        for (const outer of divisions)
          for (const inner of divisions) {
            if (inner === null || (outer !== null && outer % inner !== 0)) continue;
            const [less, more] = [inCells(inner), inCells(outer)];
            for (const vm of lostVms(less.reasons)) expect(lostVms(more.reasons)).toContain(vm);
            for (const use of HOLDING_USES) expect(less.pages.lost[use]).toBeLessThanOrEqual(more.pages.lost[use]);
            expect(less.instructions).toBeLessThanOrEqual(more.instructions);
          }
      }
    }
  });

  test('is nobody in cells where a node goes that nobody uses', () => {
    for (const seed of SEEDS) {
      const { dependences, containment, nodes } = drawn(seed);
      for (const nodesPerCell of divisorsOf(nodes)) {
        const wider: Containment = { ...containment, monitored: true, nodesPerCell, nodes: nodes + nodesPerCell };
        for (const moment of dependences.moments) {
          // Ranges of memory are numbered behind the nodes, which are more now.
          const holdings = moment.holdings.map((each) => ({ ...each, parts: each.parts.map((part) => (part < nodes ? part : part + nodesPerCell)) })); // biome-ignore format: a line
          expect(hit({ ...moment, holdings }, wider, nodeLost(nodes))).toMatchObject({ vms: 0, pages: { machine: 0 } });
        }
      }
    }
  });

  test('loses no data where every page has a copy elsewhere', () => {
    for (const seed of SEEDS) {
      const { dependences, containment, nodes } = drawn(seed);
      const cells = { ...containment, monitored: true, nodesPerCell: 1 };
      if (nodes < 2) continue;
      for (const moment of dependences.moments) {
        const holdings = moment.holdings.map((each) => ({ ...each, parts: [each.parts[0] % nodes, (each.parts[0] + 1) % nodes].sort((a, b) => a - b) })); // biome-ignore format: a line
        for (let node = 0; node < nodes; node++) {
          const { pages, reasons } = hit({ ...moment, holdings }, cells, nodeLost(node));
          expect(HOLDING_USES.reduce((sum, use) => sum + pages.lost[use], 0)).toBe(0);
          for (const bits of reasons) for (const reason of reasonsIn(bits)) expect(['memory', 'log']).not.toContain(reason); // biome-ignore format: a line
        }
      }
    }
  });
});

describe('losses one after another', () => {
  test('are, one alone, what is hit at its moment; after the end they hit nobody', () => {
    for (const seed of SEEDS) {
      const { chance, nodes, cpus, dependences, containment } = drawn(seed);
      const loss = chance.loss(nodes, dependences.ranges.length, cpus);
      const end = dependences.moments.at(-1)!.clock;
      const clock = chance.below(end + 1);
      const moment = momentAt(dependences, clock)!;
      expect(losses(dependences, containment, [{ ...loss, clock }])).toEqual([hit(moment, containment, loss)]);
      expect(losses(dependences, containment, [{ ...loss, clock: end + 1 }])).toEqual([]);
      const [first, ...others] = losses(dependences, containment, [
        { ...loss, clock },
        { ...loss, clock: end + 1 },
      ]);
      expect(first).toEqual(hit(moment, containment, loss));
      expect(others).toEqual([]);
    }
  });

  test('hit nobody twice, and nobody by what was gone before', () => {
    for (const seed of SEEDS) {
      const { chance, nodes, cpus, dependences, containment } = drawn(seed);
      const timed = Array.from({ length: 4 }, () => ({
        ...chance.loss(nodes, dependences.ranges.length, cpus),
        clock: chance.below(dependences.moments.at(-1)!.clock + 1),
      }));
      const hits = losses(dependences, containment, timed);
      const all = hits.flatMap(({ reasons }) => lostVms(reasons));
      expect(new Set(all).size).toBe(all.length);
      expect(hits.reduce((sum, { vms }) => sum + vms, 0)).toBe(all.length);
      const last = dependences.moments.at(-1)!.clock;
      if (hits.at(-1)!.clock === last) continue;
      const again = losses(dependences, containment, [...timed, ...timed.map((each) => ({ ...each, clock: last }))]);
      expect(again.slice(0, -1)).toEqual(hits);
      expect(again.at(-1)).toMatchObject({ lines: 0, pages: { machine: 0, savedByDisk: 0, savedByReplica: 0 } });
    }
  });
});

test('a study is each node’s loss at each moment, and the means of those', () => {
  for (const seed of SEEDS) {
    const { dependences, containment, nodes, vms } = drawn(seed);
    const { hits, expected, weights, map, worst, vmsByNode } = studyOf(dependences, containment);
    expect(weights.reduce((sum, each) => sum + each, 0)).toBeCloseTo(1, 9);
    let sum = 0;
    for (let node = 0; node < nodes; node++)
      for (const [n, { clock }] of dependences.moments.entries()) {
        const [alone] = losses(dependences, containment, [{ ...nodeLost(node), clock }]);
        expect(hits[node][n]).toEqual(alone);
        sum += (weights[n] * alone.vms) / nodes;
        expect(alone.vms).toBeLessThanOrEqual(worst.vms);
      }
    expect(expected.vms).toBeCloseTo(sum, 9);
    expect(expected.share).toBeCloseTo(sum / vms, 9);
    expect(vmsByNode.reduce((all, each) => all + each, 0) / nodes).toBeCloseTo(sum, 9);
    expect(map.flat().reduce((all, { share }) => all + share, 0) / nodes).toBeCloseTo(sum, 9);
    for (const { share, through, reasons } of map.flat()) {
      expect(through === null).toBe(share === 0);
      for (const each of Object.values(reasons)) expect(each).toBeLessThanOrEqual(share + 1e-12);
    }
  }
});
