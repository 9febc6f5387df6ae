import { PAGE_BITS } from '../trace/words/layout.ts';
import { Marker, marker } from '../trace/words/markers.ts';
import { hash } from './hash.ts';
import { type KernelMemory, ProcessPage } from './kernel-memory.ts';
import type { GuestProfile } from './profile.ts';

/** Shares of a page, as integers. */
const UNIT = 4096;

/** What a call takes from the kernel's free list and gives back to it. */
export interface Exchange {
  /** Words that give back pages before any is taken. */
  before: number[];
  /** First granules of pages that must begin as zeroes. */
  zeroed: number[];
  /** First granules of pages that the kernel fills itself. */
  filled: number[];
  /** Words that give back pages at the end. */
  after: number[];
}

/**
 * Pages that the kernel takes from its free list for itself, each given back once: those of a process, from fork to exit; the arguments of an
 * execve and the page tables it replaces; and the pages of the buffer cache that files grow by, until another call removes the file.
 */
export class FreshPages {
  private readonly profile: GuestProfile;
  private readonly memory: KernelMemory;
  /** Shift from a granule to its page. */
  private readonly shift: number;
  private readonly growth: number;
  private readonly removal: number;
  private dueGrowth = 0;
  private dueRemoval = 0;
  /** Pages that files have grown by, and those of them that were given back. */
  private grown = 0;
  private removed = 0;
  /** Pages of the buffer cache that are on the free list. */
  private readonly free = new Set<number>();
  /** Ended task -> words that give back its kernel stack and u-area, once its CPU runs another. */
  private readonly left = new Map<number, number[]>();
  /** Processes' pages, by their first granule, that an execve has used for its arguments. */
  private readonly executed = new Set<number>();

  constructor(profile: GuestProfile, memory: KernelMemory, granuleBits: number) {
    this.profile = profile;
    this.memory = memory;
    this.shift = PAGE_BITS - granuleBits;
    const { write, systemCall } = profile.services;
    this.growth = Math.round((write.freshPages?.value ?? 0) * UNIT);
    this.removal = Math.round((systemCall.freedPages?.value ?? 0) * UNIT);
  }

  /** A fork; `first`: it is the first thing the task does. */
  fork(task: number, cpu: number, first: boolean): Exchange {
    const { zeroedPages, freshPages } = this.profile.services.fork;
    const { child, isNew, again } = this.memory.fork(task, cpu, first);
    const zeroed = this.tables(child, zeroedPages);
    const filled = this.pages(child, ProcessPage.stack, freshPages?.value ?? 0);
    // What no process has used before has been on the free list since the kernel booted.
    return { before: isNew || again ? this.give([...zeroed, ...filled]) : [], zeroed, filled, after: [] };
  }

  /** An execve of a process whose pages begin at this granule. */
  execve(process: number): Exchange {
    const { zeroedPages, freshPages, freedPages } = this.profile.services.execve;
    const zeroed = this.tables(process, zeroedPages);
    const filled = this.pages(process, ProcessPage.arguments, freshPages?.value ?? 0);
    const freed = freedPages?.value ?? 0;
    const old = zeroed.slice(0, Math.max(0, freed - filled.length));
    const unused = this.executed.has(process) ? [] : filled;
    this.executed.add(process);
    return { before: this.give([...unused, ...old]), zeroed, filled, after: this.give(filled.slice(0, freed)) };
  }

  /** A task ends: words that give back its page tables; its stack and its u-area follow when its CPU runs another. */
  exit(task: number, cpu: number): number[] {
    const process = this.memory.release(task, cpu);
    if (process < 0) return [];
    const { fork, exit } = this.profile.services;
    const freed = exit.freedPages?.value ?? 0;
    const tables = this.tables(process, Math.min(fork.zeroedPages, freed));
    this.left.set(task, this.give(this.pages(process, ProcessPage.stack, freed - tables.length)));
    return this.give(tables);
  }

  /** Another task runs in this one's place. */
  switchFrom(task: number): number[] {
    const words = this.left.get(task);
    this.left.delete(task);
    return words ?? [];
  }

  /** The page of the buffer cache that the nth call of a service goes to; where a file grows by it, one from the free list if there is one. */
  bufferPage(service: string, nth: number, seed: number): number {
    if (service === 'write') {
      this.dueGrowth += this.growth;
      if (this.dueGrowth >= UNIT) {
        this.dueGrowth -= UNIT;
        this.grown++;
        const [page] = this.free;
        if (page !== undefined) {
          this.free.delete(page);
          return page;
        }
      }
    }
    return this.inUse(hash(nth, seed));
  }

  /** A system call may remove a file: words that give back a page that one has grown by. */
  remove(): number[] {
    if (this.removed >= this.grown || 2 * this.free.size >= this.profile.bufferPages) return [];
    this.dueRemoval += this.removal;
    if (this.dueRemoval < UNIT) return [];
    this.dueRemoval -= UNIT;
    const page = this.inUse(hash(this.removed++, UNIT));
    this.free.add(page);
    return this.give([this.memory.page(this.memory.buffers, page)]);
  }

  /** A page of the buffer cache that is not on the free list; at most half of them are. */
  private inUse(random: number): number {
    const { bufferPages } = this.profile;
    let page = random % bufferPages;
    while (this.free.has(page)) page = (page + 1) % bufferPages;
    return page;
  }

  private tables(process: number, count: number): number[] {
    return this.pages(this.memory.tablesOf(process), ProcessPage.tables, count);
  }

  private pages(process: number, first: number, count: number): number[] {
    return Array.from({ length: count }, (_, i) => this.memory.page(process, first + i));
  }

  private give(granules: readonly number[]): number[] {
    return granules.map((granule) => marker(Marker.freePage, granule >>> this.shift));
  }
}
