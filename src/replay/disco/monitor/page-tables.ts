import { Kind } from '../../../trace/words/layout.ts';
import { Event } from '../../counts/event.ts';
import type { Cpu } from '../../numa/cpu/cpu.ts';
import type { Pages } from '../../numa/memory/pages.ts';
import { MEMMAP_BYTES, PMAP_BYTES } from './monitor-memory.ts';
import type { MonitorWork } from './work.ts';

/** pmap, with a TLB entry for each physical page, and memmap, with the users of each machine page (4.2.2). */
export class PageTables {
  private readonly pages: Pages;
  private readonly work: MonitorWork;
  private readonly readyEntries: boolean;
  /** Physical pages whose TLB entry is ready in pmap. */
  private readonly ready = new Set<number>();

  /** `readyEntries`: pmap keeps the TLB entry it once made. */
  constructor(pages: Pages, work: MonitorWork, readyEntries: boolean) {
    this.pages = pages;
    this.work = work;
    this.readyEntries = readyEntries;
  }

  /** Writes the entries of a page in pmap and memmap. */
  record(cpu: Cpu, page: number): void {
    const physical = this.physicalOf(page);
    this.work.touch(cpu, Kind.store, 'pmap', physical * PMAP_BYTES, PMAP_BYTES);
    this.work.touch(cpu, Kind.store, 'memmap', this.frameOf(cpu, page) * MEMMAP_BYTES, MEMMAP_BYTES);
  }

  /** The machine page that the CPU's node uses for a placed page. */
  frameOf(cpu: Cpu, page: number): number {
    return this.pages.map.tables[cpu.node][page];
  }

  /** A page is entered into a TLB: pmap gives the machine page, and the backmap in memmap takes up who uses it. */
  enter(cpu: Cpu, page: number): void {
    if (this.pages.dictionary.isMonitor(page)) return;
    const physical = this.physicalOf(page);
    if (!this.readyEntries || !this.ready.has(physical)) {
      this.ready.add(physical);
      cpu.tally.count(Event.pmapEntry);
    }
    this.record(cpu, page);
  }

  /** An entry of a page that the trace does not name is made ready. */
  enterUnnamed(cpu: Cpu): void {
    if (!this.readyEntries) cpu.tally.count(Event.pmapEntry);
  }

  /** The physical page was freed: its entry is to be made anew. */
  forget(physical: number): void {
    this.ready.delete(physical);
  }

  private physicalOf(page: number): number {
    return Math.max(0, this.pages.map.names.physicalOf(page));
  }
}
