import { Event, Mode } from '../../counts/event.ts';
import type { MonitorPages } from '../../counts/footprint.ts';
import type { Directory } from '../../numa/caches/directory.ts';
import type { Cpu } from '../../numa/cpu/cpu.ts';
import { PageUse } from '../../numa/memory/page-use.ts';
import type { Pages } from '../../numa/memory/pages.ts';
import type { MonitorShape } from '../../structure/structure.ts';
import { BufferCaches } from '../../supervisor/buffer-caches.ts';
import type { Block, DiskRequest } from '../../supervisor/disk-request.ts';
import type { Path } from '../monitor-memory.ts';
import { ownPages } from '../monitor-pages.ts';
import type { Relocator } from '../moves/relocator.ts';
import { Disks } from './disks.ts';
import { type Monitor, Network } from './network.ts';
import { Pressure } from './pressure.ts';
import { Sharing } from './sharing.ts';

/** What shared pages need of the rest of the monitor. */
export interface Core extends Omit<Monitor, 'own'> {
  run(cpu: Cpu, path: Path): void;
  /** Gives a page a machine page that is about to be filled. */
  placeUncleared(cpu: Cpu, page: number): void;
  readonly virtualCpuCount: number;
  /** The guest's driver gives a device a command. */
  command(cpu: Cpu): void;
}

/** Pages that are read from disks or come over the network, and are therefore shared: the global buffer cache, and what becomes of it. */
export class SharedPages {
  private readonly network: Network;
  private readonly shape: MonitorShape;
  private readonly pages: Pages;
  private readonly cpus: readonly Cpu[];
  private readonly core: Core;
  private readonly caches: BufferCaches;
  private readonly sharing: Sharing;
  private readonly disks: Disks;
  private readonly pressure: Pressure;

  constructor(shape: MonitorShape, pages: Pages, cpus: readonly Cpu[], directory: Directory | null, core: Core) {
    this.shape = shape;
    this.pages = pages;
    this.cpus = cpus;
    this.core = core;
    this.caches = new BufferCaches(pages);
    this.sharing = new Sharing(pages, cpus);
    this.disks = new Disks(shape.disks, shape.virtualCpus.vms, pages, this.sharing);
    this.pressure = new Pressure(pages, this.disks, this.sharing, directory);
    this.network = new Network(shape.network, pages, this.sharing, {
      as: (cpu, mode, work) => core.as(cpu, mode, work),
      call: (cpu) => core.call(cpu),
      own: (cpu, page) => this.own(cpu, page),
    });
    pages.common.text = shape.disks.sharing && shape.virtualCpus.vms > 1;
    pages.common.ranges = shape.sharedRegions;
  }

  set relocator(relocator: Relocator) {
    this.pressure.relocator = relocator;
  }

  /** A store to a page that is mapped read-only: a copy of its own where others have it, one copy of its replicas else. */
  protectedStore(cpu: Cpu, page: number): void {
    if (!this.pages.isShared(page)) {
      this.core.as(cpu, Mode.pageMove, () => this.pressure.relocator?.collapse(cpu, page));
      return;
    }
    this.core.as(cpu, Mode.call, () => {
      cpu.tally.count(Event.copyOnWriteFault);
      this.core.run(cpu, 'pageFault');
      this.sharing.separate(cpu, page, true);
    });
  }

  /** What a page held is about to be overwritten as a whole: nobody else is to see it, and nothing need be copied. */
  overwritten(cpu: Cpu, page: number): void {
    if (!this.pages.isPlaced(page)) return;
    this.caches.drop(this.pages.physicalOf(page));
    if (this.pages.readOnly[page] === 0) return;
    if (this.pages.isShared(page)) this.sharing.separate(cpu, page, false);
    else this.core.as(cpu, Mode.pageMove, () => this.pressure.relocator?.collapse(cpu, page));
  }

  /** The guest has put a physical page on its free list. */
  freed(physical: number): void {
    this.caches.drop(physical);
  }

  fileBlock(cpu: Cpu, request: DiskRequest, blocks: readonly Block[]): void {
    const missing = blocks.filter(
      (block) =>
        !this.isBooted(cpu, block) && !this.caches.has(cpu, block, () => this.sharing.shootDown(cpu, [block.page])),
    );
    if (missing.length > 0) this.diskRead(cpu, request, missing);
  }

  /** Text that all machines booted from their common disk is in memory: reading it again would only part it. */
  private isBooted(cpu: Cpu, block: Block): boolean {
    const { common } = this.pages;
    if (block.page < 0 || !common.text || common.isOpen(block.page) || !common.isCommon(block.page)) return false;
    cpu.place(block.page);
    return true;
  }

  diskRead(cpu: Cpu, request: DiskRequest, blocks: readonly Block[]): void {
    this.sharing.keep(pagesOf(blocks), () => this.read(cpu, request, blocks));
  }

  diskWrite(cpu: Cpu, request: DiskRequest, blocks: readonly Block[]): void {
    this.sharing.keep(pagesOf(blocks), () => this.write(cpu, request, blocks));
  }

  send(cpu: Cpu, page: number, bytes: number, aligned: boolean): void {
    const pages = Array.from({ length: Math.ceil(bytes / cpu.pageBytes) }, (_, n) => page + n);
    this.sharing.keep(pages, () => this.network.send(cpu, page, bytes, aligned));
  }

  remap(cpu: Cpu, page: number, target: number): void {
    this.sharing.keep([page, target], () => this.network.remap(cpu, page, target));
  }

