import type { Cpu } from '../numa/cpu/cpu.ts';
import type { Pages } from '../numa/memory/pages.ts';
import type { BufferCaches } from './buffer-caches.ts';
import { type Block, type DiskRequest, sectorsOf } from './disk-request.ts';
import type { DiskTransfers } from './disk-transfers.ts';
import type { BlockDevice } from './supervisor.ts';

/** The bare machine's disks: every request goes to the disk, into pages of the one kernel's buffer cache. */
export class BareDisks implements BlockDevice {
  private readonly pages: Pages;
  private readonly cpus: readonly Cpu[];
  private readonly caches: BufferCaches;
  private readonly transfers: DiskTransfers;

  constructor(pages: Pages, cpus: readonly Cpu[], caches: BufferCaches, transfers: DiskTransfers) {
    this.pages = pages;
    this.cpus = cpus;
    this.caches = caches;
    this.transfers = transfers;
  }

  fileBlock(cpu: Cpu, _: DiskRequest, blocks: readonly Block[]): void {
    const missing = blocks.filter((block) => {
      const found = this.caches.use(cpu, block);
      if (found === 'renamed') this.changed(block.page);
      return found === 'absent';
    });
    if (missing.length > 0) this.request(cpu, missing, 'read');
  }

  read(cpu: Cpu, _: DiskRequest, blocks: readonly Block[]): void {
    this.request(cpu, blocks, 'read');
  }

  write(cpu: Cpu, _: DiskRequest, blocks: readonly Block[]): void {
    this.request(cpu, blocks, 'write');
  }

  private request(cpu: Cpu, blocks: readonly Block[], what: 'read' | 'write'): void {
    cpu.tally.diskRequest(blocks[0].disk, sectorsOf(blocks));
    for (const block of blocks) {
      const { page } = block;
      if (page < 0) continue;
      cpu.place(page);
      const isElsewhere = this.caches.find(cpu.vm, block) !== this.pages.map.names.physicalOf(page);
      if (isElsewhere && this.pages.part(page, cpu)) this.changed(page);
      if (what === 'read') this.transfers.read(block, true);
      else this.transfers.written(block);
      this.caches.fill(cpu.vm, block);
    }
  }

  private changed(page: number): void {
    for (const each of this.cpus) each?.changed(page);
  }
}
