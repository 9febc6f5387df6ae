import { GRANULE_NUMBER_BITS, REGION_BITS, RegionFlag } from '../../trace/record.ts';

/** Pages in the trace's own dictionary (its markers' operands) are of 4 KB, whatever the machine's. */
export const TRACE_PAGE_BITS = 12;

/**
 * What is known of the dense pages: their real virtual address (for the index of virtually indexed arrays), whether their
 * segment bypasses the TLB natively, and the physical page ("frame") behind each.
 * Frames are handed out in order of first touch, unless the recording named the physical page: pages with the same
 * physical page share a frame, as do the unmapped segments, whose addresses are physical.
 */
export class Pages {
  /** Region -> low 32 bits of its address divided by 256 KB. */
  readonly regionIndex: Int32Array;
  /** Unmapped region -> its first physical page. */
  private readonly physicalBase = new Map<number, number>();
  /** Page -> frame, -1 before the first touch. */
  readonly frame: Int32Array;
  readonly pageBits: number;
  /** A recording with gaps began when its pages were long in use: what looks like a page's first touch is none. */
  inUseBefore = false;
  private readonly granuleBits: number;
  /** Recorded physical page -> frame. */
  private readonly frameOfPhysical = new Map<number, number>();
  private nextFrame = 0;

  /** `pageBits`: log2 of the machine's page in bytes. */
  constructor(granuleBits: number, pageBits: number) {
    const addressBits = GRANULE_NUMBER_BITS + granuleBits;
    this.granuleBits = granuleBits;
    this.pageBits = pageBits;
    this.regionIndex = new Int32Array(2 ** (addressBits - REGION_BITS));
    this.frame = new Int32Array(2 ** (addressBits - pageBits)).fill(-1);
  }

  /** A region appears: `low` and `high` are the halves of its address divided by 256 KB. */
  define(region: number, low: number, high: number, flags: number): void {
    this.regionIndex[region] = low;
    if (!(flags & RegionFlag.unmapped)) return;
    // xkphys: its low 32 bits are physical enough to tell pages apart. kseg0, kseg1: the low 29 bits are the physical address.
    const xkphys = high >>> (62 - REGION_BITS - 32) === 2;
    const index = xkphys ? low & 0x3fff : low & 0x7ff;
    this.physicalBase.set(region, index << (REGION_BITS - this.pageBits));
  }

  isUnmapped(page: number): boolean {
    return this.physicalBase.has(page >>> (REGION_BITS - this.pageBits));
  }

  /** Number of the line (of 2^bits granules) in its address space, low 32 bits: what virtual indexing sees of a dense line. */
  realLine(line: number, bits: number): number {
    const inRegion = REGION_BITS - this.granuleBits - bits;
    return (this.regionIndex[line >>> inRegion] << inRegion) | (line & ((1 << inRegion) - 1));
  }

  /** First touch of a page: gives it a frame. */
  place(page: number): number {
    const inRegion = REGION_BITS - this.pageBits;
    const base = this.physicalBase.get(page >>> inRegion);
    if (base !== undefined) return this.bind(page, base | (page & ((1 << inRegion) - 1)));
    this.frame[page] = this.nextFrame++;
    return this.frame[page];
  }

  /** The recording names the physical page behind a page. */
  bind(page: number, physical: number): number {
    const known = this.frameOfPhysical.get(physical);
    if (known !== undefined) this.frame[page] = known;
    else {
      if (this.frame[page] < 0) this.frame[page] = this.nextFrame++;
      this.frameOfPhysical.set(physical, this.frame[page]);
    }
    return this.frame[page];
  }

  /** Frames in use: the footprint in pages. */
  get frames(): number {
    return this.nextFrame;
  }
}