  private read(cpu: Cpu, { disk }: DiskRequest, blocks: readonly Block[]): void {
    const server = this.disks.serverOf(disk, cpu.vm);
    this.core.command(cpu);
    if (server >= 0) {
      this.readOverNfs(cpu, server, blocks);
      return;
    }
    let missing = 0;
    this.core.as(cpu, Mode.call, () => {
      for (const block of blocks) missing += this.readBlock(cpu, block);
    });
    this.request(cpu, blocks[0].disk, missing);
  }

  private write(cpu: Cpu, { disk }: DiskRequest, blocks: readonly Block[]): void {
    const server = this.disks.serverOf(disk, cpu.vm);
    for (const { page } of blocks) if (page >= 0) cpu.place(page);
    this.core.command(cpu);
    if (server >= 0) {
      this.writeOverNfs(cpu, server, blocks);
      return;
    }
    let sectors = 0;
    this.core.as(cpu, Mode.call, () => {
      for (const block of blocks) sectors += this.disks.write(cpu, cpu.vm, block);
    });
    for (const block of blocks) this.note(cpu, block);
    this.request(cpu, blocks[0].disk, sectors);
  }

  /** A page that was taken back for want of memory is used again: its blocks are read once more. */
  pageIn(cpu: Cpu, page: number): void {
    const isBacked = this.pages.isBackedAgain(page);
    const physical = this.pages.pageBackIn(page, cpu.node);
    if (isBacked) return;
    const missing = new Map<number, number>();
    this.core.as(cpu, Mode.call, () => {
      cpu.tally.count(Event.monitorPageFault);
      this.core.run(cpu, 'pageFault');
      for (const block of this.caches.blocksIn(physical)) {
        const sectors = this.disks.read(cpu, this.pages.backing.vmOf(physical), { ...block, page }, () => {});
        missing.set(block.disk, (missing.get(block.disk) ?? 0) + sectors);
      }
    });
    for (const [disk, sectors] of missing) this.request(cpu, disk, sectors);
  }

  makeRoom(cpu: Cpu): boolean {
    return this.pressure.makeRoom(cpu);
  }

  stop(vm: number): void {
    for (const physical of this.pages.physicalsOf(vm)) this.caches.drop(physical);
    const pages = this.pages.stop(vm);
    for (const page of pages) for (const cpu of this.cpus) cpu?.changed(page);
    this.disks.stop(vm);
  }

  footprint(): MonitorPages {
    const { backing, replicas } = this.pages;
    const logs = this.disks.logPages;
    return {
      own: ownPages(this.shape, this.pages, this.core.virtualCpuCount),
      logs,
      unused: backing.heldAlone - logs,
      replicas,
    };
  }

  /** Reads a block from its machine's own disk; returns the sectors that come from there. */
  private readBlock(cpu: Cpu, block: Block): number {
    const { page } = block;
    this.vacate(cpu, page);
    const missing = this.disks.read(cpu, cpu.vm, block, () => this.own(cpu, page));
    this.note(cpu, block);
    return missing;
  }

  private readOverNfs(cpu: Cpu, server: number, blocks: readonly Block[]): void {
    cpu.tally.count(Event.nfsRequest);
    let missing = 0;
    for (const block of blocks) {
      if (block.page < 0) continue;
      this.vacate(cpu, block.page);
      let served = this.caches.find(server, block);
      if (served < 0 || this.pages.backing.objectOf(served) < 0) {
        served = this.serve(cpu, server, block, served);
        missing += block.sectors;
      }
      this.network.deliver(cpu, block, served);
      this.note(cpu, block);
    }
    this.request(cpu, blocks[0].disk, missing);
  }

  private writeOverNfs(cpu: Cpu, server: number, blocks: readonly Block[]): void {
    cpu.tally.count(Event.nfsRequest);
    let sectors = 0;
    for (const block of blocks) {
      sectors += block.sectors;
      if (block.page < 0) continue;
      let served = this.caches.find(server, block);
      if (served < 0 || this.pages.backing.objectOf(served) < 0) served = this.serve(cpu, server, block, served);
      this.network.accept(cpu, block, served);
      this.note(cpu, block);
    }
    this.request(cpu, blocks[0].disk, sectors);
  }

  /** A page of the server's buffer cache for a block, one that no trace names. */
  private serve(cpu: Cpu, server: number, block: Block, known: number): number {
    const object = this.pages.backing.create(cpu.node);
    const physical = known >= 0 ? known : this.pages.newPhysical(server, PageUse.bufferCache);
    this.pages.rebase(physical, object);
    this.caches.put(server, block, physical);
    return physical;
  }

  /** The page is to hold another block: its physical page's other names keep what they have. */
  private vacate(cpu: Cpu, page: number): void {
    if (page < 0 || !this.pages.isPlaced(page)) return;
    if (this.pages.part(page, cpu.node)) this.sharing.shootDown(cpu, [page]);
  }

  /** The page is its kernel's own, to be written by a device or the monitor. */
  private own(cpu: Cpu, page: number): void {
    if (page < 0) return;
    if (!this.pages.isPlaced(page)) this.core.placeUncleared(cpu, page);
    if (this.pages.readOnly[page] === 0) return;
    if (this.pages.isShared(page)) this.sharing.separate(cpu, page, false);
    else this.pressure.relocator?.collapse(cpu, page);
  }

  /** The block is in its page from here on. */
  private note(cpu: Cpu, block: Block): void {
    if (block.page < 0) return;
    const physical = this.pages.physicalOf(block.page);
    this.caches.put(cpu.vm, block, physical);
    this.pages.holdsFile(physical);
  }

  private request(cpu: Cpu, disk: number, sectors: number): void {
    if (sectors > 0) cpu.tally.diskRequest(disk, sectors);
  }
}

const pagesOf = (blocks: readonly Block[]): number[] => blocks.map(({ page }) => page);
