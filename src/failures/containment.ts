import type { Dependences, MemoryRange } from '../replay/counts/dependence.ts';
import type { Structure } from '../replay/structure/structure.ts';

/** What of a machine goes with what: all that decides who is hit by a loss, but for what depended on what at the moment. */
export interface Containment {
  readonly nodes: number;
  /** CPU c is on node c / cpusPerNode, counted around. */
  readonly cpusPerNode: number;
  /** Virtual machines; natively the one operating system counts as one. */
  readonly vms: number;
  /** Whether there is a monitor. Without one the loss of anything in use is the loss of everything. */
  readonly monitored: boolean;
  /** Nodes of a cell, each of which has a monitor of its own; null: one monitor for all. */
  readonly nodesPerCell: number | null;
  /** Whether a cell outlives the loss of one of its nodes. */
  readonly cellSurvives: boolean;
  /** Node by disk, of disks that are lost with a node. */
  readonly disks: ReadonlyMap<number, number>;
  /** Ranges of memory that parts of holdings name, behind the nodes. */
  readonly ranges: readonly MemoryRange[];
}

/** How a structure contains losses. Nodes and ranges are those that a replay through it told apart. */
export function containmentOf(structure: Structure, dependences: Dependences): Containment {
  const { monitor, numa } = structure;
  return {
    nodes: dependences.nodes,
    cpusPerNode: numa?.cpusPerNode ?? 1,
    vms: monitor?.virtualCpus.vms ?? 1,
    monitored: monitor !== null,
    nodesPerCell: monitor?.nodesPerCell ?? null,
    cellSurvives: monitor?.cellSurvives ?? false,
    disks: new Map(numa?.disks.map(({ disk, node }) => [disk, node])),
    ranges: dependences.ranges,
  };
}
