import { GRANULE_NUMBER_BITS, MAX_REFERENCE_BYTES } from '../../../trace/words/layout.ts';
import { Service } from '../../../trace/words/vocabulary.ts';
import { EVENT_COUNT, Event, Mode, SERVICES } from '../../counts/event.ts';
import type { Tally } from '../../counts/tally.ts';
import type { Structure } from '../../structure/structure.ts';
import type { PageNames } from '../memory/page-names.ts';
import type { Pages } from '../memory/pages.ts';
import type { Toucher } from '../memory/toucher.ts';
import type { Tlb } from '../tlb/tlb.ts';
import type { MissTaker, TlbBank } from '../tlb/tlb-bank.ts';
import type { Clock } from './clock.ts';
import type { Faults } from './faults.ts';
import type { ServedFault } from './served-fault.ts';

/** Where the kernel's rows begin in a block of counts. */
const KERNEL_ROWS = Mode.kernel * SERVICES * EVENT_COUNT;

/** What a CPU's translation is made of. */
export interface TranslationParts<C> {
  tally: Tally;
  tlb: Tlb;
  /** Several TLBs at once, of which `tlb` is the first; null: it is alone. */
  tlbs: TlbBank | null;
  pages: Pages;
  faults: Faults<C>;
  served: ServedFault;
  clock: Clock;
}

/** The way from dense pages to frames and TLB entries, of one CPU (`C`, which each call is told). */
export class Translation<C extends Toucher> implements MissTaker<C> {
  readonly tally: Tally;
  /** LRU's clock at the last TLB miss. */
  now = 0;
  private readonly clock: Clock;
  private readonly tlb: Tlb;
  private readonly tlbs: TlbBank | null;
  /** All TLBs there are: what happens to an entry without a reference happens in each. */
  private readonly every: Pick<Tlb, 'drop' | 'flush'>;
  private readonly pages: Pages;
  private readonly names: PageNames;
  private readonly faults: Faults<C>;
  private readonly served: ServedFault;
  private readonly pageGranuleBits: number;
  private readonly mapUnmapped: boolean;
  private readonly hasTlb: boolean;
  /** Pages of the usual size in a page of the kernel's segment. */
  private readonly largePages: number;

  constructor(structure: Structure, granuleBits: number, parts: TranslationParts<C>) {
    this.tally = parts.tally;
    this.tlb = parts.tlb;
    this.tlbs = parts.tlbs;
    this.every = parts.tlbs ?? parts.tlb;
    this.pages = parts.pages;
    this.names = parts.pages.map.names;
    this.faults = parts.faults;
    this.served = parts.served;
    this.clock = parts.clock;
    this.pageGranuleBits = parts.pages.pageBits - granuleBits;
    this.hasTlb = structure.tlb.entries > 0;
    this.mapUnmapped = structure.monitor !== null && structure.monitor.kernelSegment === 'mapped';
    this.largePages = (structure.monitor?.kernelPageBytes ?? structure.pageBytes) / structure.pageBytes;
  }

  /** Whether granules g0..g1 lie in one page that needs no work at all: the quick answer to most of what the filter stops at. */
  isMapped(g0: number, g1: number): boolean {
    const { bits, absent, lastUse } = this.tlb;
    const page = g0 >>> this.pageGranuleBits;
    return (
      page === g1 >>> this.pageGranuleBits && this.names.isPlaced(page) && absent[g0 >>> bits] === 0 && lastUse === null
    );
  }

