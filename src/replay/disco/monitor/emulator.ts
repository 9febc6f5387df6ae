import { Event } from '../../counts/event.ts';
import type { Cpu } from '../../numa/cpu/cpu.ts';
import type { Emulation } from './emulation.ts';
import type { MonitorWork } from './work.ts';

/** Emulates privileged instructions on CPUs, by the rules of `Emulation`. */
export class Emulator {
  private readonly rules: Emulation;
  private readonly work: MonitorWork;

  constructor(rules: Emulation, work: MonitorWork) {
    this.rules = rules;
    this.work = work;
  }

  /** The guest's kernel executes an instruction (`operand`: of `Marker.privileged`) fetched with granule `at` (-1: not known). */
  emulate(cpu: Cpu, operand: number, at: number): void {
    const event = this.rules.eventOf(operand, at);
    cpu.tally.count(event);
    if (event !== Event.specialPageAccess) this.work.run(cpu, 'emulate');
  }
}
