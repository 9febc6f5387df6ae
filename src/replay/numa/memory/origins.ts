import { column, grow } from './columns.ts';
import { DiskBlocks, type Sectors } from './disk-blocks.ts';

/** No disk is known to have what the object holds. */
export const NOWHERE = -1;
/** Nothing was put in the object since it was made, by anybody: it holds what its page held before the trace began, if anything. */
export const UNTOUCHED = -2;

/**
 * Which disk has what each object holds as well, so that it can be read again: all that was put in the object since it was made came
 * from there, or as much as a page holds was written there, and since then nobody has stored to it, or written something else to those
 * sectors. What is not known counts as on no disk.
 */
export class Origins {
  /** By object: a disk's number, NOWHERE or UNTOUCHED. */
  private disks = column();
  private readonly blocks = new DiskBlocks();

  /** The object is a new one. */
  begin(object: number): void {
    this.disks = grow(this.disks, object);
    this.set(object, UNTOUCHED);
  }

  of(object: number): number {
    return this.disks[object];
  }

  /** Whether a store to the object changes what is known of it. */
  isWatched(object: number): boolean {
    return this.disks[object] !== NOWHERE;
  }

  stored(object: number): void {
    if (this.disks[object] !== NOWHERE) this.set(object, NOWHERE);
  }

  /** Sectors came from a disk, as the object's whole contents or as a part of them. `changes`: others may be written there. */
  read(object: number, sectors: Sectors, whole: boolean, changes: boolean): void {
    const { disk } = sectors;
    const before = this.disks[object];
    if (whole) this.set(object, disk);
    else if (before === UNTOUCHED) this.disks[object] = disk;
    else if (before !== disk) this.stored(object);
    if (changes && this.disks[object] === disk) this.blocks.add(object, sectors);
  }

  /** The object's contents went to sectors of a disk, all of them or a part: what others hold of these sectors is there no more. */
  written(object: number, sectors: Sectors, whole: boolean): void {
    for (const other of this.blocks.at(sectors)) if (other !== object) this.stored(other);
    if (!whole || this.disks[object] >= 0) return;
    this.disks[object] = sectors.disk;
    this.blocks.add(object, sectors);
  }

  private set(object: number, disk: number): void {
    this.blocks.remove(object);
    this.disks[object] = disk;
  }
}
