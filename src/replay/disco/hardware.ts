import type { Directory } from '../numa/caches/directory.ts';
import type { Cpu } from '../numa/cpu/cpu.ts';
import type { Pages } from '../numa/memory/pages.ts';
import type { Cells } from '../structure/cells.ts';
import type { InterCell } from './monitor/inter-cell.ts';
import type { Relocator } from './moves/relocator.ts';

/** The machine that the monitor runs on. */
export interface Hardware {
  pages: Pages;
  cpus: readonly Cpu[];
  directory: Directory | null;
  /** Moves hot pages, if the structure says so. */
  relocator: Relocator | null;
  cells: Cells;
  interCell: InterCell;
}
