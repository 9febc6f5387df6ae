import { Event, Mode } from '../../counts/event.ts';
import type { Cpu } from '../../numa/cpu/cpu.ts';
import { clear } from '../../supervisor/clear.ts';
import { charge } from './charge.ts';
import type { InterCell } from './inter-cell.ts';
import { PATHS } from './monitor-memory.ts';
import type { PageTables } from './page-tables.ts';
import type { MonitorWork } from './work.ts';

/** Machine pages for physical ones at their first use. */
export class FirstTouches {
  private readonly tables: PageTables;
  private readonly work: MonitorWork;
  private readonly interCell: InterCell;
  /** The page that is about to be filled as a whole, -1: none. */
  private filled = -1;

  constructor(tables: PageTables, work: MonitorWork, interCell: InterCell) {
    this.interCell = interCell;
    this.tables = tables;
    this.work = work;
  }

  /**
   * A machine page for a physical one: from the CPU's own node, entered in pmap and memmap. The monitor clears it, so that nothing of
   * another VM shows (4.3), unless it is about to be filled.
   */
  firstTouch(cpu: Cpu, page: number): void {
    charge(cpu, Mode.call, () => {
      cpu.tally.count(Event.monitorPageFault);
      this.work.run(cpu, PATHS.pageFault);
      this.interCell.took(cpu, this.tables.frameOf(cpu, page));
      this.tables.begin(cpu, page);
      if (page !== this.filled) clear(cpu, page * cpu.pageGranules, cpu.pageGranules);
    });
  }

  /** Gives a page a machine page that is about to be filled. */
  placeUncleared(cpu: Cpu, page: number): void {
    this.filled = page;
    cpu.place(page);
    this.filled = -1;
  }
}
