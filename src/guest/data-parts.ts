import { PAGES_OF_PROCESS } from './kernel-memory.ts';
import type { GuestProfile } from './profile.ts';

/** What a kernel runs. */
export interface KernelLoad {
  cpus: number;
  /** Processes at a time. */
  jobs: number;
}

/**
 * The kernel's global data in parts: pages that every kernel has and all its CPUs write (hash heads, free lists, descriptors of memory),
 * and as many for each CPU as what that runs needs (vnodes, buffers and regions of its processes and files). A kernel that has some
 * of the CPUs needs only their parts. One CPU has all the pages.
 */
export class DataParts {
  private readonly shared: number;
  /** Pages from one CPU's part to the next, and those in use. */
  private readonly part: number;
  private readonly used: number;
  private readonly all: number;
  private readonly cpus: number;

  constructor({ dataPages, sharedPages }: GuestProfile, { cpus, jobs }: KernelLoad) {
    this.cpus = cpus;
    this.shared = sharedPages;
    this.all = dataPages - sharedPages;
    this.part = Math.floor(this.all / cpus);
    // The kernel's data include what stands apart here: its pages for each process.
    this.used = cpus === 1 ? this.all : Math.max(1, this.part - Math.ceil((jobs / cpus) * PAGES_OF_PROCESS));
  }

  /** The page that this CPU's work uses for one of all pages; CPUs of copies of a trace are those of kernels beside this one. */
  pageFor(cpu: number, page: number): number {
    if (page < this.shared) return page;
    return this.shared + (cpu % this.cpus) * this.part + Math.floor(((page - this.shared) * this.used) / this.all);
  }
}
