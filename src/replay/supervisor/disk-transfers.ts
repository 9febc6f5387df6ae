import type { Cpu } from '../numa/cpu/cpu.ts';
import { type PageMap, WRITABLE } from '../numa/memory/page-map.ts';
import type { Pages } from '../numa/memory/pages.ts';
import { type Block, SECTOR_BYTES } from './disk-request.ts';

/** Tells `Origins`, where anybody asks for it, what disks and machine pages have in common once a block went from one to the other. */
export class DiskTransfers {
  private readonly map: PageMap;
  private readonly pageBytes: number;
  private readonly cpus: readonly Cpu[];

  constructor({ map, pageBits }: Pages, cpus: readonly Cpu[]) {
    this.map = map;
    this.pageBytes = 2 ** pageBits;
    this.cpus = cpus;
  }

  /** A block came from its disk, or what is on its disk from elsewhere, into its placed page. `changes`: others may be written there. */
  read(block: Block, changes: boolean): void {
    if (block.page >= 0) this.readInto(this.map.objectOf(block.page), block, changes);
  }

  /** The same for an object that no page need be a name of. */
  readInto(object: number, block: Block, changes: boolean): void {
    const { origins } = this.map.backing;
    if (origins === null) return;
    origins.read(object, block, this.isWhole(block), changes);
    this.watch(object);
  }

  /** A block went from its page, if it is placed, to its disk. */
  written(block: Block): void {
    const { map } = this;
    const { origins } = map.backing;
    if (origins === null || block.page < 0 || !map.isPlaced(block.page)) return;
    const object = map.objectOf(block.page);
    origins.written(object, block, this.isWhole(block));
    this.watch(object);
  }

  /** Whether the object's contents are on this disk too. */
  isOn(disk: number, object: number): boolean {
    return this.map.backing.origins?.of(object) === disk;
  }

  /** From here on a store to the object's pages is told of if it changes what is known: what the filters let pass is forgotten. */
  private watch(object: number): void {
    const { map } = this;
    for (const page of map.pagesOf(object))
      if (map.readOnly[page] === WRITABLE) for (const cpu of this.cpus) cpu?.forgetPage(page);
    map.protect(object);
  }

  private isWhole({ offset, sectors }: Block): boolean {
    return offset === 0 && sectors * SECTOR_BYTES === this.pageBytes;
  }
}
