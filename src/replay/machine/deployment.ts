import { inTurn, type Stage } from '../../trace/words/stage.ts';
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
  /** What the trace's words go through before the machine: instances of the kernel, then the schedule. */
  private readonly before: Stage<Uint32Array>;

  /** `variants`: structures replayed at once, see `MachineOptions`. `cpus`: of the trace. Throws UserError if there are more virtual machines than that. */
  constructor(variants: readonly Structure[], granuleBits: number, cpus: number, options: MachineOptions) {
    const [structure] = variants;
    const { vms, cpus: wanted, ...rest } = structure.monitor?.virtualCpus ?? { vms: 1, cpus: null };
    const physical = Math.min(wanted ?? cpus, cpus);
    const stages: Stage<Uint32Array>[] = [];
    if (vms > 1) stages.push(new KernelInstances(vms, (virtualCpu) => vmOf(virtualCpu, cpus, vms), granuleBits));
    if ('affinity' in rest && (vms > 1 || physical < cpus))
      stages.push(new Schedule({ vms, cpus: physical, ...rest }, cpus));
    this.before = inTurn(stages);
    this.machine = new Machine(structure, granuleBits, { cpus: physical, ...options, variants });
  }

  /** Replays whole runs and markers. */
  run(words: Uint32Array): void {
    for (const batch of this.before.push(words)) this.machine.run(batch);
  }

  /** Counts of each of the variants. */
  finish(): Counts[] {
    for (const batch of this.before.finish()) this.machine.run(batch);
    return this.machine.finishAll();
  }
}
