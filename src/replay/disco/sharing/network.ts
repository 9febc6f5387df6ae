import { Event, Mode } from '../../counts/event.ts';
import type { Cpu } from '../../numa/cpu/cpu.ts';
import { PageUse } from '../../numa/memory/page-use.ts';
import type { Pages } from '../../numa/memory/pages.ts';
import type { NetworkShape } from '../../structure/sharing-shape.ts';
import { copyBytes } from '../../supervisor/copy.ts';
import { type Block, SECTOR_BYTES } from '../../supervisor/disk-request.ts';
import type { Sharing } from './sharing.ts';

/** What the network needs of the monitor. */
export interface Monitor {
  /** Charges what `work` counts to a mode, within the present service. */
  as(cpu: Cpu, mode: number, work: () => void): void;
  call(cpu: Cpu): void;
  /** The page is the kernel's own, to be written. */
  own(cpu: Cpu, page: number): void;
}

/**
 * The virtual subnet (4.2.6), and NFS over it. Whole aligned pages of a message are mapped read-only into sender and receiver, the rest
 * is copied. A page that NFS brings goes from the server's file cache to the client's network buffer, and from there to its file cache.
 */
export class Network {
  private readonly shape: NetworkShape;
  private readonly pages: Pages;
  private readonly sharing: Sharing;
  private readonly monitor: Monitor;

  constructor(shape: NetworkShape, pages: Pages, sharing: Sharing, monitor: Monitor) {
    this.shape = shape;
    this.pages = pages;
    this.sharing = sharing;
    this.monitor = monitor;
  }

  /** A message leaves a placed page. The receiver has used it, and freed its buffer, before the sender goes on. */
  send(cpu: Cpu, page: number, bytes: number, aligned: boolean): void {
    cpu.tally.count(Event.networkMessage);
    // The gateway's device reads the sender's memory itself.
    if (this.shape.peer === 'gateway') return;
    const whole = this.shape.remapPages && aligned ? Math.floor(bytes / cpu.pageBytes) : 0;
    const last = page + this.pages.pagesAhead(page) - 1;
    for (let n = 0; n < Math.ceil(bytes / cpu.pageBytes); n++) {
      const from = Math.min(page + n, last);
      cpu.place(from);
      this.monitor.as(cpu, Mode.call, () => {
        if (n < whole) this.lend(cpu, from);
        else this.copyAway(cpu, from, Math.min(cpu.pageBytes, bytes - n * cpu.pageBytes));
      });
    }
  }

  /** The guest moves a page from its network buffer: by the HAL's remap call, or by copying it (4.3). */
  remap(cpu: Cpu, page: number, target: number): void {
    cpu.place(page);
    if (!this.shape.remapCall) {
      this.monitor.own(cpu, target);
      copyBytes(cpu, { page, offset: 0 }, { page: target, offset: 0 }, cpu.pageBytes);
      return;
    }
    this.monitor.as(cpu, Mode.call, () => {
      this.monitor.call(cpu);
      cpu.tally.count(Event.networkRemap);
      this.sharing.join(cpu, target, this.pages.objectOf(page));
    });
  }

  /** The client gets a block that the server has in this physical page. */
  deliver(cpu: Cpu, block: Block, served: number): void {
    const { page, whole, offset } = block;
    const object = this.pages.backing.objectOf(served);
    const mapped = whole && this.shape.remapPages;
    const moved = whole && this.shape.remapCall;
    // What is copied is copied to the page it is for: between the server's page and it lies a buffer of the client's.
    const copy = (): void => this.sharing.copyFrom(cpu, object, offset, page, offset, block.sectors * SECTOR_BYTES);
    this.monitor.as(cpu, Mode.call, () => {
      if (mapped) cpu.tally.count(Event.networkRemap);
      if (mapped && moved) this.sharing.join(cpu, page, object);
      else this.monitor.own(cpu, page);
      if (!mapped) copy();
      if (moved) {
        this.monitor.call(cpu);
        cpu.tally.count(Event.networkRemap);
      }
      if (!mapped || this.shape.freeListFix) return;
      if (moved) this.breakSharing(cpu, page);
      else {
        cpu.tally.count(Event.copyOnWriteFault);
        copy();
      }
    });
    if (!moved) copy();
  }

  /** The server gets a block the client writes: it has it in this physical page. */
  accept(cpu: Cpu, block: Block, served: number): void {
    const { page, whole, offset } = block;
    this.monitor.as(cpu, Mode.call, () => {
      if (whole && this.shape.remapPages) {
        cpu.tally.count(Event.networkRemap);
        this.pages.rebase(served, this.pages.objectOf(page));
        this.sharing.shootDown(cpu, this.pages.pagesOfObject(this.pages.objectOf(page)));
        if (!this.shape.freeListFix) this.breakSharing(cpu, page);
        return;
      }
      this.sharing.detach(cpu, served);
      const object = this.pages.backing.objectOf(served);
      this.sharing.copyTo(cpu, page, offset, object, offset, block.sectors * SECTOR_BYTES);
    });
  }

  /** Maps a page into a buffer of the receiver's, for as long as that needs it. */
  private lend(cpu: Cpu, page: number): void {
    cpu.tally.count(Event.networkRemap);
    const object = this.pages.objectOf(page);
    const buffer = this.sharing.physicalWith(object, Number(this.shape.peer), PageUse.kernelData);
    this.sharing.shootDown(cpu, this.pages.pagesOfObject(object));
    if (!this.shape.freeListFix) this.breakSharing(cpu, page);
    this.pages.reclaim(buffer);
  }

  /** IRIX's free list of network buffers writes into the data: each shared page is copied at once. */
  private breakSharing(cpu: Cpu, page: number): void {
    cpu.tally.count(Event.copyOnWriteFault);
    this.sharing.separate(cpu, page, true);
  }

  private copyAway(cpu: Cpu, page: number, bytes: number): void {
    const buffer = this.sharing.create(cpu);
    this.sharing.copyTo(cpu, page, 0, buffer, 0, bytes);
    this.sharing.letGo(buffer);
  }
}
