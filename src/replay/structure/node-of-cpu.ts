import type { Structure } from './structure.ts';

/** The node of a CPU: CPU c is on node c / cpusPerNode, counted around. */
export const nodeOf = (cpu: number, { nodes, cpusPerNode }: { nodes: number; cpusPerNode: number }): number =>
  Math.floor(cpu / cpusPerNode) % nodes;

/** The same in a structure of so many nodes. */
export const nodeOfCpu = ({ numa }: Pick<Structure, 'numa'>, nodes: number, cpu: number): number =>
  nodeOf(cpu, { nodes, cpusPerNode: numa?.cpusPerNode ?? 1 });
