import type { Cpu } from '../../numa/cpu/cpu.ts';

/** Which virtual CPU each CPU runs. */
export class VirtualCpus {
  /** By CPU. */
  private readonly running: number[] = [];
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
    return before;
  }
}
