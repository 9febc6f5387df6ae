import { Event, Mode } from '../../counts/event.ts';
import type { Cpu } from '../../numa/cpu/cpu.ts';
import { type PageMap, PROTECTED } from '../../numa/memory/page-map.ts';
import { charge } from '../monitor/charge.ts';
import type { FirstTouches } from '../monitor/first-touches.ts';
import { PATHS } from '../monitor/monitor-memory.ts';
import type { MonitorWork } from '../monitor/work.ts';
import type { Relocator } from '../moves/relocator.ts';
import type { SharedObjects } from './shared-objects.ts';

/** Makes a page its kernel's own before it is written: others keep what they share, and replicas collapse. */
export class CopyOnWrite {
  private readonly map: PageMap;
  private readonly objects: SharedObjects;
  private readonly firstTouches: FirstTouches;
  private readonly work: MonitorWork;
  private readonly relocator: Relocator | null;

  constructor(
    map: PageMap,
    objects: SharedObjects,
    firstTouches: FirstTouches,
    work: MonitorWork,
    relocator: Relocator | null,
  ) {
    this.map = map;
    this.objects = objects;
    this.firstTouches = firstTouches;
    this.work = work;
    this.relocator = relocator;
  }

  /** A store to a page that is mapped read-only: a copy of its own where others have it, one copy of its replicas else. */
  store(cpu: Cpu, page: number): void {
    if (!this.map.isShared(page)) {
      this.collapse(cpu, page);
      return;
    }
    charge(cpu, Mode.call, () => {
      cpu.tally.count(Event.copyOnWriteFault);
      this.work.run(cpu, PATHS.pageFault);
      this.objects.separate(cpu, page, true);
    });
  }

  /** What a placed page held is about to be overwritten as a whole, by the guest: nobody else is to see it, and nothing need be copied. */
  discard(cpu: Cpu, page: number): void {
    if (this.map.readOnly[page] !== PROTECTED) return;
    if (this.map.isShared(page)) this.objects.separate(cpu, page, false);
    else this.collapse(cpu, page);
  }

  /** The page is to be written by a device or the monitor, to which what that takes is charged. */
  own(cpu: Cpu, page: number): void {
    if (page < 0) return;
    if (!this.map.isPlaced(page)) this.firstTouches.placeUncleared(cpu, page);
    if (this.map.readOnly[page] !== PROTECTED) return;
    if (this.map.isShared(page)) this.objects.separate(cpu, page, false);
    else this.relocator?.collapse(cpu, page);
  }

  private collapse(cpu: Cpu, page: number): void {
    charge(cpu, Mode.pageMove, () => this.relocator?.collapse(cpu, page));
  }
}
