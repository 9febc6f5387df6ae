import type { Cpu } from '../../numa/cpu/cpu.ts';
import type { PageMap } from '../../numa/memory/page-map.ts';
import type { Cells } from '../../structure/cells.ts';
import type { Block } from '../../supervisor/disk-request.ts';
import { DiskIndex } from './disk-index.ts';
import type { Pins } from './pins.ts';
import type { SharedObjects } from './shared-objects.ts';

/** Which sectors of its disk an object holds, for the CPUs of which cell. */
interface Extent {
  cell: number;
  disk: number;
  first: number;
  sectors: number;
}

/** Blocks of copy-on-write disks that are in memory, for all VMs to map: objects that the monitor holds, or each cell's has for itself. */
export class GlobalBufferCache {
  private readonly map: PageMap;
  private readonly objects: SharedObjects;
  private readonly pins: Pins;
  /** Null: what is in memory of any cell is for all. */
  private readonly cells: Cells | null;
  /** By cell and disk: what of it is in memory. */
  private readonly disks: Map<number, DiskIndex>[] = [];
  /** What each object holds, the longest there first. */
  private readonly extents = new Map<number, Extent>();

  constructor(map: PageMap, objects: SharedObjects, pins: Pins, cells: Cells | null) {
    this.cells = cells;
    this.map = map;
    this.objects = objects;
    this.pins = pins;
  }

  /** What of a disk is in memory for a CPU. */
  of(cpu: Cpu, disk: number): DiskIndex {
    return this.indexOf(this.cellOf(cpu), disk);
  }

  /** The block, which a placed page holds alone, is in memory for all from here on. */
  enter(cpu: Cpu, { disk, first, sectors, page }: Block): void {
    const object = this.objects.hold(cpu, page);
    const cell = this.cellOf(cpu);
    this.indexOf(cell, disk).set(first, sectors, object, first);
    this.extents.set(object, { cell, disk, first, sectors });
  }

  /** An object to give up, the longest there first: of those that back a physical page (`used`), or none; -1: there is none. */
  victim(used: boolean): number {
    for (const object of this.extents.keys())
      if (this.map.backing.isUsed(object) === used && !this.pins.isPinned(object)) return object;
    return -1;
  }

  /** Whether the object holds a block for all. */
  has(object: number): boolean {
    return this.extents.has(object);
  }

  /** The object is given up: its sectors are to be read again. */
  remove(object: number): void {
    const { cell, disk, first, sectors } = this.extents.get(object)!;
    this.extents.delete(object);
    this.indexOf(cell, disk).remove(object, first, sectors);
    this.objects.letGo(object);
  }

  private cellOf({ node }: Cpu): number {
    return this.cells?.of(node) ?? 0;
  }

  private indexOf(cell: number, disk: number): DiskIndex {
    this.disks[cell] ??= new Map();
    let index = this.disks[cell].get(disk);
    if (index === undefined) {
      index = new DiskIndex();
      this.disks[cell].set(disk, index);
    }
    return index;
  }
}
