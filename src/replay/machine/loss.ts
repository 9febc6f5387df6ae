import { UserError } from '../../errors.ts';
import { nodesLostWith } from '../structure/cells.ts';
import { nodeOfCpu } from '../structure/node-of-cpu.ts';
import type { Structure } from '../structure/structure.ts';

/** What a replay loses on its way. */
export interface Loss {
  /** Instructions of all CPUs: the loss comes at the first moment from there on at which no CPU that it stops is within a run of references. */
  at: number;
  /** Nodes that fail. What goes with them follows from the structure: their cells, or where the monitor is in one piece, or there is none, everything. */
  nodes: readonly number[];
  /** Virtual machines that depend on what is lost; those that run on it, where each has CPUs of its own, need not be named. Default: none. */
  lostVms?: readonly number[];
  /** Nothing is lost after all: what is counted from that moment on is told apart, to compare what goes on after the loss with. Default false. */
  spared?: boolean;
}

/** What is gone after a loss, with what goes with it. */
export interface Gone {
  at: number;
  nodes: ReadonlySet<number>;
  /** CPUs of these nodes. */
  cpus: ReadonlySet<number>;
  vms: ReadonlySet<number>;
  /** All of it is spared: the moment is told, and nothing happens. */
  spared: boolean;
}

/** Where virtual CPUs are: nodes and CPUs of the machine, virtual CPUs and machines, and whose each is. */
export interface Places {
  nodes: number;
  cpus: number;
  virtualCpus: number;
  vms: number;
  vmOf: (virtualCpu: number) => number;
}

/** What goes with a loss. Throws UserError for nodes, machines and moments that cannot be. */
export function goneWith(
  { at, nodes: failed, lostVms = [], spared = false }: Loss,
  structure: Structure,
  places: Places,
): Gone {
  const { nodes: count, cpus: physical, virtualCpus, vms: machines, vmOf } = places;
  const { monitor } = structure;
  if (!Number.isSafeInteger(at) || at < 0)
    throw new UserError(`a loss at ${at}; expected a whole number of instructions, from 0`);
  for (const node of failed)
    if (!Number.isInteger(node) || node < 0 || node >= count)
      throw new UserError(
        `node ${node} cannot be lost; the machine has ${count === 1 ? 'node 0 alone' : `nodes 0 to ${count - 1}`}`,
      );
  for (const vm of lostVms)
    if (!Number.isInteger(vm) || vm < 0 || vm >= machines)
      throw new UserError(
        `virtual machine ${vm} cannot be lost; there ${machines === 1 ? 'is 0 alone' : `are 0 to ${machines - 1}`}`,
      );
  const isWhole = monitor === null || monitor.nodesPerCell === null;
  const nodes = nodesLostWith(failed, count, monitor);
  const cpus = new Set<number>();
  for (let cpu = 0; cpu < physical; cpu++) if (nodes.has(nodeOfCpu(structure, count, cpu))) cpus.add(cpu);
  const vms = new Set(lostVms);
  if (isWhole && failed.length > 0) for (let vm = 0; vm < machines; vm++) vms.add(vm);
  // Virtual CPU v is on CPU v.
  if (physical >= virtualCpus) for (const cpu of cpus) vms.add(vmOf(cpu));
  return { at, nodes, cpus, vms, spared };
}
