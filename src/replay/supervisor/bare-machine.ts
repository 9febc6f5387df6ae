import { isTlbWrite } from '../../trace/words/vocabulary.ts';
import { Event } from '../counts/event.ts';
import type { MonitorPages } from '../counts/footprint.ts';
import type { Cpu } from '../numa/cpu/cpu.ts';
import type { Pages } from '../numa/memory/pages.ts';
import { BufferCaches } from './buffer-caches.ts';
import { clear } from './clear.ts';
import { copyBytes } from './copy.ts';
import type { Block, DiskRequest } from './disk-request.ts';
import type { Supervisor } from './supervisor.ts';

/** No monitor: the kernel refills the TLB itself, and its privileged instructions are instructions like others. */
export class BareMachine implements Supervisor {
  private readonly pages: Pages;
  private readonly cpus: readonly Cpu[];
  private readonly caches: BufferCaches;

  constructor(pages: Pages, cpus: readonly Cpu[]) {
    this.pages = pages;
    this.cpus = cpus;
    this.caches = new BufferCaches(pages);
  }

  define(): void {}

  tlbMiss(cpu: Cpu): void {
    cpu.tally.count(Event.guestRefill);
  }

  firstTouch(): void {}

  protectedStore(): void {}

  pageIn(): void {}

  trap(cpu: Cpu): void {
    cpu.tally.count(Event.trap);
  }

  privileged(cpu: Cpu, operand: number): void {
    cpu.tally.count(isTlbWrite(operand & 255) ? Event.tlbWrite : Event.privileged);
  }

  zero(cpu: Cpu, page: number, first: number, granules: number): void {
    cpu.place(page);
    this.caches.drop(this.pages.physicalOf(page));
    clear(cpu, first, granules);
  }

  freePage(_: Cpu, physical: number): void {
    this.caches.drop(physical);
  }

  fileBlock(cpu: Cpu, _: DiskRequest, blocks: readonly Block[]): void {
    const missing = blocks.filter((block) => !this.caches.has(cpu, block, () => this.changed(block.page)));
    if (missing.length > 0) this.request(cpu, missing);
  }

  diskRead(cpu: Cpu, _: DiskRequest, blocks: readonly Block[]): void {
    this.request(cpu, blocks);
  }

  diskWrite(cpu: Cpu, _: DiskRequest, blocks: readonly Block[]): void {
    this.request(cpu, blocks);
  }

  networkSend(): void {}

  /** Without a monitor to remap pages, the kernel copies. */
  remap(cpu: Cpu, page: number, target: number): void {
    for (const each of [page, target]) cpu.place(each);
    copyBytes(cpu, { page, offset: 0 }, { page: target, offset: 0 }, cpu.pageBytes);
  }

  switchTo(): void {}

  footprint(): MonitorPages {
    return { own: 0, logs: 0, unused: 0, replicas: 0 };
  }

  private changed(page: number): void {
    for (const each of this.cpus) each?.changed(page);
  }

  private request(cpu: Cpu, blocks: readonly Block[]): void {
    cpu.tally.diskRequest(
      blocks[0].disk,
      blocks.reduce((sum, { sectors }) => sum + sectors, 0),
    );
    for (const block of blocks) {
      if (block.page < 0) continue;
      cpu.place(block.page);
      if (
        this.caches.find(cpu.vm, block) !== this.pages.physicalOf(block.page) &&
        this.pages.part(block.page, cpu.node)
      )
        for (const each of this.cpus) each?.changed(block.page);
      const physical = this.pages.physicalOf(block.page);
      this.caches.put(cpu.vm, block, physical);
      this.pages.holdsFile(physical);
    }
  }
}
