import { Event, Mode } from '../../counts/event.ts';
import type { Cpu } from '../../numa/cpu/cpu.ts';
import type { Pages } from '../../numa/memory/pages.ts';
import type { BufferCaches } from '../../supervisor/buffer-caches.ts';
import type { Block, DiskRequest } from '../../supervisor/disk-request.ts';
import type { DiskTransfers } from '../../supervisor/disk-transfers.ts';
import type { BlockDevice } from '../../supervisor/supervisor.ts';
import { charge } from '../monitor/charge.ts';
import type { DeviceCommands } from '../monitor/device-commands.ts';
import { PATHS } from '../monitor/monitor-memory.ts';
import type { MonitorWork } from '../monitor/work.ts';
import type { Disks } from './disks.ts';
import type { Mounts } from './mounts.ts';
import type { Nfs } from './nfs.ts';
import type { Pins } from './pins.ts';
import type { SharedObjects } from './shared-objects.ts';

/** What the block device works with. */
export interface BlockDeviceParts {
  pages: Pages;
  caches: BufferCaches;
  disks: Disks;
  mounts: Mounts;
  nfs: Nfs;
  objects: SharedObjects;
  pins: Pins;
  commands: DeviceCommands;
  transfers: DiskTransfers;
  work: MonitorWork;
}

/** Requests of the guest's kernel to its disks: to a disk of its own, everybody's, or another VM's over NFS. */
export class DiscoBlockDevice implements BlockDevice {
  private readonly parts: BlockDeviceParts;

  constructor(parts: BlockDeviceParts) {
    this.parts = parts;
  }

  fileBlock(cpu: Cpu, request: DiskRequest, blocks: readonly Block[]): void {
    const { caches, objects, mounts, nfs } = this.parts;
    const server = mounts.serverOf(request.disk, cpu.vm);
    if (server >= 0) nfs.use(cpu, server, request);
    const missing = blocks.filter((block) => {
      if (this.isBooted(cpu, block)) return false;
      const found = caches.use(cpu, block);
      if (found === 'renamed') objects.shootDown(cpu, [block.page]);
      return found === 'absent';
    });
    if (missing.length > 0) this.read(cpu, request, missing);
  }

  read(cpu: Cpu, { disk, isSegment }: DiskRequest, blocks: readonly Block[]): void {
    const { mounts, nfs, pins, commands } = this.parts;
    pins.keep(pagesOf(blocks), () => {
      const server = mounts.serverOf(disk, cpu.vm);
      if (!isSegment) commands.give(cpu);
      const missing = server >= 0 ? nfs.read(cpu, server, blocks) : this.readBlocks(cpu, blocks);
      request(cpu, disk, missing);
    });
  }

  write(cpu: Cpu, { disk, isSegment }: DiskRequest, blocks: readonly Block[]): void {
    const { mounts, nfs, pins, commands } = this.parts;
    pins.keep(pagesOf(blocks), () => {
      const server = mounts.serverOf(disk, cpu.vm);
      for (const { page } of blocks) if (page >= 0) cpu.place(page);
      if (!isSegment) commands.give(cpu);
      const sectors = server >= 0 ? nfs.write(cpu, server, blocks) : this.writeBlocks(cpu, blocks);
      request(cpu, disk, sectors);
    });
  }

  /** A page that was taken back for want of memory is used again: its blocks are read once more. */
  pageIn(cpu: Cpu, page: number): void {
    const { pages, caches, disks, work } = this.parts;
    const isBacked = pages.isBackedAgain(page);
    const physical = pages.pageBackIn(page, cpu);
    if (isBacked) return;
    const missing = new Map<number, number>();
    charge(cpu, Mode.call, () => {
      cpu.tally.count(Event.monitorPageFault);
      work.run(cpu, PATHS.pageFault);
      for (const block of caches.blocksIn(physical)) {
        const sectors = disks.read(cpu, pages.backing.vmOf(physical), { ...block, page }, true);
        missing.set(block.disk, (missing.get(block.disk) ?? 0) + sectors);
      }
    });
    for (const [disk, sectors] of missing) {
      cpu.tally.beginDiskRequest();
      request(cpu, disk, sectors);
    }
  }

  /** Reads blocks from disks that the CPU's VM uses itself; returns the sectors that come from there. */
  private readBlocks(cpu: Cpu, blocks: readonly Block[]): number {
    const { disks, caches, objects } = this.parts;
    let missing = 0;
    charge(cpu, Mode.call, () => {
      for (const block of blocks) {
        objects.vacate(cpu, block.page);
        missing += disks.read(cpu, cpu.vm, block);
        if (block.page >= 0) caches.fill(cpu.vm, block);
      }
    });
    return missing;
  }

  /** The same for writing. */
  private writeBlocks(cpu: Cpu, blocks: readonly Block[]): number {
    const { disks, caches, transfers } = this.parts;
    let sectors = 0;
    charge(cpu, Mode.call, () => {
      for (const block of blocks) {
        const written = disks.write(cpu, cpu.vm, block);
        if (written > 0) transfers.written(block);
        sectors += written;
      }
    });
    for (const block of blocks) if (block.page >= 0) caches.fill(cpu.vm, block);
    return sectors;
  }

  /** Text that all VMs booted from their common disk is in memory: reading it again would only part it. */
  private isBooted(cpu: Cpu, { page }: Block): boolean {
    const { common } = this.parts.pages;
    if (page < 0 || !common.text || common.isOpen(page) || !common.isCommon(page)) return false;
    cpu.place(page);
    return true;
  }
}

/** The disk's own work, which the process waits for; none where all of it was in memory. */
function request(cpu: Cpu, disk: number, sectors: number): void {
  if (sectors > 0) cpu.tally.diskRequest(disk, sectors);
}

const pagesOf = (blocks: readonly Block[]): number[] => blocks.map(({ page }) => page);
