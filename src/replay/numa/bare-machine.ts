import { isTlbWrite } from '../../trace/record.ts';
import { Event } from '../event.ts';
import type { Supervisor } from '../supervisor.ts';
import { clearPage } from './clear-page.ts';
import type { Cpu } from './cpu.ts';

/** No monitor: the kernel refills the TLB itself, and its privileged instructions are instructions like others. */
export class BareMachine implements Supervisor {
  tlbMiss(cpu: Cpu): void {
    cpu.tally.count(Event.guestRefill);
  }

  firstTouch(): void {}

  replicaStore(): void {}

  trap(cpu: Cpu): void {
    cpu.tally.count(Event.trap);
  }

  privileged(cpu: Cpu, instruction: number): void {
    cpu.tally.count(isTlbWrite(instruction) ? Event.tlbWrite : Event.privileged);
  }

  zeroPage(cpu: Cpu, page: number): void {
    clearPage(cpu, page);
  }
}
