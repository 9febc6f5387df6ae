import { Event } from '../../counts/event.ts';
import type { Directory } from '../../numa/caches/directory.ts';
import type { Cpu } from '../../numa/cpu/cpu.ts';
import type { Pages } from '../../numa/memory/pages.ts';
import type { InterCell } from '../monitor/inter-cell.ts';
import type { Relocator } from '../moves/relocator.ts';
import type { GlobalBufferCache } from './global-buffer-cache.ts';
import type { SharedObjects } from './shared-objects.ts';

/** Memory is full: what the monitor gives up, in this order: replicas, blocks of disks that nobody uses, and those that can be read again. */
export class Reclaimer {
  private readonly pages: Pages;
  private readonly cache: GlobalBufferCache;
  private readonly objects: SharedObjects;
  private readonly directory: Directory | null;
  private readonly relocator: Relocator | null;
  private readonly interCell: InterCell;

  constructor(
    pages: Pages,
    cache: GlobalBufferCache,
    objects: SharedObjects,
    directory: Directory | null,
    relocator: Relocator | null,
    interCell: InterCell,
  ) {
    this.interCell = interCell;
    this.pages = pages;
    this.cache = cache;
    this.objects = objects;
    this.directory = directory;
    this.relocator = relocator;
  }

  makeRoom(cpu: Cpu): boolean {
    if (this.relocator?.giveUpReplica(cpu)) return true;
    const { pages, cache } = this;
    let object = cache.victim(false);
    if (object < 0) object = cache.victim(true);
    if (object < 0) return false;
    cpu.tally.count(Event.sharedPageReclaimed);
    const frames = pages.backing.framesOf(object);
    this.interCell.once(cpu, () => {
      for (const frame of frames) this.interCell.ask(cpu, pages.memory.nodeOf(frame));
      this.objects.shootDown(cpu, pages.map.pagesOf(object));
    });
    pages.pageOut(object);
    cache.remove(object);
    for (const frame of frames) this.directory?.renew(frame);
    return true;
  }
}
