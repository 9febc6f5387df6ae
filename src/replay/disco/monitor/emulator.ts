import { Event } from '../../counts/event.ts';
import type { Cpu } from '../../numa/cpu/cpu.ts';
import type { Emulation } from './emulation.ts';
import { PATHS } from './monitor-memory.ts';
import type { RegisterPlaces } from './register-places.ts';
import type { VirtualCpus } from './virtual-cpus.ts';
import type { MonitorWork } from './work.ts';

/** Emulates privileged instructions on CPUs, by the rules of `Emulation`. */
export class Emulator {
  private readonly rules: Emulation;
  private readonly places: RegisterPlaces;
  private readonly virtualCpus: VirtualCpus;
  private readonly work: MonitorWork;

  constructor(rules: Emulation, places: RegisterPlaces, virtualCpus: VirtualCpus, work: MonitorWork) {
    this.rules = rules;
    this.places = places;
    this.virtualCpus = virtualCpus;
    this.work = work;
  }

  /** An exception is delivered to the guest's kernel: it is on its way in. */
  enter(cpu: Cpu): void {
    this.places.enter(this.virtualCpus.on(cpu));
  }

  /** The guest's kernel executes an instruction (`operand`: of `Marker.privileged`) fetched with granule `at` (-1: not known). */
  emulate(cpu: Cpu, operand: number, at: number): void {
    this.run(cpu, operand, at, this.places.has(this.virtualCpus.on(cpu), cpu.tally.service, operand));
  }

  /** Its TLB refill handler does. */
  emulateHandler(cpu: Cpu, operand: number, at: number): void {
    this.run(cpu, operand, at, this.places.hasHandler);
  }

  private run(cpu: Cpu, operand: number, at: number, byHand: boolean): void {
    const event = this.rules.eventOf(operand, at, byHand);
    cpu.tally.count(event);
    if (event !== Event.specialPageAccess) this.work.run(cpu, PATHS.emulate);
  }
}
