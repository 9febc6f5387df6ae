import { isTlbWrite } from '../../trace/words/vocabulary.ts';
import { Event, Mode } from '../counts/event.ts';
import type { Cpu } from '../numa/cpu/cpu.ts';
import type { KernelEvents } from '../supervisor/supervisor.ts';
import { charge } from './monitor/charge.ts';
import type { Emulator } from './monitor/emulator.ts';
import { PATHS } from './monitor/monitor-memory.ts';
import type { MonitorWork } from './monitor/work.ts';
import type { TlbWrites } from './tlb/tlb-writes.ts';

/** Exceptions and privileged instructions of the guest's kernel, all of which trap into the monitor. */
export class DiscoKernelEvents implements KernelEvents {
  private readonly work: MonitorWork;
  private readonly emulator: Emulator;
  private readonly writes: TlbWrites;

  constructor(work: MonitorWork, emulator: Emulator, writes: TlbWrites) {
    this.work = work;
    this.emulator = emulator;
    this.writes = writes;
  }

  trap(cpu: Cpu, interrupt: boolean): void {
    cpu.tally.count(Event.trap);
    this.emulator.enter(cpu);
    charge(cpu, Mode.privileged, () => {
      cpu.tally.count(interrupt ? Event.interruptPosted : Event.trapForwarded);
      this.work.run(cpu, PATHS.trap);
    });
  }

  privileged(cpu: Cpu, operand: number, at: number): void {
    const write = isTlbWrite(operand & 255);
    cpu.tally.count(write ? Event.tlbWrite : Event.privileged);
    if (write) charge(cpu, Mode.tlbWrite, () => this.writes.emulate(cpu, -1));
    else charge(cpu, Mode.privileged, () => this.emulator.emulate(cpu, operand, at));
  }
}
