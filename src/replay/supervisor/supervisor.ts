import type { MonitorPages } from '../counts/footprint.ts';
import type { Cpu, PageFaults } from '../numa/cpu/cpu.ts';
import type { Block, DiskRequest } from './disk-request.ts';

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
  /** The kernel uses blocks of a file through pages of its buffer cache: those that it has not are read. */
  fileBlock(cpu: Cpu, request: DiskRequest, blocks: readonly Block[]): void;
  /** The guest's driver gives a disk a command, for all of these blocks. Throws UserError if another machine has the disk to itself. */
  diskRead(cpu: Cpu, request: DiskRequest, blocks: readonly Block[]): void;
  diskWrite(cpu: Cpu, request: DiskRequest, blocks: readonly Block[]): void;
  /** A message of so many bytes leaves, from this page on; `aligned`: its data lie on pages as they will at the receiver. */
  networkSend(cpu: Cpu, page: number, bytes: number, aligned: boolean): void;
  /** The kernel moves a page's contents to another, where it would copy them if it could not remap. */
  remap(cpu: Cpu, page: number, target: number): void;
  /** Machine pages beside those of the guests. */
  footprint(): MonitorPages;
  /** The CPU runs this virtual CPU from here on, of this virtual machine. */
  switchTo(cpu: Cpu, virtualCpu: number, vm: number): void;
}
