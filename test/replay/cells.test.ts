import { expect, test } from 'vitest';
import { replay } from '../../src/replay/replay.ts';
import { Cells } from '../../src/replay/structure/cells.ts';
import { loadStructure } from '../../src/replay/structure/presets.ts';
import { TraceEncoder } from '../../src/trace/words/encoder/encoder.ts';
import { Kind } from '../../src/trace/words/layout.ts';
import type { Trace } from '../../src/trace/words/trace.ts';

/** A load of each CPU's. */
function traceOf(cpus: number): Trace {
  const encoder = new TraceEncoder({ architecture: 'mips32' });
  for (let cpu = 0; cpu < cpus; cpu++) {
    encoder.cpu(cpu);
    encoder.reference(Kind.load, 0, 0x10000, 4, 0);
  }
  const batch = encoder.finish();
  return {
    header: { source: '', format: 'csv', cpus, level: 'system', architecture: 'mips32', granuleBits: 4 },
    cpus,
    notes: [],
    batches: async function* () {
      yield batch;
    },
  };
}

test('cells are of neighbouring nodes', () => {
  const cells = new Cells(8, 2);
  expect(cells.count).toBe(4);
  expect([0, 1, 2, 7].map((node) => cells.of(node))).toEqual([0, 0, 1, 3]);
  expect(cells.nodesOf(3)).toEqual([6, 7]);
  expect([cells.isSame(2, 3), cells.isSame(1, 2)]).toEqual([true, false]);
  const one = new Cells(6, null);
  expect([one.count, one.of(5)]).toEqual([1, 0]);
});

test('cells that do not divide the nodes are refused where the nodes are a number, and before the replay where the trace says', async () => {
  expect(() => loadStructure('disco', ['numa.nodes=8', 'nodesPerCell=3'])).toThrow(
    /monitor\.nodesPerCell.*cells of 3 nodes do not divide the 8 there are; expected a divisor of 8, or null: one monitor for all/,
  );
  const three = loadStructure('disco', ['nodesPerCell=3']);
  await expect(replay(traceOf(4), three)).rejects.toThrow(
    'structure disco, monitor.nodesPerCell: cells of 3 nodes do not divide the 4 there are; expected a divisor of 4, or null: one monitor for all (a node for each CPU)',
  );
  await expect(replay(traceOf(4), loadStructure('disco', ['nodesPerCell=3', 'cpus=3']))).resolves.toMatchObject({
    nodes: 3,
  });
  await expect(replay(traceOf(6), three)).resolves.toMatchObject({ nodes: 6 });
  expect(() => loadStructure({ extends: 'disco', numa: null, monitor: { hotPages: null, nodesPerCell: 1 } })).toThrow(
    'cells are of nodes, and there are none without numa',
  );
});

test('disks hang on nodes that are there, each on one', async () => {
  const disks = (...on: number[][]) => ({
    extends: 'flash',
    numa: { disks: on.map(([disk, node]) => ({ disk, node })) },
  });
  expect(() => loadStructure({ ...disks([0, 8]), extends: 'uma' })).toThrow('no node 8: there are 1, from 0');
  expect(() => loadStructure(disks([3, 1], [3, 2]))).toThrow('disk 3 hangs on a node already');
  await expect(replay(traceOf(2), loadStructure({ extends: 'irix', machine: disks([0, 2]) }))).rejects.toThrow(
    'structure irix, machine.numa.disks.0.node: no node 2: there are 2, from 0 (a node for each CPU)',
  );
});
