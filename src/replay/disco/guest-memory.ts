import { Mode } from '../counts/event.ts';
import type { Cpu } from '../numa/cpu/cpu.ts';
import type { Pages } from '../numa/memory/pages.ts';
import type { MonitorShape } from '../structure/structure.ts';
import type { BufferCaches } from '../supervisor/buffer-caches.ts';
import { clear } from '../supervisor/clear.ts';
import type { GuestMemory } from '../supervisor/supervisor.ts';
import { charge } from './monitor/charge.ts';
import type { FirstTouches } from './monitor/first-touches.ts';
import type { InterCell } from './monitor/inter-cell.ts';
import type { PageTables } from './monitor/page-tables.ts';
import type { MonitorWork } from './monitor/work.ts';
import type { Relocator } from './moves/relocator.ts';
import type { CopyOnWrite } from './sharing/copy-on-write.ts';

/** What guest memory's parts work with. */
export interface GuestMemoryParts {
  pages: Pages;
  caches: BufferCaches;
  copyOnWrite: CopyOnWrite;
  firstTouches: FirstTouches;
  tables: PageTables;
  work: MonitorWork;
  relocator: Relocator | null;
  interCell: InterCell;
}

/** Pages that the guest wants zeroed or gives back: monitor calls, where the guest makes them (4.3). */
export class DiscoGuestMemory implements GuestMemory {
  private readonly shape: Pick<MonitorShape, 'zeroedPages' | 'freedPages'>;
  private readonly parts: GuestMemoryParts;

  constructor(shape: Pick<MonitorShape, 'zeroedPages' | 'freedPages'>, parts: GuestMemoryParts) {
    this.shape = shape;
    this.parts = parts;
  }

  /** The guest's request is a monitor call; without it, the guest clears what the monitor may just have cleared. */
  zero(cpu: Cpu, page: number, first: number, granules: number): void {
    const { pages, caches, copyOnWrite, firstTouches, work } = this.parts;
    if (pages.map.isPlaced(page)) {
      caches.drop(pages.map.names.physicalOf(page));
      copyOnWrite.discard(cpu, page);
    }
    if (!this.shape.zeroedPages) {
      cpu.place(page);
      clear(cpu, first, granules);
      return;
    }
    firstTouches.placeUncleared(cpu, page);
    charge(cpu, Mode.call, () => {
      work.call(cpu);
      clear(cpu, first, granules);
    });
  }

  free(cpu: Cpu, physical: number): void {
    const { pages, caches, tables, work, relocator, interCell } = this.parts;
    caches.drop(physical);
    if (!this.shape.freedPages) return;
    charge(cpu, Mode.call, () => {
      work.call(cpu);
      tables.forget(physical);
      const object = pages.backing.objectOf(physical);
      if (object >= 0 && pages.backing.isShared(object)) interCell.askHolder(cpu, pages.backing, object);
      const frames = pages.map.unback(physical);
      relocator?.forget(frames);
    });
  }
}
