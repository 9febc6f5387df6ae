import { Event, Mode } from '../counts/event.ts';
import type { Cpu } from '../numa/cpu/cpu.ts';
import type { VirtualCpuScheduler } from '../supervisor/supervisor.ts';
import { charge } from './monitor/charge.ts';
import type { InterCell } from './monitor/inter-cell.ts';
import { PATHS } from './monitor/monitor-memory.ts';
import type { VirtualCpus } from './monitor/virtual-cpus.ts';
import type { MonitorWork } from './monitor/work.ts';

/** What a switch of virtual CPUs costs: registers, and the TLB, whose entries are not told apart by VM (4.2.2). */
export class VirtualCpuSwitch implements VirtualCpuScheduler {
  private readonly virtualCpus: VirtualCpus;
  private readonly work: MonitorWork;
  private readonly interCell: InterCell;
  private readonly flushTlb: boolean;

  /** `flushTlb` false: entries are tagged by VM, and stay. */
  constructor(virtualCpus: VirtualCpus, work: MonitorWork, interCell: InterCell, flushTlb: boolean) {
    this.virtualCpus = virtualCpus;
    this.interCell = interCell;
    this.work = work;
    this.flushTlb = flushTlb;
  }

  switchTo(cpu: Cpu, virtualCpu: number, vm: number): void {
    const last = this.virtualCpus.nodeOf(virtualCpu);
    const before = this.virtualCpus.put(cpu, virtualCpu);
    if (before === virtualCpu) return;
    // Its state is with the cell that it leaves.
    if (last !== undefined) this.interCell.ask(cpu, last);
    if (!this.flushTlb) cpu.tlb.changeOwner(vm);
    // The first virtual CPU of a CPU takes nobody's place.
    if (before === undefined) return;
    charge(cpu, Mode.privileged, () => {
      cpu.tally.count(Event.virtualCpuSwitch);
      this.work.run(cpu, PATHS.switch);
    });
    if (this.flushTlb) cpu.tlb.flush();
  }
}
