import type { TraceEncoder } from '../words/encoder/encoder.ts';
import { PAGE_BYTES, PAGE_SECTORS } from '../words/layout.ts';
import { Marker } from '../words/markers.ts';
import type { FilesShape } from './spec.ts';

/** Disk of the common files; the private ones of CPU k are on disk k + 1. */
const COMMON_DISK = 0;

/** Bytes of a write on average, as the guest profile copies: files are written from their first byte to the last. */
const WRITE_BYTES = 512;
/** Sectors of a block that is not a whole page: the mean of 1 to 7. */
const SHORT_SECTORS = 4;
/** Where temporary files are on the disk of the common ones: beyond these and the kernel's own, for each CPU as many sectors as follow. */
const TEMPORARY_SECTOR = 2 ** 25;
const TEMPORARY_SECTORS = 2 ** 20;
/** The page of each CPU's files that its temporaries are written from, and nothing else is after its first use. */
const TEMPORARY_PAGE = 0;

/** The disk of one CPU's processes. */
export interface PrivateDisk {
  readonly cpu: number;
  /** Whether its CPU's pages were in use before, see `FilesShape`. */
  used: boolean;
  /** Requests owed by the calls of its processes, which share one account so that they come evenly; disks begin apart. */
  owed: number;
  /** Writes of temporary files owed by its requests. */
  temporaries: number;
}

/**
 * The blocks of files that one process after the other uses in one place of the schedule. Which page of the buffer cache a block lives
 * in depends on disk and block alone.
 */
export class Files {
  private readonly shape: FilesShape;
  private readonly disk: PrivateDisk;
  private image: number;
  private common: number;
  /** Pages of the private files: read last, written last, and used last. */
  private reading: number;
  private writing: number;
  private last: number;
  /** Bytes written to the page that is being written. */
  private written = 0;
  private name = 0;
  /** Reads and openings of common files owed. */
  private owed = 0;
  private opened = 0;

  /** `place`: its number among all places. */
  constructor(shape: FilesShape, place: number, disk: PrivateDisk) {
    this.shape = shape;
    this.disk = disk;
    this.image = place;
    // Places begin apart, so that their reads are of different files.
    this.common = (place * 31) % shape.common.value;
    this.last = this.reading = this.writing = (place * 31) % shape.private.value;
  }

  /** A CPU's first process finds all its files in use. */
  begin(encoder: TraceEncoder): void {
    if (this.disk.used) return;
    this.disk.used = true;
    const { common, private: own } = this.shape;
    for (let page = 0; page < common.value; page++) this.block(encoder, COMMON_DISK, page);
    for (let page = 0; page < own.value; page++) this.block(encoder, this.disk.cpu + 1, page);
  }

  /** An execve uses the pages of a program. */
  execute(encoder: TraceEncoder): void {
    const { common, image } = this.shape;
    const images = Math.floor(common.value / image.value);
    const first = (this.image++ % images) * image.value;
    for (let page = first; page < first + image.value; page++) this.block(encoder, COMMON_DISK, page);
  }

  read(encoder: TraceEncoder): void {
    this.owed += this.shape.commonReads.value;
    if (this.owed < 1) {
      this.reading = this.after(this.reading);
      this.usePrivate(encoder, this.reading);
      return;
    }
    this.owed--;
    this.common = (this.common + 1) % this.shape.common.value;
    this.block(encoder, COMMON_DISK, this.common);
  }

  write(encoder: TraceEncoder): void {
    this.written += WRITE_BYTES;
    if (this.written >= PAGE_BYTES) {
      this.written -= PAGE_BYTES;
      this.writing = this.after(this.writing);
    }
    this.usePrivate(encoder, this.writing);
  }

  /** The directory and inode of a file that is opened: among the last blocks of its disk. */
  open(encoder: TraceEncoder): void {
    const { common, private: own, commonReads, short } = this.shape;
    if (short === undefined) return;
    this.opened += commonReads.value;
    const isCommon = this.opened >= 1;
    if (isCommon) this.opened--;
    const [disk, last, names] = isCommon
      ? [COMMON_DISK, common.value, short.common.value]
      : [this.disk.cpu + 1, own.value, short.private.value];
    if (names === 0) return;
    this.name++;
    this.block(encoder, disk, last - 1 - (this.name % names));
  }

  /** A call asks its disk for so many requests on average; how many there are now. */
  owe(requests: number): number {
    const { disk } = this;
    disk.owed += requests;
    const due = Math.floor(disk.owed);
    disk.owed -= due;
    return due;
  }

  /** A request to the private disk, for the block of its files that was used last; or to that of temporary files. */
  request(encoder: TraceEncoder, kind: typeof Marker.diskRead | typeof Marker.diskWrite, sectors: number): void {
    const { cpu } = this.disk;
    const count = this.isShort(cpu + 1, this.last) ? SHORT_SECTORS : sectors;
    if (kind === Marker.diskWrite && this.isTemporary()) {
      const first = TEMPORARY_SECTOR + cpu * TEMPORARY_SECTORS + this.last * PAGE_SECTORS;
      encoder.event(kind, this.page(encoder, cpu + 1, TEMPORARY_PAGE), COMMON_DISK, first, count);
    } else encoder.event(kind, this.page(encoder, cpu + 1, this.last), cpu + 1, this.last * PAGE_SECTORS, count);
  }

  private isTemporary(): boolean {
    const { disk } = this;
    disk.temporaries += this.shape.temporaries?.value ?? 0;
    if (disk.temporaries < 1) return false;
    disk.temporaries--;
    return true;
  }

  /** The page of the private files that follows, but for that of temporaries. */
  private after(page: number): number {
    const { value } = this.shape.private;
    return value === 1 ? 0 : 1 + (page % (value - 1));
  }

  /** Whether a block is not a whole page. */
  private isShort(disk: number, page: number): boolean {
    const { short, common, private: own } = this.shape;
    if (short === undefined) return false;
    return disk === COMMON_DISK ? page >= common.value - short.common.value : page >= own.value - short.private.value;
  }

  private usePrivate(encoder: TraceEncoder, page: number): void {
    this.last = page;
    this.block(encoder, this.disk.cpu + 1, page);
  }

  private block(encoder: TraceEncoder, disk: number, page: number): void {
    const sectors = this.isShort(disk, page) ? SHORT_SECTORS : PAGE_SECTORS;
    encoder.event(Marker.fileBlock, this.page(encoder, disk, page), disk, page * PAGE_SECTORS, sectors);
  }

  private page(encoder: TraceEncoder, disk: number, page: number): number {
    const { common, private: own } = this.shape;
    return encoder.bufferPage(disk === COMMON_DISK ? page : common.value + (disk - 1) * own.value + page);
  }
}
