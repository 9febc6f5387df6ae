import { isTlbWrite } from '../../trace/record.ts';
import { Event } from '../event.ts';
import type { Supervisor } from '../supervisor.ts';
import { clear } from './clear.ts';
import type { Cpu } from './cpu.ts';

/** No monitor: the kernel refills the TLB itself, and its privileged instructions are instructions like others. */
export class BareMachine implements Supervisor {
  define(): void {}

  tlbMiss(cpu: Cpu): void {
    cpu.tally.count(Event.guestRefill);
  }

  firstTouch(): void {}

  replicaStore(): void {}

  trap(cpu: Cpu): void {
    cpu.tally.count(Event.trap);
  }

  privileged(cpu: Cpu, operand: number): void {
    cpu.tally.count(isTlbWrite(operand & 255) ? Event.tlbWrite : Event.privileged);
  }

  zero(cpu: Cpu, page: number, first: number, granules: number): void {
    cpu.place(page);
    clear(cpu, first, granules);
  }

  freePage(): void {}

  diskRequest(): void {}

  switchTo(): void {}
}
