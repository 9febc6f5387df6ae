import { Event } from '../../counts/event.ts';
import type { Directory } from '../../numa/caches/directory.ts';
import type { Cpu } from '../../numa/cpu/cpu.ts';
import type { Pages } from '../../numa/memory/pages.ts';
import type { Relocator } from '../moves/relocator.ts';
import type { Disks } from './disks.ts';
import type { Sharing } from './sharing.ts';

/** Memory is full: what the monitor gives up, in this order: replicas, blocks of disks that nobody uses, and those that can be read again. */
export class Pressure {
  relocator: Relocator | null = null;
  private readonly pages: Pages;
  private readonly disks: Disks;
  private readonly sharing: Sharing;
  private readonly directory: Directory | null;

  constructor(pages: Pages, disks: Disks, sharing: Sharing, directory: Directory | null) {
    this.pages = pages;
    this.disks = disks;
    this.sharing = sharing;
    this.directory = directory;
  }

  /** Gives up a frame on some node, on behalf of what this CPU does; false where nothing can be. */
  makeRoom(cpu: Cpu): boolean {
    if (this.relocator?.giveUpReplica(cpu)) return true;
    const { pages, disks } = this;
    let object = disks.victim(false);
    if (object < 0) object = disks.victim(true);
    if (object < 0) return false;
    cpu.tally.count(Event.sharedPageReclaimed);
    const frames = pages.backing.framesOf(object);
    this.sharing.shootDown(cpu, pages.pagesOfObject(object));
    pages.pageOut(object);
    disks.forget(object);
    // Whatever they hold next is new to all.
    for (const frame of frames) {
      this.directory?.purge(frame, () => true);
      this.directory?.renew(frame);
    }
    return true;
  }
}
