import { Kind } from '../../../trace/words/layout.ts';
import { Event } from '../../counts/event.ts';
import type { Cpu } from '../../numa/cpu/cpu.ts';
import type { Pages } from '../../numa/memory/pages.ts';
import type { Cells } from '../../structure/cells.ts';
import type { InterCell } from './inter-cell.ts';
import { AREAS, MEMMAP_BYTES, PMAP_BYTES } from './monitor-memory.ts';
import type { MonitorWork } from './work.ts';

/** pmap, with a TLB entry for each physical page, and memmap, with the users of each machine page (4.2.2). Each cell has its own. */
export class PageTables {
  private readonly pages: Pages;
  private readonly work: MonitorWork;
  private readonly readyEntries: boolean;
  private readonly cells: Cells;
  private readonly interCell: InterCell;
  /** By cell: physical pages whose TLB entry is ready in its pmap. */
  private readonly ready: Set<number>[];
  /** Physical page -> a node of the cell that used it first, where there are several. */
  private readonly knownOn = new Map<number, number>();

  /** `readyEntries`: pmap keeps the TLB entry it once made. */
  constructor(pages: Pages, work: MonitorWork, cells: Cells, interCell: InterCell, readyEntries: boolean) {
    this.cells = cells;
    this.interCell = interCell;
    this.ready = Array.from({ length: cells.count }, () => new Set());
    this.pages = pages;
    this.work = work;
    this.readyEntries = readyEntries;
  }

  /** Writes the entries of a page in pmap and memmap. */
  record(cpu: Cpu, page: number): void {
    const physical = this.physicalOf(page);
    this.work.touch(cpu, Kind.store, AREAS.pmap, physical * PMAP_BYTES, PMAP_BYTES);
    this.work.touch(cpu, Kind.store, AREAS.memmap, this.frameOf(cpu, page) * MEMMAP_BYTES, MEMMAP_BYTES);
  }

  /** The machine page that the CPU's node uses for a placed page. */
  frameOf(cpu: Cpu, page: number): number {
    return this.pages.map.tables[cpu.node][page];
  }

  /** A page is entered into a TLB: pmap gives the machine page, and the backmap in memmap takes up who uses it. */
  enter(cpu: Cpu, page: number): void {
    if (this.pages.dictionary.isMonitor(page)) return;
    const physical = this.physicalOf(page);
    const ready = this.ready[this.cells.of(cpu.node)];
    const isKnown = ready.has(physical);
    if (!isKnown) {
      ready.add(physical);
      this.learn(cpu, physical);
    }
    if (!this.readyEntries || !isKnown) {
      cpu.tally.count(Event.pmapEntry);
    }
    this.record(cpu, page);
  }

  /** An entry of a page that the trace does not name is made ready. */
  enterUnnamed(cpu: Cpu): void {
    if (!this.readyEntries) cpu.tally.count(Event.pmapEntry);
  }

  /** A physical page is used for the first time, on this CPU. */
  begin(cpu: Cpu, page: number): void {
    if (this.cells.count > 1) this.knownOn.set(this.physicalOf(page), cpu.node);
    this.record(cpu, page);
  }

  /** The physical page was freed: its entries are to be made anew. */
  forget(physical: number): void {
    for (const ready of this.ready) ready.delete(physical);
    this.knownOn.delete(physical);
  }

  /** The CPU's cell uses a physical page for the first time: its machine page is asked of the cell that did so before. */
  private learn(cpu: Cpu, physical: number): void {
    if (this.cells.count === 1) return;
    const known = this.knownOn.get(physical);
    if (known === undefined) this.knownOn.set(physical, cpu.node);
    else this.interCell.ask(cpu, known);
  }

  private physicalOf(page: number): number {
    return Math.max(0, this.pages.map.names.physicalOf(page));
  }
}
