import type { Moment } from '../counts/dependence.ts';
import type { MonitorPages } from '../counts/footprint.ts';
import type { Cpu } from '../numa/cpu/cpu.ts';
import type { Faults } from '../numa/cpu/faults.ts';
import type { Block, DiskRequest } from './disk-request.ts';

/**
 * What runs beneath the operating system, the bare machine or a monitor, as the parts that each kind of event goes to: a CPU tells the
 * parts of `Faults`, the trace's markers the others. Every part is told between two references, and returns when its work is done.
 */
export interface Supervisor extends Faults<Cpu> {
  readonly kernel: KernelEvents;
  readonly memory: GuestMemory;
  readonly disks: BlockDevice;
  readonly network: NetworkDevice;
  readonly scheduler: VirtualCpuScheduler;
  /** A region of the trace appears: `space` (-1: the kernel's) and the address divided by 256 KB. */
  define(part: number, parts: number, space: number, index: number): void;
  /** Nodes, CPUs and virtual machines are lost, of which nothing is told any more. */
  lose(gone: { nodes: ReadonlySet<number>; cpus: ReadonlySet<number>; vms: ReadonlySet<number> }): void;
  /** Machine pages beside those of the guests. */
  footprint(): MonitorPages;
  /** What virtual machines have from the monitor and from each other, at present. */
  ties(): Ties;
}

/** What virtual machines have from the monitor and from each other. */
export interface Ties extends Pick<Moment, 'served' | 'mounts'> {
  /** By VM: objects of its logs. */
  logs: readonly (readonly number[])[];
}

/** Events of the guest's kernel. */
export interface KernelEvents {
  /** A system call, fault or interrupt enters the kernel. */
  trap(cpu: Cpu, interrupt: boolean): void;
  /** The kernel executes a privileged instruction (`operand`: of `Marker.privileged`), fetched with the granule `at` (-1: not known). */
  privileged(cpu: Cpu, operand: number, at: number): void;
}

/** What the guest does with its pages. */
export interface GuestMemory {
  /** The guest needs granules of a page (of the machine's size, dense number, perhaps not placed yet) filled with zeroes. */
  zero(cpu: Cpu, page: number, first: number, granules: number): void;
  /** The guest has put this physical page, which no page is a name of, on its free list. */
  free(cpu: Cpu, physical: number): void;
}

/** Disks, and the kernel's buffer cache in front of them. Each throws UserError if another VM has the disk to itself. */
export interface BlockDevice {
  /** The kernel uses blocks of a file through pages of its buffer cache: those that it has not are read. */
  fileBlock(cpu: Cpu, request: DiskRequest, blocks: readonly Block[]): void;
  /** The guest's driver gives a disk a command, for all of these blocks. */
  read(cpu: Cpu, request: DiskRequest, blocks: readonly Block[]): void;
  write(cpu: Cpu, request: DiskRequest, blocks: readonly Block[]): void;
}

export interface NetworkDevice {
  /** A message of so many bytes leaves, from this page on; `aligned`: its data lie on pages as they will at the receiver. */
  send(cpu: Cpu, page: number, bytes: number, aligned: boolean): void;
  /** The kernel moves a page's contents to another, where it would copy them if it could not remap. */
  remap(cpu: Cpu, page: number, target: number): void;
}

export interface VirtualCpuScheduler {
  /** The CPU runs this virtual CPU from here on, of this VM. */
  switchTo(cpu: Cpu, virtualCpu: number, vm: number): void;
}
