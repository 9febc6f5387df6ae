import { ProcessMoves } from '../../guest/process-moves.ts';
import { inTurn, type Stage } from '../../trace/words/stage.ts';
import type { Counts } from '../counts/counts.ts';
import { KernelInstances } from '../disco/schedule/kernel-instances.ts';
import { LOOK_AHEAD_WORDS, Schedule, vmOf } from '../disco/schedule/schedule.ts';
import { StoppedCpus } from '../disco/schedule/stopped-cpus.ts';
import type { Structure } from '../structure/structure.ts';
import { nodesOf } from './hardware.ts';
import { goneWith, type Loss } from './loss.ts';
import { Machine, type MachineOptions } from './machine.ts';

export interface DeploymentOptions extends MachineOptions {
  /** What is lost on the way. Default: nothing. */
  loss?: Loss | undefined;
  /** The trace's kernel is the structure's guest, inserted: its scheduler decides where processes run. Default false: the trace says. */
  inserted?: boolean;
  /** Bare machines side by side, with a kernel each, among which the CPUs are divided in blocks where there is no monitor: as many as the trace is copies. Default 1. */
  machines?: number;
}

const NOTHING = { nodes: new Set<number>(), cpus: new Set<number>(), vms: new Set<number>() };

/** CPUs of bare machines, which share none. */
const sideBySide = (machines: number, cpus: number) => ({
  vms: machines,
  cpus,
  quantumInstructions: 1,
  affinity: true,
});

/**
 * A structure with the trace's CPUs put on it. On a monitor they are virtual: they belong to virtual machines, each of which has a
 * kernel of its own, and may share fewer CPUs. The guest's processes may change those of their kernel.
 */
export class Deployment {
  private readonly machine: Machine;
  /** What the trace's words go through before the machine: the guest's schedule, instances of the kernel, then the monitor's schedule. */
  private readonly before: Stage<Uint32Array>;

  /** `variants`: structures replayed at once, see `MachineOptions`. `cpus`: of the trace. Throws UserError if there are more virtual machines than that. */
  constructor(
    variants: readonly Structure[],
    granuleBits: number,
    cpus: number,
    { inserted = false, machines = 1, loss, ...options }: DeploymentOptions,
  ) {
    const [structure] = variants;
    const { vms, cpus: wanted, ...rest } = structure.monitor?.virtualCpus ?? sideBySide(machines, cpus);
    const physical = Math.min(wanted ?? cpus, cpus);
    const kernelOf = (virtualCpu: number): number => vmOf(virtualCpu, cpus, vms, structure.monitor?.virtualCpus.spread);
    const stages: Stage<Uint32Array>[] = [];
    const { affinityInstructions } = structure;
    if (inserted && affinityInstructions !== null && cpus > vms)
      stages.push(new ProcessMoves({ affinityInstructions, kernels: vms, kernelOf }, cpus));
    if (vms > 1) stages.push(new KernelInstances(vms, kernelOf, granuleBits));
    const places = { nodes: nodesOf(structure, physical), cpus: physical, virtualCpus: cpus, vms, vmOf: kernelOf };
    const gone = loss === undefined ? null : goneWith(loss, structure, places);
    const spared = gone?.spared === true;
    const lose = (): void => this.machine.lose(spared ? NOTHING : gone!);
    const shares = physical < cpus;
    if (vms > 1 || shares) {
      const lost = gone !== null && shares ? { ...gone, ...(spared ? NOTHING : {}), lost: lose } : null;
      stages.push(new Schedule({ vms, cpus: physical, ...rest }, cpus, LOOK_AHEAD_WORDS, lost));
    }
    if (gone !== null && !shares) {
      const stopped = Array.from({ length: cpus }, (_, cpu) => cpu).filter((cpu) => gone.vms.has(kernelOf(cpu)));
      stages.push(new StoppedCpus({ at: gone.at, cpus: new Set(stopped), spared }, lose));
    }
    this.before = inTurn(stages);
    this.machine = new Machine(structure, granuleBits, { cpus: physical, ...options, variants });
  }

  /** Replays whole runs and markers. */
  run(words: Uint32Array): void {
    for (const batch of this.before.push(words)) this.machine.run(batch);
  }

  /** Counts of each of the variants until now. */
  soFar(): Counts[] {
    return this.machine.soFar();
  }

  /** Counts of each of the variants. */
  finish(): Counts[] {
    for (const batch of this.before.finish()) this.machine.run(batch);
    return this.machine.finishAll();
  }
}
