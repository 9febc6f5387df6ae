import { UserError } from '../../../errors.ts';
import { GRANULE_NUMBER_BITS, MONITOR_REGIONS, REGION_BITS } from '../../../trace/words/layout.ts';
import { RegionFlag } from '../../../trace/words/vocabulary.ts';
import { type PageUse, useOfRegion } from './page-use.ts';

/** Number of a recorded physical page of a VM among those of all VMs. */
export const ofVm = (physical: number, vm: number): number => physical + vm * 2 ** 40;

/** What the trace says of the dense pages, by region: their real virtual address, whose they are, and what for. */
export class PageDictionary {
  readonly pageBits: number;
  /** Region -> low 32 bits of its address divided by 256 KB. */
  readonly regionIndex: Int32Array;
  /** The highest regions are the monitor's. */
  readonly firstMonitorPage: number;
  /** Dense pages there can be. */
  readonly capacity: number;
  private readonly granuleBits: number;
  /** log2 of the pages in a region. */
  private readonly inRegion: number;
  /** Region -> `RegionFlag`s, and the VM of a kernel's. */
  private readonly flags: Uint8Array;
  private readonly vmOfRegion: Int16Array;
  /** Region -> 1 where it was introduced. */
  private readonly defined: Uint8Array;
  /** Unmapped region -> its first recorded physical page. */
  private readonly recordedBase = new Map<number, number>();

  /** `pageBits`: log2 of the machine's page in bytes. */
  constructor(granuleBits: number, pageBits: number) {
    const addressBits = GRANULE_NUMBER_BITS + granuleBits;
    this.granuleBits = granuleBits;
    this.pageBits = pageBits;
    this.inRegion = REGION_BITS - pageBits;
    this.capacity = 2 ** (addressBits - pageBits);
    this.regionIndex = new Int32Array(2 ** (addressBits - REGION_BITS));
    this.flags = new Uint8Array(this.regionIndex.length);
    this.vmOfRegion = new Int16Array(this.regionIndex.length);
    this.defined = new Uint8Array(this.regionIndex.length);
    this.firstMonitorPage = (this.regionIndex.length - MONITOR_REGIONS) << this.inRegion;
  }

  /** A region appears: `low` and `high` are the halves of its address divided by 256 KB; a kernel's belong to a VM. */
  define(region: number, low: number, high: number, flags: number, vm = 0): void {
    this.regionIndex[region] = low;
    this.defined[region] = 1;
    this.flags[region] = flags;
    this.vmOfRegion[region] = vm;
    if (!(flags & RegionFlag.unmapped)) return;
    // xkphys: its low 32 bits are physical enough to tell pages apart. kseg0, kseg1: the low 29 bits are the physical address.
    const xkphys = high >>> (62 - REGION_BITS - 32) === 2;
    const index = xkphys ? low & 0x3fff : low & 0x7ff;
    this.recordedBase.set(region, ofVm(index << this.inRegion, vm));
  }

  isUnmapped(page: number): boolean {
    return this.recordedBase.has(page >>> this.inRegion);
  }

  /** Whether the page belongs to the kernel, which was there before the recording began. */
  isKernel(page: number): boolean {
    return (this.flags[page >>> this.inRegion] & RegionFlag.kernel) !== 0;
  }

  /** Throws a UserError for a page of a region that the trace did not introduce. */
  checkDefined(page: number): void {
    if (this.defined[page >>> this.inRegion] !== 1)
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
    return useOfRegion(this.flags[page >>> this.inRegion]);
  }

  /** The VM a page belongs to: a kernel's page has a fixed one, any other belongs to the VM that touches it first. */
  vmOf(page: number, toucher: number): number {
    return this.isKernel(page) ? this.vmOfRegion[page >>> this.inRegion] : toucher;
  }

  /** The physical page that the address of an unmapped page says. */
  recordedAt(page: number): number | undefined {
    const base = this.recordedBase.get(page >>> this.inRegion);
    return base === undefined ? undefined : base + (page & ((1 << this.inRegion) - 1));
  }

  /** Virtual address of a page, its low 50 bits. */
  addressOf(page: number): number {
    const index = this.regionIndex[page >>> this.inRegion] >>> 0;
    return (index * 2 ** this.inRegion + (page & (2 ** this.inRegion - 1))) * 2 ** this.pageBits;
  }

  /** Pages from this one to the end of its region. */
  pagesAhead(page: number): number {
    const perRegion = 1 << this.inRegion;
    return perRegion - (page & (perRegion - 1));
  }

  /** Number of the line (of 2^bits granules) in its address space, low 32 bits: what virtual indexing sees of a dense line. */
  realLine(line: number, bits: number): number {
    const inRegion = REGION_BITS - this.granuleBits - bits;
    return (this.regionIndex[line >>> inRegion] << inRegion) | (line & ((1 << inRegion) - 1));
  }
}
