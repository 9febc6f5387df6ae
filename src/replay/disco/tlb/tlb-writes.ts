import { Event } from '../../counts/event.ts';
import type { Cpu } from '../../numa/cpu/cpu.ts';
import { PATHS } from '../monitor/monitor-memory.ts';
import type { PageTables } from '../monitor/page-tables.ts';
import type { MonitorWork } from '../monitor/work.ts';
import type { SecondLevelTlbs } from './second-level-tlbs.ts';

/** TLB writes, by the guest and by the monitor itself: the physical page is looked up, and the entry entered. */
export class TlbWrites {
  private readonly tables: PageTables;
  private readonly secondLevel: SecondLevelTlbs;
  private readonly work: MonitorWork;

  constructor(tables: PageTables, secondLevel: SecondLevelTlbs, work: MonitorWork) {
    this.tables = tables;
    this.secondLevel = secondLevel;
    this.work = work;
  }

  /** The guest writes a TLB entry (-1: the trace does not say which). */
  emulate(cpu: Cpu, entry: number): void {
    cpu.tally.count(Event.tlbWriteEmulated);
    this.work.run(cpu, PATHS.tlbWrite);
    if (entry < 0) this.tables.enterUnnamed(cpu);
    else this.enter(cpu, entry);
  }

  /** The monitor alone maps the page: a guest without virtual memory never learns of it. */
  refill(cpu: Cpu, entry: number): void {
    cpu.tally.count(Event.secondLevelMiss);
    cpu.tally.count(Event.monitorRefill);
    this.work.run(cpu, PATHS.tlbWrite);
    this.enter(cpu, entry);
  }

  /** pmap and memmap take the mapping up, and the second-level TLB remembers it. */
  private enter(cpu: Cpu, entry: number): void {
    this.tables.enter(cpu, cpu.firstPageOf(entry));
    this.secondLevel.insert(cpu, entry);
  }
}
