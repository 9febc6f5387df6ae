import { Event } from '../../counts/event.ts';
import type { PageUse } from '../../counts/page-use.ts';
import type { Cpu } from '../../numa/cpu/cpu.ts';
import type { PageMap } from '../../numa/memory/page-map.ts';
import type { Pages } from '../../numa/memory/pages.ts';
import { copyBytes } from '../../supervisor/copy.ts';
import type { InterCell } from '../monitor/inter-cell.ts';
import type { Relocator } from '../moves/relocator.ts';
import type { Pins } from './pins.ts';

/**
 * Which physical pages have which objects in common, and their separation at the first store (4.2.5, 4.2.6). A shared object's pages are
 * mapped read-only everywhere: TLB entries made before are taken away, and no CPU's filter lets a store to them pass.
 */
export class SharedObjects {
  private readonly pages: Pages;
  private readonly map: PageMap;
  private readonly cpus: readonly Cpu[];
  private readonly pins: Pins;
  private readonly interCell: InterCell;
  private readonly relocator: Relocator | null;

  constructor(pages: Pages, cpus: readonly Cpu[], pins: Pins, interCell: InterCell, relocator: Relocator | null) {
    this.relocator = relocator;
    this.interCell = interCell;
    this.pages = pages;
    this.map = pages.map;
    this.cpus = cpus;
    this.pins = pins;
  }

  /** The page is mapped to an object that others have, or that the monitor holds. */
  join(cpu: Cpu, page: number, object: number): void {
    const { map, interCell } = this;
    interCell.once(cpu, () => {
      if (!map.isPlaced(page)) this.pages.placeOn(page, object, cpu);
      else if (map.objectOf(page) !== object) {
        const physical = map.names.physicalOf(page);
        this.shootDown(cpu, map.names.of(physical));
        map.rebase(physical, object);
      }
      this.shootDown(cpu, map.pagesOf(object));
      interCell.askHolder(cpu, map.backing, object);
      this.relocator?.keep(cpu, page);
    });
  }

  /** The physical page behind a placed page gets an object of its own, on the CPU's node; with `contents` what it held is copied. */
  separate(cpu: Cpu, page: number, contents: boolean): void {
    const { map, interCell } = this;
    const physical = map.names.physicalOf(page);
    const before = map.objectOf(page);
    const part = (): void => {
      interCell.askHolder(cpu, map.backing, before);
      const object = this.fresh(cpu);
      const move = (): void => {
        this.shootDown(cpu, map.names.of(physical));
        map.rebase(physical, object);
      };
      if (!contents) move();
      else {
        copyBytes(cpu, { page, offset: 0 }, { page, offset: 0 }, cpu.pageBytes, move);
        cpu.stored(page);
      }
    };
    this.pins.keepObject(before, () => interCell.once(cpu, part));
  }

  /** IRIX's free list of network buffers writes into the data of a shared page, which is copied at once (4.3). */
  separateByFreeList(cpu: Cpu, page: number): void {
    cpu.tally.count(Event.copyOnWriteFault);
    this.separate(cpu, page, true);
  }

  /** A physical page that no page is a name of gets an object of its own if others have its present one; what it held is not copied. */
  detach(cpu: Cpu, physical: number): void {
    const { map } = this;
    const before = map.backing.objectOf(physical);
    if (!map.backing.isShared(before)) return;
    this.interCell.once(cpu, () => {
      this.interCell.askHolder(cpu, map.backing, before);
      this.shootDown(cpu, map.names.of(physical));
      map.rebase(physical, this.fresh(cpu));
    });
  }

  /** The page is to hold another block: the other names of its physical page keep what they have. */
  vacate(cpu: Cpu, page: number): void {
    if (page < 0 || !this.map.isPlaced(page)) return;
    if (this.pages.part(page, cpu)) this.shootDown(cpu, [page]);
  }

  /** A new object that the monitor holds, on the CPU's node. */
  create(cpu: Cpu): number {
    const object = this.fresh(cpu);
    this.map.backing.hold(object);
    return object;
  }

  /** A new object on the CPU's node, or near it, that is to back a page or to be held. */
  fresh(cpu: Cpu): number {
    const { backing } = this.map;
    const object = backing.create(cpu);
    this.interCell.took(cpu, backing.frameOn(object, cpu.node));
    return object;
  }

  /** A new physical page of a VM, with an object, that no page is a name of. */
  physicalWith(object: number, vm: number, use: PageUse): number {
    const physical = this.map.backing.add(vm, use);
    this.map.rebase(physical, object);
    return physical;
  }

  /** The monitor holds the object that backs a placed page: stores to it are seen from here on. */
  hold(cpu: Cpu, page: number): number {
    const { map } = this;
    const object = map.objectOf(page);
    map.backing.hold(object);
    map.protect(object);
    this.shootDown(cpu, map.pagesOf(object));
    return object;
  }

  /** The monitor holds the object no more. */
  letGo(object: number): void {
    this.map.backing.letGo(object);
    this.map.protect(object);
  }

  /** Removes the TLB entries of pages from all CPUs. */
  shootDown(cpu: Cpu, pages: Iterable<number>): void {
    let removed = 0;
    this.interCell.once(cpu, () => {
      for (const page of pages)
        for (const other of this.cpus)
          if (other?.changed(page) && other !== cpu) {
            removed++;
            this.interCell.ask(cpu, other.node);
          }
    });
    cpu.tally.add(Event.tlbShootdown, removed);
  }
}
