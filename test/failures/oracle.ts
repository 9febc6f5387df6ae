import type { Containment } from '../../src/failures/containment.ts';
import type { Loss } from '../../src/failures/loss.ts';
import type { Moment } from '../../src/replay/counts/dependence.ts';

/** What the rules say, in sets of things with names, as slowly as may be. */
export function hitBySets(moment: Moment, containment: Containment, loss: Loss) {
  const { nodes, cpusPerNode, vms, monitored, nodesPerCell, cellSurvives, disks, ranges } = containment;
  const all = new Set(Array.from({ length: vms }, (_, vm) => vm));
  const allNodes = Array.from({ length: nodes }, (_, node) => node);
  const nodeOf = (cpu: number) => Math.floor(cpu / cpusPerNode) % nodes;
  const struck = new Set([...loss.nodes, ...loss.cpus.map(nodeOf)]);
  const whole = !monitored || nodesPerCell === null;
  const cell = (node: number) => (nodesPerCell === null ? 0 : Math.floor(node / nodesPerCell));
  const goneNodes = new Set(loss.nodes);
  if (whole && struck.size > 0) for (const node of allNodes) goneNodes.add(node);
  else if (!cellSurvives)
    for (const hit of struck) for (const node of allNodes) if (cell(node) === cell(hit)) goneNodes.add(node);
  const isGone = (part: number) =>
    part < nodes ? goneNodes.has(part) : loss.ranges.includes(part - nodes) || goneNodes.has(ranges[part - nodes].node);
  const goneDisks = new Set([...loss.disks, ...[...disks].filter(([, node]) => goneNodes.has(node)).map(([disk]) => disk)]); // biome-ignore format: a line
  const cacheGone = (node: number) => goneNodes.has(node) || loss.cpus.some((cpu) => nodeOf(cpu) === node);

  const touched = moment.holdings.filter(({ parts }) => parts.some(isGone));
  const nowhere = touched.filter(({ parts, disk }) => parts.every(isGone) && (disk < 0 || goneDisks.has(disk)));
  const onDisk = touched.filter((each) => each.parts.every(isGone) && !nowhere.includes(each));
  const elsewhere = touched.filter(({ parts }) => !parts.every(isGone));
  const pages = (some: typeof touched) => some.reduce((sum, each) => sum + each.pages, 0);

  let dead = new Set<number>();
  moment.cpus.forEach((cpus, vm) => {
    if (cpus.some((cpu) => goneNodes.has(nodeOf(cpu)) || loss.cpus.includes(cpu))) dead.add(vm);
  });
  for (const each of nowhere) for (const vm of each.vms) dead.add(vm);
  for (const { node, vm } of moment.lines) if (vm >= 0 && cacheGone(node)) dead.add(vm);
  for (const { disk, vm } of moment.mounts) if (goneDisks.has(disk)) dead.add(vm);
  if (!monitored && goneDisks.size > 0) dead = all;
  if ((whole && struck.size > 0) || (!monitored && touched.length > 0)) dead = all;
  for (let n = 0; n < vms; n++) for (const { client, server } of moment.served) if (dead.has(server)) dead.add(client);
  return {
    vms: [...dead].sort((a, b) => a - b),
    lost: pages(nowhere),
    savedByDisk: pages(onDisk),
    savedByReplica: pages(elsewhere),
    machine: touched.reduce((sum, { parts, pages: each }) => sum + each * parts.filter(isGone).length, 0),
    lines: moment.lines.filter(({ node }) => cacheGone(node)).reduce((sum, { lines }) => sum + lines, 0),
    instructions: [...dead].reduce((sum, vm) => sum + moment.instructions[vm], 0),
  };
}
