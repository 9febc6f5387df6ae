import type { Cpu, PageFaults } from './numa/cpu.ts';

/** What runs beneath the operating system, told of the events of its kernel: the bare machine, or a monitor. */
export interface Supervisor extends PageFaults {
  /** A system call, fault or interrupt enters the kernel. */
  trap(cpu: Cpu): void;
  /** The kernel executes a privileged instruction (`Privileged`), naming a coprocessor register where it does. */
  privileged(cpu: Cpu, instruction: number, register: number): void;
  /** The guest needs a page (of the machine's size, dense number) filled with zeroes. */
  zeroPage(cpu: Cpu, page: number): void;
}
