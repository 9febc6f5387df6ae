import { UserError } from '../../../errors.ts';
import {
  GRANULE_NUMBER_BITS,
  MONITOR_REGIONS,
  PART_BITS,
  PARTS_PER_REGION,
  PARTS_PER_REGION_BITS,
  partsOf,
  REGION_BITS,
} from '../../../trace/words/layout.ts';
import { RegionFlag } from '../../../trace/words/vocabulary.ts';
import type { RegionWords } from '../../../trace/words/walk.ts';
import { type PageUse, useOfRegion } from '../../counts/page-use.ts';

/** Number of a recorded physical page of a VM among those of all VMs. */
export const ofVm = (physical: number, vm: number): number => physical + vm * 2 ** 40;

/** What the trace says of the dense pages, by part of a region: their real virtual address, whose they are, and what for. */
export class PageDictionary {
  readonly pageBits: number;
  /** The highest regions are the monitor's. */
  readonly firstMonitorPage: number;
  /** Dense pages there can be. */
  readonly capacity: number;
  /** Parts there are numbers for. */
  readonly parts: number;
  private readonly granuleBits: number;
  /** Part -> low 32 bits of its address divided by 256 KB, and which eighth of those it is. */
  private readonly index: Int32Array;
  private readonly eighth: Uint8Array;
  /** log2 of the pages in a region, and of those in a part, which is negative where a page has several. */
  private readonly inRegion: number;
  private readonly inPart: number;
  /** Part -> `RegionFlag`s, and the VM of a kernel's; 1: its region is in one piece. */
  private readonly flags: Uint8Array;
  private readonly vmOfPart: Int16Array;
  private readonly isInOnePiece: Uint8Array;
  /** Part -> 1 where it was introduced. */
  private readonly defined: Uint8Array;
  /** Unmapped part -> its first recorded physical page. */
  private readonly recordedBase = new Map<number, number>();

  /** Part -> its address space; 0 is the kernel's. */
  private readonly space: Uint32Array;

  /** `pageBits`: log2 of the machine's page in bytes. */
  constructor(granuleBits: number, pageBits: number) {
    const addressBits = GRANULE_NUMBER_BITS + granuleBits;
    this.granuleBits = granuleBits;
    this.pageBits = pageBits;
    this.inRegion = REGION_BITS - pageBits;
    this.inPart = PART_BITS - pageBits;
    this.capacity = 2 ** (addressBits - pageBits);
    this.parts = partsOf(granuleBits);
    this.index = new Int32Array(this.parts);
    this.eighth = new Uint8Array(this.parts);
    this.space = new Uint32Array(this.parts);
    this.flags = new Uint8Array(this.parts);
    this.vmOfPart = new Int16Array(this.parts);
    this.isInOnePiece = new Uint8Array(this.parts);
    this.defined = new Uint8Array(this.parts);
    this.firstMonitorPage = (this.parts / PARTS_PER_REGION - MONITOR_REGIONS) << this.inRegion;
  }

  /** A region, or a part of one, appears; a kernel's belong to a VM. */
  define({ part, parts, space, keyLow, keyHigh, eighth, flags }: RegionWords, vm = 0): void {
    for (let n = 0; n < parts; n++) {
      this.index[part + n] = keyLow;
      this.space[part + n] = space;
      this.defined[part + n] = 1;
      this.eighth[part + n] = eighth + n;
      this.flags[part + n] = flags;
      this.vmOfPart[part + n] = vm;
      this.isInOnePiece[part + n] = parts === 1 ? 0 : 1;
      if (flags & RegionFlag.unmapped)
        this.recordedBase.set(part + n, ofVm(physicalOf(keyLow, keyHigh, eighth + n, this.inPart), vm));
    }
  }

  isUnmapped(page: number): boolean {
    return (this.flags[this.partOf(page)] & RegionFlag.unmapped) !== 0;
  }

  /** Whether the page belongs to the kernel, which was there before the recording began. */
  isKernel(page: number): boolean {
    return (this.flags[this.partOf(page)] & RegionFlag.kernel) !== 0;
  }

  /** Throws a UserError for a page of a region that the trace did not introduce. */
  checkDefined(page: number): void {
    if (this.defined[this.partOf(page)] !== 1)
      throw new UserError(
        `the trace is corrupt: region ${page >>> this.inRegion} is used before it is introduced; disco trace validate FILE lists what is wrong`,
      );
  }

  /** Whether the page is the monitor's own. */
  isMonitor(page: number): boolean {
    return page >= this.firstMonitorPage;
  }

  /** What the page is used for, unless a block of a disk is read into it. */
  useOf(page: number): PageUse {
    return useOfRegion(this.flags[this.partOf(page)]);
  }

  /** The VM a page belongs to: a kernel's page has a fixed one, any other belongs to the VM that touches it first. */
  vmOf(page: number, toucher: number): number {
    return this.isKernel(page) ? this.vmOfPart[this.partOf(page)] : toucher;
  }

  /** The physical page that the address of an unmapped page says. */
  recordedAt(page: number): number | undefined {
    const base = this.recordedBase.get(this.partOf(page));
    return base === undefined ? undefined : base + (this.inPart > 0 ? page & ((1 << this.inPart) - 1) : 0);
  }

  /** Virtual address of a page, its low 50 bits. */
  addressOf(page: number): number {
    const part = this.partOf(page);
    const offset = (page * 2 ** this.pageBits) % 2 ** PART_BITS;
    return (this.index[part] >>> 0) * 2 ** REGION_BITS + (this.eighth[part] << PART_BITS) + offset;
  }

  /** Number of the address space that the page belongs to. */
  spaceOf(page: number): number {
    return this.space[this.partOf(page)];
  }

  /** Pages from this one to the end of its region, or of its part where that came singly. */
  pagesAhead(page: number): number {
    const pages = 1 << (this.isInOnePiece[this.partOf(page)] === 1 ? this.inRegion : this.inPart);
    return pages - (page & (pages - 1));
  }

  /** Number of the line (of 2^bits granules) in its address space, low 32 bits: what virtual indexing sees of a dense line. */
  realLine(line: number, bits: number): number {
    const inPart = PART_BITS - this.granuleBits - bits;
    const inRegion = inPart + PARTS_PER_REGION_BITS;
    if (inPart < 0) {
      const part = line << -inPart;
      return (this.index[part] << inRegion) | (this.eighth[part] >>> -inPart);
    }
    const part = line >>> inPart;
    return (this.index[part] << inRegion) | (this.eighth[part] << inPart) | (line & ((1 << inPart) - 1));
  }

  private partOf(page: number): number {
    return this.inPart >= 0 ? page >>> this.inPart : page << -this.inPart;
  }
}

/**
 * Physical page that the address of an unmapped part says: the address divided by 256 KB, and the eighth. xkphys: its low 32 bits are
 * physical enough to tell pages apart. kseg0, kseg1: the low 29 bits are the physical address.
 */
function physicalOf(keyLow: number, keyHigh: number, eighth: number, inPart: number): number {
  const xkphys = keyHigh >>> (62 - REGION_BITS - 32) === 2;
  const parts = (keyLow & (xkphys ? 0x3fff : 0x7ff)) * PARTS_PER_REGION + eighth;
  return inPart >= 0 ? parts << inPart : parts >>> -inPart;
}
