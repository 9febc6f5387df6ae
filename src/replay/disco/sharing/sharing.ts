import { Event } from '../../counts/event.ts';
import type { Cpu } from '../../numa/cpu/cpu.ts';
import type { PageUse } from '../../numa/memory/page-use.ts';
import type { Pages } from '../../numa/memory/pages.ts';
import { copyBytes } from '../../supervisor/copy.ts';

/**
 * Pages that several physical pages have, and their separation at the first store (4.2.5, 4.2.6). A page shared is mapped read-only
 * everywhere: TLB entries made before are taken away, and no CPU's filter lets a store to it pass.
 */
export class Sharing {
  /** Pages that work is being done on, and an object: not to be given up for want of memory. */
  private readonly inHand = new Set<number>();
  private objectInHand = -1;
  private readonly pages: Pages;
  private readonly cpus: readonly Cpu[];

  constructor(pages: Pages, cpus: readonly Cpu[]) {
    this.pages = pages;
    this.cpus = cpus;
  }

  /** Does work on pages, which stay meanwhile. */
  keep(pages: Iterable<number>, work: () => void): void {
    const outer = [...this.inHand];
    for (const page of pages) this.inHand.add(page);
    work();
    this.inHand.clear();
    for (const page of outer) this.inHand.add(page);
  }

  /** Whether the object may be given up. */
  isIdle(object: number): boolean {
    if (object === this.objectInHand) return false;
    for (const page of this.pages.pagesOfObject(object)) if (this.inHand.has(page)) return false;
    return true;
  }

  /** The page is mapped to an object that others have, or that the monitor holds. */
  join(cpu: Cpu, page: number, object: number): void {
    const { pages } = this;
    if (!pages.isPlaced(page)) pages.placeOn(page, object, cpu.vm);
    else if (pages.objectOf(page) !== object) {
      this.shootDown(cpu, pages.namesOf(pages.physicalOf(page)));
      pages.rebase(pages.physicalOf(page), object);
    }
    this.shootDown(cpu, pages.pagesOfObject(object));
  }

  /** The physical page behind a placed page gets an object of its own, on the CPU's node; with `contents` what it held is copied. */
  separate(cpu: Cpu, page: number, contents: boolean): void {
    const { pages } = this;
    const physical = pages.physicalOf(page);
    const before = pages.objectOf(page);
    this.objectInHand = before;
    const object = pages.backing.create(cpu.node);
    const move = (): void => {
      this.shootDown(cpu, pages.namesOf(physical));
      pages.rebase(physical, object);
    };
    if (contents) copyBytes(cpu, { page, offset: 0 }, { page, offset: 0 }, cpu.pageBytes, move);
    else move();
    this.objectInHand = -1;
  }

  /** A physical page that none of its pages maps gets an object of its own if others have its present one; what it held is not copied. */
  detach(cpu: Cpu, physical: number): void {
    if (!this.pages.backing.isShared(this.pages.backing.objectOf(physical))) return;
    this.shootDown(cpu, this.pages.namesOf(physical));
    this.pages.rebase(physical, this.pages.backing.create(cpu.node));
  }

  /** Copies bytes of an object into a page. The source is read where the page is mapped, for as long as that takes. */
  copyFrom(cpu: Cpu, object: number, from: number, page: number, offset: number, bytes: number): void {
    const own = this.lend(cpu, page, object);
    copyBytes(cpu, { page, offset: from }, { page, offset }, bytes, () => this.putBack(cpu, page, own));
  }

  /** Copies bytes of a page into an object. */
  copyTo(cpu: Cpu, page: number, offset: number, object: number, to: number, bytes: number): void {
    let own = -1;
    copyBytes(cpu, { page, offset }, { page, offset: to }, bytes, () => {
      own = this.lend(cpu, page, object);
    });
    this.putBack(cpu, page, own);
  }

  /** An object that the monitor holds, on the CPU's node. */
  create(cpu: Cpu): number {
    const object = this.pages.backing.create(cpu.node);
    this.pages.backing.hold(object);
    return object;
  }

  /** A physical page of a machine that none of its pages maps, with an object. */
  physicalWith(object: number, vm: number, use: PageUse): number {
    const physical = this.pages.newPhysical(vm, use);
    this.pages.rebase(physical, object);
    return physical;
  }

  /** The monitor holds what backs a placed page: stores to it are seen from here on. */
  hold(cpu: Cpu, page: number): number {
    const object = this.pages.objectOf(page);
    this.pages.backing.hold(object);
    this.pages.settle(object);
    this.shootDown(cpu, this.pages.pagesOfObject(object));
    return object;
  }

  /** The monitor holds it no more. */
  letGo(object: number): void {
    this.pages.backing.letGo(object);
    this.pages.settle(object);
  }

  /** Removes the TLB entries of pages from all CPUs. */
  shootDown(cpu: Cpu, pages: Iterable<number>): void {
    let removed = 0;
    for (const page of pages) for (const other of this.cpus) if (other?.changed(page) && other !== cpu) removed++;
    cpu.tally.add(Event.tlbShootdown, removed);
  }

  private lend(cpu: Cpu, page: number, object: number): number {
    const table = this.pages.tables[cpu.node];
    const own = table[page];
    table[page] = this.pages.backing.frameOn(object, cpu.node);
    cpu.forgetPage(page);
    return own;
  }

  private putBack(cpu: Cpu, page: number, frame: number): void {
    this.pages.tables[cpu.node][page] = frame;
    cpu.forgetPage(page);
  }
}
