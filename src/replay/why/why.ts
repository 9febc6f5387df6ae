/** Why something cannot act on a trace: the sentences of every command, page and note, so that the same is said in the same words. */
export const WHY = {
  noMonitor: 'there is no monitor',
  oneCpu: 'one CPU: nothing is remote',
  oneNode: 'one node: nothing is remote',
  apart: 'the CPUs know nothing of each other: nothing is remote',
  noKernel: 'no kernel in the trace',
  kernelUnmapped: 'the kernel is unmapped',
  noTlb: 'there is no TLB',
  noSecondLevel: 'there is no second-level TLB',
  oneMachine: 'one virtual machine has all CPUs',
  machineForEach: 'each virtual machine has one CPU',
  cpuForEach: 'a CPU for each virtual CPU',
  noDisk: 'no disk requests',
  noBoardCache: 'there is no board cache',
  oneCpuQueue: 'one CPU: nobody queues for memory',
  oneCpuLock: 'one CPU: nobody waits for a lock',
  unlimited: 'memories without limit: nobody queues for one',
  oneCell: 'one monitor for all nodes: there is no other cell',
  nothingFails: 'nothing fails in a replay',
  noHotPages: 'hot pages stay where they are',
} as const;

/** Why nothing is remote on a machine of so many nodes and CPUs; null: something may be. `coherent`: the CPUs are on nodes at all. */
export function nothingRemote({
  nodes,
  cpus,
  coherent,
}: {
  nodes: number;
  cpus: number;
  coherent: boolean;
}): string | null {
  if (nodes > 1) return null;
  if (cpus === 1) return WHY.oneCpu;
  return coherent ? WHY.oneNode : WHY.apart;
}
