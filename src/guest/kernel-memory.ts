import { UserError } from '../errors.ts';
import type { BatchBuilder } from '../trace/words/encoder/batch-builder.ts';
import { KERNEL_SPACE } from '../trace/words/encoder/region-numbers.ts';
import {
  MONITOR_REGIONS,
  PAGE_BITS,
  PAGE_SECTORS,
  PAGES_PER_REGION_BITS,
  PARTS_PER_REGION_BITS,
  partsOf,
  REGION_BITS,
} from '../trace/words/layout.ts';
import { RegionFlag } from '../trace/words/vocabulary.ts';
import { markerWords, type RegionWords } from '../trace/words/walk.ts';

/** kseg0 addresses of the areas, in regions: text where IRIX links it, the rest apart from it. */
const TEXT = 0x8000_0000 / 2 ** REGION_BITS;
const DATA = 0x8200_0000 / 2 ** REGION_BITS;
const PROCESSES = 0x8800_0000 / 2 ** REGION_BITS;
const BUFFERS = 0x9000_0000 / 2 ** REGION_BITS;
/** kseg2 address of the page tables, if they are there. */
const MAPPED_TABLES = 0xc000_0000 / 2 ** REGION_BITS;

/** Pages of a process that the kernel uses: its kernel stack, its u-area, three page tables (text, data, stack), up to three for the arguments of an execve. */
export const ProcessPage = { stack: 0, user: 1, tables: 2, arguments: 5 } as const;
export const PAGES_OF_PROCESS = 5;
export const MOST_TABLES = 3;
export const MOST_ARGUMENTS = 3;
/** From one process's pages to the next's. */
const PAGES_PER_PROCESS = 8;
const PROCESSES_PER_REGION = (1 << PAGES_PER_REGION_BITS) / PAGES_PER_PROCESS;
/** Where the kernel's own file is: on the disk with the common files, beyond them. */
const ROOT_DISK = 0;
const KERNEL_SECTOR = 2 ** 24;
const UNMAPPED = RegionFlag.kernel | RegionFlag.unmapped;
/** Most slots of the process table. */
const PROCESS_SLOTS = 4096;

/**
 * The kernel's own memory, in MIPS's kseg0: unmapped natively, mapped under Disco; but for page tables in kseg2, mapped wherever it
 * runs. Stacks and u-areas are in kseg2 too, but wired, so that they miss natively as little as what is unmapped. Its regions are numbered from
 * below the monitor's down, so that they never meet the trace's, which count up from 0. Where pages are asked for, the
 * answer is the first granule.
 */
export class KernelMemory {
  readonly text: number;
  readonly data: number;
  readonly buffers: number;
  private readonly textPages: number;
  private readonly mapsTables: boolean;
  private readonly granuleBits: number;
  private readonly out: BatchBuilder;
  /** Lowest region in use. */
  private lowest: number;
  /** By slot of the process table. */
  private readonly processes: number[] = [];
  /** Task (-1: none known yet) plus 1 -> slot. */
  private readonly slots: number[] = [];
  private slotsTaken = 0;
  /** Task that forked -> slot of its child, a task that has not appeared. */
  private readonly unborn = new Map<number, number>();
  /** Slots whose pages a fork has taken and no exit given back. */
  private readonly held = new Set<number>();
  /** CPU -> slots whose tasks have ended there. */
  private readonly vacant: number[][] = [];
  private processRegions = 0;
  private highestOfTrace = -1;

  /** Writes the markers of its regions. */
  constructor(
    pages: { text: number; data: number; buffers: number },
    mapsTables: boolean,
    granuleBits: number,
    out: BatchBuilder,
  ) {
    this.mapsTables = mapsTables;
    this.granuleBits = granuleBits;
    this.textPages = pages.text;
    this.out = out;
    this.lowest = (partsOf(granuleBits) >> PARTS_PER_REGION_BITS) - MONITOR_REGIONS;
    this.text = this.introduce(TEXT, pages.text, UNMAPPED | RegionFlag.kernelText);
    this.data = this.introduce(DATA, pages.data, UNMAPPED);
    this.buffers = this.introduce(BUFFERS, pages.buffers, UNMAPPED | RegionFlag.bufferCache);
  }

  /** Granule of page `page` of an area that begins at granule `area`. */
  page(area: number, page: number): number {
    return area + (page << (PAGE_BITS - this.granuleBits));
  }

