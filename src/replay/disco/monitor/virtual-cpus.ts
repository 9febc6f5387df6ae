import type { Cpu } from '../../numa/cpu/cpu.ts';

/** Which virtual CPU each CPU runs. */
export class VirtualCpus {
  /** By CPU. */
  private readonly running: number[] = [];
  /** By virtual CPU, and by VM: the node it ran on last. */
  private readonly nodes: number[] = [];
  private readonly nodeOfVm: number[] = [];
  /** By VM: the nodes it ran on. */
  private readonly nodesOfVm: Set<number>[] = [];
  /** Virtual CPUs so far, by the highest number. */
  count = 0;

  /** The virtual CPU that a CPU runs: the one of its own number until another is put on it. */
  on(cpu: Cpu): number {
    const present = this.running[cpu.number];
    if (present !== undefined) return present;
    this.put(cpu, cpu.number);
    return cpu.number;
  }

  /** Puts a virtual CPU on a CPU; returns the one that ran there, undefined where none did anything yet. */
  put(cpu: Cpu, virtualCpu: number): number | undefined {
    const before = this.running[cpu.number];
    this.running[cpu.number] = virtualCpu;
    this.count = Math.max(this.count, virtualCpu + 1);
    this.nodes[virtualCpu] = cpu.node;
    this.nodeOfVm[cpu.vm] = cpu.node;
    this.nodesOfVm[cpu.vm] ??= new Set();
    this.nodesOfVm[cpu.vm].add(cpu.node);
    return before;
  }

  /** The node a virtual CPU ran on last; undefined: it has not run. */
  nodeOf(virtualCpu: number): number | undefined {
    return this.nodes[virtualCpu];
  }

  /** The node on which a virtual CPU of the VM was put last; undefined: none has run. */
  whereIs(vm: number): number | undefined {
    return this.nodeOfVm[vm];
  }

  /** The nodes that virtual CPUs of the VM were put on. */
  nodesWith(vm: number): Iterable<number> {
    return this.nodesOfVm[vm] ?? [];
  }
}
