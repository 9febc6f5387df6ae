import { column, grow } from './columns.ts';

/** No disk is known to have what the object holds. */
export const NOWHERE = -1;
/** Nothing was put in the object since it was made, by anybody: it holds what its page held before the trace began, if anything. */
export const UNTOUCHED = -2;

/**
 * Which disk has what each object holds as well, so that it can be read again: all that was put in the object since it was made came
 * from there, or as much as a page holds was written there, and nobody has stored to it since. What is not known counts as on no disk.
 */
export class Origins {
  /** By object: a disk's number, NOWHERE or UNTOUCHED. */
  private disks = column();

  /** The object is a new one. */
  begin(object: number): void {
    this.disks = grow(this.disks, object);
    this.disks[object] = UNTOUCHED;
  }

  of(object: number): number {
    return this.disks[object];
  }

  /** Whether a store to the object changes what is known of it. */
  isWatched(object: number): boolean {
    return this.disks[object] !== NOWHERE;
  }

  stored(object: number): void {
    this.disks[object] = NOWHERE;
  }

  /** A block came from a disk, as the object's whole contents or as a part of them. */
  read(object: number, disk: number, whole: boolean): void {
    const before = this.disks[object];
    this.disks[object] = whole || before === UNTOUCHED || before === disk ? disk : NOWHERE;
  }

  /** The object's contents went to a disk, all of them or a part. */
  written(object: number, disk: number, whole: boolean): void {
    if (whole) this.disks[object] = disk;
  }
}
