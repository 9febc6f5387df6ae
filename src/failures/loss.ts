import { nodesLostWith } from '../replay/structure/cells.ts';
import { nodeOf } from '../replay/structure/node-of-cpu.ts';
import { MAX_CPUS } from '../trace/words/trace.ts';
import type { Containment } from './containment.ts';

/** What is lost at once: numbers of nodes, CPUs, disks, and of ranges of memory (`Dependences.ranges`). */
export interface Loss {
  readonly nodes: readonly number[];
  readonly cpus: readonly number[];
  readonly disks: readonly number[];
  readonly ranges: readonly number[];
}

/** The loss of one node. */
export const nodeLost = (node: number): Loss => ({ nodes: [node], cpus: [], disks: [], ranges: [] });

/** How a CPU is gone: not, with the monitor of its cell alone, or itself. */
export const CpuState = { there: 0, withoutMonitor: 1, lost: 2 } as const;

/** All that is gone after a loss, with what goes with it. */
export interface Gone {
  /** By part, nodes then ranges: 1 if its memory is gone. */
  readonly parts: Uint8Array;
  /** By CPU: `CpuState`. */
  readonly cpus: Uint8Array;
  /** By node: 1 if a CPU of it is gone, and with it what was in its cache. */
  readonly caches: Uint8Array;
  readonly disks: ReadonlySet<number>;
  /** What takes every virtual machine with it; null: nothing does. */
  readonly all: 'system' | 'monitor' | null;
}

/**
 * What goes with a loss: a node's CPUs, memory and disks; with a node or a CPU the monitor of its cell, and with that the cell's nodes,
 * unless cells survive; where the monitor is in one piece, or there is none, every node. The monitor's own pages are in front of what it
 * hands out on a node, so that no range of memory has any (assumed).
 */
export function goneWith(containment: Containment, loss: Loss): Gone {
  const { nodes, monitored, nodesPerCell, cellSurvives, ranges, disks: onNodes } = containment;
  const direct = new Set(loss.nodes);
  const struck = [...loss.nodes, ...loss.cpus.map((cpu) => nodeOf(cpu, containment))];
  const isWhole = !monitored || nodesPerCell === null;
  const all = !isWhole || struck.length === 0 ? null : monitored ? 'monitor' : 'system';
  // Where cells survive the loss of a CPU is that of the CPU alone.
  const failed = !isWhole && cellSurvives ? loss.nodes : struck;
  const goneNodes = nodesLostWith(failed, nodes, monitored ? containment : null);
  const isGone = (node: number): boolean => goneNodes.has(node);

  const parts = new Uint8Array(nodes + ranges.length);
  for (let node = 0; node < nodes; node++) if (isGone(node)) parts[node] = 1;
  for (const [n, { node }] of ranges.entries()) if (isGone(node) || loss.ranges.includes(n)) parts[nodes + n] = 1;
  const cpus = new Uint8Array(MAX_CPUS);
  for (let cpu = 0; cpu < MAX_CPUS; cpu++) {
    const node = nodeOf(cpu, containment);
    if (direct.has(node) || loss.cpus.includes(cpu)) cpus[cpu] = CpuState.lost;
    else if (isGone(node)) cpus[cpu] = CpuState.withoutMonitor;
  }
  const caches = Uint8Array.from({ length: nodes }, (_, node) => Number(isGone(node)));
  for (const cpu of loss.cpus) caches[nodeOf(cpu, containment)] = 1;
  const hanging = [...onNodes].flatMap(([disk, node]) => (isGone(node) ? [disk] : []));
  return { parts, cpus, caches, disks: new Set([...loss.disks, ...hanging]), all };
} // biome-ignore format: long lines