  /**
   * Sees to it that every page of granules g0..g1 has a frame and a TLB entry. The first reference is in the trace's tally, further ones
   * are counted here.
   */
  translate(cpu: C, g0: number, g1: number, index: number): void {
    for (let page = g0 >>> this.pageGranuleBits; page <= g1 >>> this.pageGranuleBits; page++)
      this.place(cpu, page, index);
    const { bits, absent, lastUse } = this.tlb;
    const first = g0 >>> bits;
    const last = g1 >>> bits;
    for (let entry = first; entry <= last; entry++) {
      if (entry > first && this.hasTlb && !this.bypasses(entry)) this.tally.count(Event.tlbReference);
      if (absent[entry] !== 0) {
        if (this.tlbs !== null) this.tlbs.miss(this, cpu, entry, index);
        else {
          this.miss(cpu, entry, index);
          this.tlb.refill(entry);
        }
      }
      if (lastUse !== null) lastUse[entry] = this.clock.time + index + (entry - first) / MAX_REFERENCE_BYTES;
    }
  }

  /** Counts a TLB miss by the access at word `index`, and what serves it. */
  miss(cpu: C, entry: number, index: number): void {
    const { tally } = this;
    this.now = this.clock.time + index;
    tally.count(Event.tlbMiss);
    const user = tally.row < KERNEL_ROWS;
    const before = user ? this.enterKernel(index, Service.tlbRefill) : tally.row;
    if (tally.service === Service.tlbRefill) tally.count(Event.serviceEntered);
    this.faults.tlb.miss(cpu, entry, user);
    tally.row = before;
  }

  /** Gives a page a frame, if this is its first touch: by the access at word `index`. */
  place(cpu: C, page: number, index: number): void {
    const { pages, tally, served } = this;
    if (pages.map.isPlaced(page)) return;
    if (pages.isPagedOut(page)) {
      this.faults.paging.pageIn(cpu, page);
      return;
    }
    const newFrame = pages.place(page, cpu);
    if (!newFrame || pages.wasThereBefore(page)) return;
    const faulted = tally.row < KERNEL_ROWS && served.isCausedBy(index);
    // A quick fault's page was in memory already: only its mapping was missing.
    if (faulted && served.service === Service.quickFault) return;
    const before = faulted ? this.enterKernel(index, Service.none) : tally.row;
    this.faults.placement.firstTouch(cpu, page);
    tally.row = before;
  }

  /** First placed page that an entry of the TLB maps; its first where none is. */
  firstPageOf(entry: number): number {
    const bits = this.tlb.bits - this.pageGranuleBits;
    const first = entry << bits;
    for (let page = first; page < first + (1 << bits); page++) if (this.pages.map.isPlaced(page)) return page;
    return first;
  }

  /** A region or a part appears: its entries bypass the TLB if its segment does, or are parts of larger ones if larger pages map it. */
  define(part: number, parts: number): void {
    const { dictionary } = this.pages;
    const { bits } = this.tlb;
    const perPart = 2 ** (GRANULE_NUMBER_BITS - bits) / dictionary.parts;
    const first = part * perPart;
    const end = first + parts * perPart;
    if (this.bypasses(first)) for (let entry = first; entry < end; entry++) this.tlb.bypass(entry);
    else if (this.largePages > 1 && dictionary.isUnmapped(first << (bits - this.pageGranuleBits)))
      for (let entry = first; entry < end; entry++)
        this.tlb.enlarge(entry, Math.floor((dictionary.realLine(entry, bits) >>> 0) / this.largePages));
  }

  /** Removes the page's entry from the TLB, or from all of several; whether it was there. */
  unmap(page: number): boolean {
    return this.every.drop((page << this.pageGranuleBits) >>> this.tlb.bits);
  }

  /** Empties the TLB. */
  clear(): void {
    this.every.flush();
  }

  private bypasses(entry: number): boolean {
    return !this.mapUnmapped && this.pages.dictionary.isUnmapped((entry << this.tlb.bits) >>> this.pageGranuleBits);
  }

  /** Charges to the kernel what it does for an access of the program: within the fault the access caused, or the service given. */
  private enterKernel(index: number, service: number): number {
    const { served } = this;
    return this.tally.enter(Mode.kernel, served.isCausedBy(index) ? served.service : service);
  }
}
