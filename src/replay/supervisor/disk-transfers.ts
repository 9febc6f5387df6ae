import type { Cpu } from '../numa/cpu/cpu.ts';
import { WRITABLE } from '../numa/memory/page-map.ts';
import type { Pages } from '../numa/memory/pages.ts';
import type { BufferCaches } from './buffer-caches.ts';
import { type Block, SECTOR_BYTES } from './disk-request.ts';

/** Tells `Origins`, where anybody asks for it, what disks and machine pages have in common once a block went from one to the other. */
export class DiskTransfers {
  private readonly pages: Pages;
  private readonly cpus: readonly Cpu[];
  private readonly caches: BufferCaches;

  constructor(pages: Pages, cpus: readonly Cpu[], caches: BufferCaches) {
    this.pages = pages;
    this.cpus = cpus;
    this.caches = caches;
  }

  /** A block came from its disk, or what is on its disk from elsewhere, into its placed page. */
  read(block: Block): void {
    if (block.page >= 0) this.readInto(this.pages.map.objectOf(block.page), block);
  }

  /** The same for an object that no page need be a name of. */
  readInto(object: number, block: Block): void {
    const { origins } = this.pages.backing;
    if (origins === null) return;
    this.change(object, () => origins.read(object, block.disk, this.isWhole(block)));
  }

  /** A block went from its page, if it is placed, to its disk, as the kernel of a VM had it; where that has it elsewhere too, as it was, it is on the disk no more. */
  written(vm: number, block: Block): void {
    const { map, backing } = this.pages;
    const { origins } = backing;
    if (origins === null || block.page < 0 || !map.isPlaced(block.page)) return;
    const object = map.objectOf(block.page);
    const known = this.caches.find(vm, block);
    const outdated = known < 0 ? -1 : backing.objectOf(known);
    if (outdated >= 0 && outdated !== object) this.change(outdated, () => origins.stored(outdated));
    this.change(object, () => origins.written(object, block.disk, this.isWhole(block)));
  }

  /** Whether the object's contents are on this disk too. */
  isOn(disk: number, object: number): boolean {
    return this.pages.backing.origins?.of(object) === disk;
  }

  /** From here on a store to the object's pages is told of if that changes anything: what the filters let pass is forgotten. */
  private change(object: number, work: () => void): void {
    const { map } = this.pages;
    work();
    for (const page of map.pagesOf(object))
      if (map.readOnly[page] === WRITABLE) for (const cpu of this.cpus) cpu?.forgetPage(page);
    map.protect(object);
  }

  private isWhole({ offset, sectors }: Block): boolean {
    return offset === 0 && sectors * SECTOR_BYTES === 2 ** this.pages.pageBits;
  }
}
