import { expect, test } from 'vitest';
import type { Containment } from '../../src/failures/containment.ts';
import { hit } from '../../src/failures/hit.ts';
import { type Loss, nodeLost } from '../../src/failures/loss.ts';
import { reasonsIn } from '../../src/failures/reasons.ts';
import type { Holding, Moment } from '../../src/replay/counts/dependence.ts';

/** Four nodes of a CPU each; three VMs: 0 on the first two nodes, 1 on the third, 2 on the fourth. */
const cells: Containment = {
  nodes: 4,
  cpusPerNode: 1,
  vms: 3,
  monitored: true,
  nodesPerCell: 1,
  cellSurvives: false,
  disks: new Map([[5, 3]]),
  ranges: [{ node: 2, first: 0, last: 9 }],
};
const RANGE = 4;
const quiet: Moment = {
  clock: 100,
  instructions: [50, 30, 20],
  cpus: [[0, 1], [2], [3]],
  holdings: [],
  lines: [],
  served: [],
  mounts: [],
};
const page = (parts: number[], vms: number[], more: Partial<Holding> = {}): Holding => ({ parts, vms, use: 'user', disk: -1, pages: 10, ...more }); // biome-ignore format: a line

/** Who is lost and why. */
function why(moment: Partial<Moment>, loss: Partial<Loss>, containment: Partial<Containment> = {}) {
  const { reasons } = hit(
    { ...quiet, ...moment },
    { ...cells, ...containment },
    { ...nodeLost(0), nodes: [], ...loss },
  );
  return Object.fromEntries([...reasons].flatMap((bits, vm) => (bits === 0 ? [] : [[vm, reasonsIn(bits).join()]])));
}

const CASES: [what: string, moment: Partial<Moment>, loss: Partial<Loss>, containment: Partial<Containment>, lost: object][] = [
  ['a virtual CPU is there', {}, { nodes: [1] }, {}, { 0: 'cpu' }],
  ['a virtual CPU is elsewhere in the cell', {}, { nodes: [3] }, { nodesPerCell: 2 }, { 1: 'monitor', 2: 'cpu' }],
  ['the cell survives', {}, { nodes: [3] }, { nodesPerCell: 2, cellSurvives: true }, { 2: 'cpu' }],
  ['a CPU takes its cell', {}, { cpus: [3] }, { nodesPerCell: 2 }, { 1: 'monitor', 2: 'cpu' }],
  ['a CPU alone, the cell survives', {}, { cpus: [3] }, { nodesPerCell: 2, cellSurvives: true }, { 2: 'cpu' }],
  ['one monitor', {}, { cpus: [3] }, { nodesPerCell: null }, { 0: 'monitor', 1: 'monitor', 2: 'monitor' }],
  ['one monitor outlives memory', { holdings: [page([RANGE], [1])] }, { ranges: [0] }, { nodesPerCell: null }, { 1: 'memory' }],
  ['no monitor', {}, { nodes: [3] }, { monitored: false, vms: 1 }, { 0: 'system' }],
  ['no monitor, memory in use', { holdings: [page([RANGE], [0], { disk: 0 })] }, { ranges: [0] }, { monitored: false, vms: 1 }, { 0: 'system' }],
  ['no monitor, memory that nobody uses', { holdings: [page([2], [0])] }, { ranges: [0] }, { monitored: false, vms: 1 }, {}],
  ['a page is there', { holdings: [page([3], [0, 2])] }, { nodes: [3] }, {}, { 0: 'memory', 2: 'cpu,memory' }],
  ['a page has a replica', { holdings: [page([1, 3], [0])] }, { nodes: [3] }, {}, { 2: 'cpu' }],
  ['a page is on a disk', { holdings: [page([3], [0], { disk: 1 })] }, { nodes: [3] }, {}, { 2: 'cpu' }],
  ['a page is on a disk that is lost too', { holdings: [page([3], [0], { disk: 5 })] }, { nodes: [3] }, {}, { 0: 'memory', 2: 'cpu' }],
  ['a log is there', { holdings: [page([3], [1], { use: 'log' })] }, { nodes: [3] }, {}, { 1: 'log', 2: 'cpu' }],
  ['the monitor alone holds it', { holdings: [page([3], [], { use: 'cache' })] }, { nodes: [3] }, {}, { 2: 'cpu' }],
  ['a line is modified there', { lines: [{ node: 3, home: 0, vm: 0, lines: 2 }] }, { nodes: [3] }, {}, { 0: 'lines', 2: 'cpu' }],
  ['a line of the monitor’s is', { lines: [{ node: 3, home: 0, vm: -1, lines: 2 }] }, { nodes: [3] }, {}, { 2: 'cpu' }],
  ['a disk of its own is lost', { mounts: [{ disk: 7, vm: 1 }] }, { disks: [7] }, {}, { 1: 'disk' }],
  ['a disk hangs on the node', { mounts: [{ disk: 5, vm: 1 }] }, { nodes: [3] }, {}, { 1: 'disk', 2: 'cpu' }],
  ['a disk that is everybody’s', {}, { disks: [7] }, {}, {}],
  ['its server is lost, by way of another', { served: [{ client: 0, server: 1 }, { client: 1, server: 2 }] }, { nodes: [3] }, {}, { 0: 'server', 1: 'server', 2: 'cpu' }],
  ['its client is lost', { served: [{ client: 2, server: 1 }] }, { nodes: [3] }, {}, { 2: 'cpu' }],
]; // biome-ignore format: a line each

test.each(CASES)('%s', (_, moment, loss, containment, lost) => {
  expect(why(moment, loss, containment)).toEqual(lost);
});

test('pages are counted once by their fate, machine pages as often as there are copies', () => {
  const holdings = [page([3], [0]), page([2, 3], [0]), page([3], [0], { disk: 1 }), page([2], [0])];
  const { pages, instructions } = hit({ ...quiet, holdings }, { ...cells, nodesPerCell: 2 }, nodeLost(3));
  expect(pages).toMatchObject({ savedByReplica: 0, savedByDisk: 10, machine: 50, lost: { user: 30, log: 0 } });
  expect(instructions).toBe(100);
});
