import type { Cpu, PageFaults } from './numa/cpu.ts';

/** What runs beneath the operating system, told of the events of its kernel: the bare machine, or a monitor. */
export interface Supervisor extends PageFaults {
  /** A region of the trace appears: `space` and the address divided by 256 KB. */
  define(region: number, space: number, index: number): void;
  /** A system call, fault or interrupt enters the kernel. */
  trap(cpu: Cpu, interrupt: boolean): void;
  /** The kernel executes a privileged instruction (`operand`: of `Marker.privileged`), fetched with the granule `at` (-1: not known). */
  privileged(cpu: Cpu, operand: number, at: number): void;
  /** The guest needs granules of a page (of the machine's size, dense number, perhaps not placed yet) filled with zeroes. */
  zero(cpu: Cpu, page: number, first: number, granules: number): void;
  /** The guest has put this physical page on its free list. */
  freePage(cpu: Cpu, physical: number): void;
  /** The guest's driver gives a disk a command. */
  diskRequest(cpu: Cpu): void;
  /** The CPU runs this virtual CPU from here on, of this virtual machine. */
  switchTo(cpu: Cpu, virtualCpu: number, vm: number): void;
}
