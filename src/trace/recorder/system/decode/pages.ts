import { PAGE_BITS, PAGE_BYTES } from '../../../words/layout.ts';
import { Marker } from '../../../words/markers.ts';
import { DiskRequest } from '../stream.ts';
import type { Told } from './told.ts';

/** Where physical memory is mapped without the TLB, for caches. */
export const KSEG0 = 0x8000_0000;
/** Physical pages that kseg0 reaches: 512 MB. */
const KSEG0_PAGES = 0x2000_0000 >>> PAGE_BITS;
const SECTOR_BYTES = 512;
const MAX_DISK = 0xffff;
/** The kernel's space. */
const KERNEL = 0;

/** An address space, and where its pages are, as far as was told. */
export class Space {
  /** As in the trace: 0 the kernel's. */
  number: number;
  /** Changes when a page of its code may be elsewhere; blocks with this stamp are where they were. */
  stamp: number;
  /** Virtual page -> physical page; and those of them that the trace was not told of, in gaps. */
  readonly frames = new Map<number, number>();
  readonly untold = new Map<number, number>();

  constructor(number: number, stamp: number) {
    this.number = number;
    this.stamp = stamp;
  }
}

/** What of a disk a physical page holds, from a byte of the page on. */
interface Piece {
  readonly disk: number;
  readonly first: number;
  readonly sectors: number;
  readonly offset: number;
}

/** How a request begins, and how it goes on in another page. */
const READ = [Marker.diskRead, Marker.diskReadSegment] as const;
const WRITE = [Marker.diskWrite, Marker.diskWriteSegment] as const;

/** What the guest does with its physical pages: maps, clears and frees them, reads and writes disks. Pages bear the name that they have in kseg0. */
export class Pages {
  readonly kernel = new Space(KERNEL, 1);
  private readonly told: Told;
  private stamps = 1;
  /** Physical page -> who maps it. */
  private readonly names = new Map<number, { space: Space; page: number }[]>();
  /** Physical page -> blocks of disks in it. */
  private readonly files = new Map<number, Piece[]>();
  /** Requests to disks that are neither reads nor writes, or of what a trace has no number for. */
  otherRequests = 0;
  /** Pages that were cleared. */
  clearedPages = 0;
  /** Pages outside of kseg0. */
  unreachable = 0;

  constructor(told: Told) {
    this.told = told;
    told.whenOpened(() => this.tellUntold(this.kernel));
  }

  newSpace(): Space {
    return new Space(-1, ++this.stamps);
  }

  /** The page of an address in the space that a CPU uses is in this physical page. */
  frame(current: Space, address: number, frame: number): void {
    const space = address < 0 ? this.kernel : current;
    const page = address >>> PAGE_BITS;
    const before = space.frames.get(page);
    if (before === frame) return;
    if (before !== undefined) {
      this.unname(before, space, page);
      space.stamp = ++this.stamps;
    }
    space.frames.set(page, frame);
    const names = this.names.get(frame);
    if (names === undefined) this.names.set(frame, [{ space, page }]);
    else names.push({ space, page });
    if (this.told.isOpen) this.tellFrame(space, page, frame);
    else space.untold.set(page, frame);
  }

  /** A space is used from here on: its pages that the trace was not told of in a gap. */
  tellUntold(space: Space): void {
    if (space.untold.size === 0 || !this.told.isOpen) return;
    for (const [page, frame] of space.untold) this.tellFrame(space, page, frame);
    space.untold.clear();
  }

  cleared(frame: number): void {
    this.clearedPages++;
    this.files.delete(frame);
    this.event(Marker.zeroPage, frame);
  }

  /** A physical page is free: nobody maps it any more. */
  freed(frame: number): void {
    this.files.delete(frame);
    for (const { space, page } of this.names.get(frame) ?? []) {
      space.frames.delete(page);
      space.stamp = ++this.stamps;
      if (!space.untold.delete(page)) this.told.recording.pageEvent(Marker.freePage, page << PAGE_BITS, space.number);
    }
    this.names.delete(frame);
    this.event(Marker.freePage, frame);
  }

  /** The kernel uses a page of its page cache. */
  used(frame: number): void {
    for (const { disk, first, sectors } of this.files.get(frame) ?? [])
      this.event(Marker.fileBlock, frame, disk, first, sectors);
  }

  /** A piece of a request to a disk, its first or a further one, from a sector on; returns the sector after it. */
  transfer(kind: number, disk: number, sector: number, address: number, bytes: number, isFirst: boolean): number {
    const all = Math.floor(bytes / SECTOR_BYTES);
    if ((kind !== DiskRequest.read && kind !== DiskRequest.write) || disk > MAX_DISK || sector + all > 2 ** 32) {
      this.otherRequests++;
      return sector + all;
    }
    for (let done = 0; done < all; ) {
      const at = address + done * SECTOR_BYTES;
      const offset = at & (PAGE_BYTES - 1);
      const sectors = Math.min(all - done, Math.max(1, ((PAGE_BYTES - offset) / SECTOR_BYTES) | 0));
      const first = sector + done;
      const frame = Math.floor(at / PAGE_BYTES);
      const [request, segment] = kind === DiskRequest.read ? READ : WRITE;
      this.event(isFirst && done === 0 ? request : segment, frame, disk, first, sectors);
      this.holds(frame, { disk, first, sectors, offset });
      done += sectors;
    }
    return sector + all;
  }

  /** A message that is sent: its first byte's physical address. */
  sent(address: number, bytes: number): void {
    const isAligned = (address & (PAGE_BYTES - 1)) === 0;
    this.event(Marker.networkSend, Math.floor(address / PAGE_BYTES), bytes, isAligned ? 1 : 0);
  }

  private holds(frame: number, piece: Piece): void {
    const others = (this.files.get(frame) ?? []).flatMap((other) => withoutPart(other, piece));
    this.files.set(
      frame,
      [...others, piece].sort((one, other) => one.offset - other.offset),
    );
  }

  private tellFrame(space: Space, page: number, frame: number): void {
    this.used(frame);
    this.told.recording.pageEvent(Marker.frame, page << PAGE_BITS, space.number, frame, 0);
  }

  private unname(frame: number, space: Space, page: number): void {
    const names = this.names.get(frame);
    const n = names?.findIndex((name) => name.space === space && name.page === page) ?? -1;
    if (n >= 0) names!.splice(n, 1);
  }

  private event(type: Marker, frame: number, ...operands: number[]): void {
    if (frame < KSEG0_PAGES)
      this.told.recording.pageEvent(type, (KSEG0 | (frame << PAGE_BITS)) >>> 0, KERNEL, ...operands);
    else this.unreachable++;
  }
}

const endOf = ({ offset, sectors }: Piece): number => offset + sectors * SECTOR_BYTES;

/** What is left of a piece where another takes its place: before that, and after it. */
function withoutPart(piece: Piece, other: Piece): Piece[] {
  const sectorsOf = (bytes: number): number => Math.min(piece.sectors, Math.max(0, Math.floor(bytes / SECTOR_BYTES)));
  const before = sectorsOf(other.offset - piece.offset);
  const after = sectorsOf(endOf(piece) - endOf(other));
  return [
    { ...piece, sectors: before },
    {
      ...piece,
      first: piece.first + piece.sectors - after,
      sectors: after,
      offset: endOf(piece) - after * SECTOR_BYTES,
    },
  ].filter(({ sectors }) => sectors > 0);
}
