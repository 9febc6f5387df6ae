import { GRANULE_NUMBER_BITS, Kind, MONITOR_REGIONS, REGION_BITS } from '../../../trace/words/layout.ts';
import { Event } from '../../counts/event.ts';
import type { Cpu } from '../../numa/cpu/cpu.ts';
import type { Pages } from '../../numa/memory/pages.ts';
import type { Cells } from '../../structure/cells.ts';

const KB = 1024;
const MB = 1024 * KB;

export const VIRTUAL_CPU_BYTES = 2 * KB;
/**
 * An entry of pmap (4.2.2: the ready TLB entry, and backmaps to the virtual addresses that use the page), in 64-bit words of the R10000's registers: EntryLo, whose
 * 40-bit machine address and flags are 34 bits; EntryHi of the first virtual page, with its ASID; and a link to the others. Derived; 16, with the link in
 * EntryHi's unused bits, to 24 is plausible.
 */
export const PMAP_BYTES = 24;
export const MEMMAP_BYTES = 32;

/**
 * The monitor's memory, which it addresses unmapped: offsets in bytes from the first of its regions. An area that is too small for
 * what stands in it begins again at its start: what matters here is which cache lines are touched, and how many.
 */
export const AREAS = {
  /** Published: 4.2, 72 KB. */
  code: { at: 0, bytes: 72 * KB },
  /** For each virtual CPU 2 KB: saved registers, privileged registers, what its TLB holds (assumed layout). */
  virtualCpus: { at: 256 * KB, bytes: 256 * KB },
  /** pmap: an entry for each physical page; as many whole ones as 2 MB hold. */
  pmap: { at: 1 * MB, bytes: Math.floor((2 * MB) / PMAP_BYTES) * PMAP_BYTES },
  /** memmap: 32 bytes a machine page: its users, the virtual addresses, replicas (assumed). */
  memmap: { at: 3 * MB, bytes: 4 * MB },
  /** Second-level TLBs, one after the other. */
  secondLevel: { at: 7 * MB, bytes: 8 * MB },
} as const;
export type Area = (typeof AREAS)[keyof typeof AREAS];

/**
 * Paths through the monitor's code, one behind the other: bytes of code, each of them run once (assumed; the cycles they are priced
 * at are near a quarter of that), and of the registers that are saved on the way in and restored on the way out.
 */
const LENGTHS = {
  /** The refill handler: finds the entry in the second-level TLB with the two registers a handler has for its own. */
  refill: { code: 64, saved: 0 },
  /** Entering the guest's vector. */
  trap: { code: 512, saved: 64 },
  emulate: { code: 384, saved: 64 },
  tlbWrite: { code: 1024, saved: 64 },
  call: { code: 512, saved: 128 },
  pageFault: { code: 1024, saved: 128 },
  switch: { code: 1024, saved: 512 },
} as const;

/** A path, and its offset within the code. */
export interface Path {
  start: number;
  code: number;
  saved: number;
}
export const PATHS = {} as Record<keyof typeof LENGTHS, Path>;
let end = 0;
for (const [name, { code, saved }] of Object.entries(LENGTHS)) {
  PATHS[name as keyof typeof PATHS] = { start: end, code, saved };
  end += code;
}

/** What the monitor fetches, loads and stores for its work; goes through the caches of the CPU, unmapped. In cells each has its own code and tables. */
export class MonitorMemory {
  private readonly pages: Pages;
  private readonly granuleBits: number;
  private readonly pageGranuleBits: number;
  private readonly base: number;
  private readonly replicatedCode: boolean;
  private readonly cells: Cells;
  private readonly firstPage: number;
  /** By cell: page of the monitor's -> 1 where the cell has placed it. */
  private readonly placed: Uint8Array[];

  constructor(pages: Pages, granuleBits: number, replicatedCode: boolean, cells: Cells) {
    const { capacity, firstMonitorPage } = pages.dictionary;
    this.cells = cells;
    this.firstPage = firstMonitorPage;
    this.placed = Array.from({ length: cells.count }, () => new Uint8Array(capacity - firstMonitorPage));
    this.pages = pages;
    this.granuleBits = granuleBits;
    this.pageGranuleBits = pages.pageBits - granuleBits;
    this.base = 2 ** GRANULE_NUMBER_BITS - MONITOR_REGIONS * 2 ** (REGION_BITS - granuleBits);
    this.replicatedCode = replicatedCode;
  }

  /** Runs a path: its code, and saving and restoring the registers of this virtual CPU. */
  run(cpu: Cpu, { start, code, saved }: Path, virtualCpu: number): void {
    this.touch(cpu, Kind.fetch, AREAS.code, start, code);
    if (saved === 0) return;
    this.touch(cpu, Kind.store, AREAS.virtualCpus, virtualCpu * VIRTUAL_CPU_BYTES, saved);
    this.touch(cpu, Kind.load, AREAS.virtualCpus, virtualCpu * VIRTUAL_CPU_BYTES, saved);
  }

  /** References to bytes of an area, one for each first-level line. */
  touch(
    cpu: Cpu,
    kind: typeof Kind.fetch | typeof Kind.load | typeof Kind.store,
    area: Area,
    offset: number,
    bytes: number,
  ): void {
    const { at, bytes: size } = area;
    const from = this.base + ((at + (offset % size)) >>> this.granuleBits);
    const to = this.base + ((at + (offset % size) + bytes - 1) >>> this.granuleBits);
    const placed = this.placed[this.cells.of(cpu.node)];
    const { bits } = (kind === Kind.fetch ? cpu.l1i : cpu.l1d).geometry;
    for (let line = from >>> bits; line <= to >>> bits; line++) {
      const granule = line << bits;
      const page = granule >>> this.pageGranuleBits;
      if (placed[page - this.firstPage] === 0) this.place(cpu, page, area);
      cpu.tally.count(REFERENCE[kind]);
      cpu.untranslated(kind, granule);
    }
  }

  /** Memory is lost: what the monitor had there it has elsewhere when it needs it next. */
  lose(): void {
    const { tables, memory } = this.pages.map;
    this.placed.forEach((placed, cell) => {
      const nodes = this.cells.nodesOf(cell).filter((node) => !memory.isNodeLost(node));
      for (let n = 0; n < placed.length; n++)
        if (placed[n] === 1 && nodes.some((node) => memory.isLost(tables[node][this.firstPage + n]))) placed[n] = 0;
    });
  }

  /** A page of the cell's is touched first: code is on each of its nodes, or on the first; a table is where it is used. */
  private place(cpu: Cpu, page: number, area: Area): void {
    const cell = this.cells.of(cpu.node);
    const nodes = this.cells.nodesOf(cell);
    const on = area !== AREAS.code ? cpu.node : this.replicatedCode ? 'each' : nodes[0];
    this.pages.placeForMonitor(page, nodes, on, cpu);
    this.placed[cell][page - this.firstPage] = 1;
  }
}

const REFERENCE = [Event.l1iFetch, Event.l1dLoad, 0, Event.l1dStore];
