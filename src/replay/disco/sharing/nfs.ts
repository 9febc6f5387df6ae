import { Service } from '../../../trace/words/vocabulary.ts';
import { Event, Mode } from '../../counts/event.ts';
import { PageUse } from '../../counts/page-use.ts';
import type { Cpu } from '../../numa/cpu/cpu.ts';
import type { Pages } from '../../numa/memory/pages.ts';
import type { NetworkShape } from '../../structure/shapes/sharing-shape.ts';
import type { BufferCaches } from '../../supervisor/buffer-caches.ts';
import { type Block, type DiskRequest, SECTOR_BYTES, sectorsOf } from '../../supervisor/disk-request.ts';
import type { DiskTransfers } from '../../supervisor/disk-transfers.ts';
import { charge } from '../monitor/charge.ts';
import type { InterCell } from '../monitor/inter-cell.ts';
import type { VirtualCpus } from '../monitor/virtual-cpus.ts';
import type { MonitorWork } from '../monitor/work.ts';
import type { CopyOnWrite } from './copy-on-write.ts';
import type { ObjectCopies } from './object-copies.ts';
import type { SharedObjects } from './shared-objects.ts';

/** Most data of a WRITE: 8 KB (RFC 1094). */
const WRITE_SECTORS = 16;

/** What NFS works with. */
export interface NfsParts {
  pages: Pages;
  caches: BufferCaches;
  objects: SharedObjects;
  copies: ObjectCopies;
  copyOnWrite: CopyOnWrite;
  transfers: DiskTransfers;
  work: MonitorWork;
  interCell: InterCell;
  virtualCpus: VirtualCpus;
}

/**
 * NFS over the virtual subnet (4.2.6). A page that it brings goes from the server's file cache to the client's network buffer, and from
 * there to its file cache.
 */
export class Nfs {
  private readonly shape: NetworkShape;
  private readonly parts: NfsParts;
  /** By VM, CPU and disk: the piece of a file that is being written. */
  private readonly written = new Map<string, number>();

  constructor(shape: NetworkShape, parts: NfsParts) {
    this.shape = shape;
    this.parts = parts;
  }

  /**
   * The CPU's VM uses a block of a file that a server (a VM) has, and asks it beside the data that it lacks what version 2 (RFC 1094) asks: an open, for the
   * name or, where the name is known, for the attributes, which tell whether the cached blocks hold still; a write, which is through, for each 8 KB.
   */
  use(cpu: Cpu, server: number, { disk, first }: DiskRequest): void {
    const { tally, vm } = cpu;
    if (tally.service === Service.open) {
      tally.count(Event.nfsNameRequest);
      this.call(cpu, server);
    }
    if (tally.service !== Service.write) return;
    const piece = Math.floor(first / WRITE_SECTORS);
    const key = `${vm} ${cpu.number} ${disk}`;
    if (this.written.get(key) !== piece) {
      tally.count(Event.nfsRequest);
      this.call(cpu, server);
    }
    this.written.set(key, piece);
  }

  /** A request reaches the server, perhaps in another cell. */
  private call(cpu: Cpu, server: number): void {
    const { interCell, virtualCpus } = this.parts;
    const node = virtualCpus.whereIs(server);
    if (node !== undefined) interCell.ask(cpu, node);
  }

  /** The CPU's VM reads blocks from a server; returns the sectors that the server reads from its disk. */
  read(cpu: Cpu, server: number, blocks: readonly Block[]): number {
    const { pages, caches, objects, transfers } = this.parts;
    cpu.tally.count(Event.nfsRequest);
    this.call(cpu, server);
    let missing = 0;
    for (const block of blocks) {
      if (block.page < 0) continue;
      objects.vacate(cpu, block.page);
      let served = this.find(server, block);
      if (served < 0) {
        served = this.bringIn(cpu, server, block);
        transfers.readInto(pages.backing.objectOf(served), block, true);
        missing += block.sectors;
      }
      this.deliver(cpu, block, served);
      caches.fill(cpu.vm, block);
    }
    return missing;
  }

  /** The CPU's VM writes blocks to a server; returns the sectors that the server writes to its disk. */
  write(cpu: Cpu, server: number, blocks: readonly Block[]): number {
    cpu.tally.count(Event.nfsRequest);
    this.call(cpu, server);
    for (const block of blocks) {
      if (block.page < 0) continue;
      const found = this.find(server, block);
      this.accept(cpu, block, found >= 0 ? found : this.bringIn(cpu, server, block));
      this.parts.caches.fill(cpu.vm, block);
    }
    return sectorsOf(blocks);
  }

  /** The physical page in which the server has a block, -1: it has not. */
  private find(server: number, block: Block): number {
    const physical = this.parts.caches.find(server, block);
    return physical >= 0 && this.parts.pages.backing.objectOf(physical) >= 0 ? physical : -1;
  }

  /** A page of the server's buffer cache for a block, one that no trace names. */
  private bringIn(cpu: Cpu, server: number, block: Block): number {
    const { pages, caches } = this.parts;
    const object = this.parts.objects.fresh(cpu);
    // The physical page may be known, and the monitor have taken its machine page back.
    const known = caches.find(server, block);
    const physical = known >= 0 ? known : pages.backing.add(server, PageUse.bufferCache);
    pages.map.rebase(physical, object);
    caches.put(server, block, physical);
    return physical;
  }

  /** The client gets a block that the server has in a physical page. */
  private deliver(cpu: Cpu, block: Block, served: number): void {
    const { pages, objects, copies, copyOnWrite, transfers, work } = this.parts;
    const { page, whole, offset, disk } = block;
    const object = pages.backing.objectOf(served);
    const mapped = whole && this.shape.remapPages;
    const moved = whole && this.shape.remapCall;
    // What is copied is copied to the page it is for: between the server's page and it lies a buffer of the client's.
    const copy = (): void => copies.copyFrom(cpu, object, offset, page, offset, block.sectors * SECTOR_BYTES);
    charge(cpu, Mode.call, () => {
      if (mapped) cpu.tally.count(Event.networkRemap);
      if (mapped && moved) objects.join(cpu, page, object);
      else copyOnWrite.own(cpu, page);
      if (!mapped) copy();
      if (moved) {
        work.call(cpu);
        cpu.tally.count(Event.networkRemap);
      }
      if (!mapped || this.shape.freeListFix) return;
      if (moved) objects.separateByFreeList(cpu, page);
      else {
        cpu.tally.count(Event.copyOnWriteFault);
        copy();
      }
    });
    if (!moved) copy();
    if (!(mapped && moved) && transfers.isOn(disk, object)) transfers.read(block, true);
  }

  /** The server gets a block that the client writes, and has in a physical page. */
  private accept(cpu: Cpu, block: Block, served: number): void {
    const { pages, objects, copies, transfers } = this.parts;
    const { page, whole, offset } = block;
    transfers.written(block);
    charge(cpu, Mode.call, () => {
      if (whole && this.shape.remapPages) {
        cpu.tally.count(Event.networkRemap);
        const object = pages.map.objectOf(page);
        pages.map.rebase(served, object);
        objects.shootDown(cpu, pages.map.pagesOf(object));
        if (!this.shape.freeListFix) objects.separateByFreeList(cpu, page);
        return;
      }
      objects.detach(cpu, served);
      copies.copyTo(cpu, page, offset, pages.backing.objectOf(served), offset, block.sectors * SECTOR_BYTES);
      transfers.readInto(pages.backing.objectOf(served), block, true);
    });
  }
}