  /** Words that tell which blocks the kernel's text was read from. */
  textBlocks(): number[] {
    const first = this.text >>> (PAGE_BITS - this.granuleBits);
    return Array.from({ length: this.textPages }, (_, page) => {
      const block = { disk: ROOT_DISK, first: KERNEL_SECTOR + page * PAGE_SECTORS, sectors: PAGE_SECTORS };
      return markerWords('fileBlock', first + page, block);
    }).flat();
  }

  /**
   * A task forks on this CPU: first granule of its child's pages, which are taken from now on. `own`: the task itself is the child, as a
   * process that begins in a trace by forking from nothing. Else it is the next task that appears; `again`: that of the task's last fork never did.
   */
  fork(task: number, cpu: number, own: boolean): { child: number; isNew: boolean; again: boolean } {
    const before = this.slotsTaken;
    const again = this.unborn.has(task);
    const slot = own ? this.slotOf(task, cpu) : (this.unborn.get(task) ?? this.vacantSlot(cpu));
    if (!own) this.unborn.set(task, slot);
    this.held.add(slot);
    return { child: this.pagesOf(slot), isNew: this.slotsTaken > before, again };
  }

  /** The task has ended on this CPU: its pages are there for the next that begins there. First granule of those that a fork had taken; -1: none. */
  release(task: number, cpu: number): number {
    const slot = this.slots[task + 1];
    if (slot === undefined) return -1;
    this.vacant[cpu] ??= [];
    this.vacant[cpu].push(slot);
    return this.held.delete(slot) ? this.pagesOf(slot) : -1;
  }

  /** First granule of the kernel's pages for a task (-1: none known yet), which runs on this CPU; may write a region marker. */
  process(task: number, cpu: number): number {
    return this.pagesOf(this.slotOf(task, cpu));
  }

  private slotOf(task: number, cpu: number): number {
    const known = this.slots[task + 1];
    if (known !== undefined) return known;
    const [child] = this.unborn;
    if (child !== undefined) this.unborn.delete(child[0]);
    const slot = child?.[1] ?? this.vacantSlot(cpu);
    this.slots[task + 1] = slot;
    return slot;
  }

  private vacantSlot(cpu: number): number {
    return this.vacant[cpu]?.pop() ?? this.slotsTaken++ % PROCESS_SLOTS;
  }

  private pagesOf(slot: number): number {
    const known = this.processes[slot];
    if (known !== undefined) return known;
    const region = Math.floor(slot / PROCESSES_PER_REGION);
    while (this.processRegions <= region) {
      const first = this.introduce(PROCESSES + this.processRegions, 1, UNMAPPED);
      for (let i = 0; i < PROCESSES_PER_REGION; i++)
        this.processes[this.processRegions * PROCESSES_PER_REGION + i] = this.page(first, i * PAGES_PER_PROCESS);
      if (this.mapsTables) this.introduce(MAPPED_TABLES + this.processRegions, 1, RegionFlag.kernel);
      this.processRegions++;
    }
    return this.processes[slot];
  }

  /** First granule of a process's pages of which those of its page tables are used; where they are mapped, they alone are. `process`: as from `process`. */
  tablesOf(process: number): number {
    // The region introduced after that of the process, and so numbered one lower.
    return this.mapsTables ? process - 2 ** (REGION_BITS - this.granuleBits) : process;
  }

  /** The trace introduces a region of its own, or a part of one. */
  reserve({ part }: RegionWords): void {
    this.highestOfTrace = Math.max(this.highestOfTrace, part >>> PARTS_PER_REGION_BITS);
    this.check();
  }

  private introduce(address: number, pages: number, flags: number): number {
    const regions = Math.ceil(pages / (1 << PAGES_PER_REGION_BITS));
    this.lowest -= regions;
    this.check();
    for (let i = 0; i < regions; i++) {
      const segment = { space: KERNEL_SPACE, keyLow: address + i, keyHigh: 0 };
      this.out.putAll(markerWords('region', this.lowest + i, { ...segment, flags }));
    }
    return this.lowest * 2 ** (REGION_BITS - this.granuleBits);
  }

  private check(): void {
    if (this.highestOfTrace >= this.lowest)
      throw new UserError(
        `the trace touches ${this.highestOfTrace + 1} regions of 256 KB, which leaves no room for the guest kernel's; record less, or replay it without a guest`,
      );
  }
}
