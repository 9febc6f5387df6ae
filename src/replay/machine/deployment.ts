import type { Counts } from '../counts/counts.ts';
import { KernelInstances } from '../disco/schedule/kernel-instances.ts';
import { Schedule, vmOf } from '../disco/schedule/schedule.ts';
import type { Structure } from '../structure/structure.ts';
import { Machine, type MachineOptions } from './machine.ts';

/**
 * A structure with the trace's CPUs put on it. On a monitor they are virtual: they belong to virtual machines, each of which has a
 * kernel of its own, and may share fewer CPUs.
 */
export class Deployment {
  private readonly machine: Machine;
  private readonly kernels: KernelInstances | null = null;
  private readonly schedule: Schedule | null = null;

  /** `variants`: structures replayed at once, see `MachineOptions`. `cpus`: of the trace. Throws UserError if there are more virtual machines than that. */
  constructor(variants: readonly Structure[], granuleBits: number, cpus: number, options: MachineOptions) {
    const [structure] = variants;
    const { vms, cpus: wanted, ...rest } = structure.monitor?.virtualCpus ?? { vms: 1, cpus: null };
    const physical = Math.min(wanted ?? cpus, cpus);
    if ('affinity' in rest && (vms > 1 || physical < cpus))
      this.schedule = new Schedule({ vms, cpus: physical, ...rest }, cpus);
    if (vms > 1) this.kernels = new KernelInstances(vms, (virtualCpu) => vmOf(virtualCpu, cpus, vms), granuleBits);
    this.machine = new Machine(structure, granuleBits, { cpus: physical, ...options, variants });
  }

  /** Replays whole runs and markers. */
  run(words: Uint32Array): void {
    const seen = this.kernels === null ? words : this.kernels.rename(words);
    if (this.schedule === null) this.machine.run(seen);
    else for (const scheduled of this.schedule.push(seen)) this.machine.run(scheduled);
  }

  /** Counts of each of the variants. */
  finish(): Counts[] {
    if (this.schedule !== null) for (const scheduled of this.schedule.finish()) this.machine.run(scheduled);
    return this.machine.finishAll();
  }
}
