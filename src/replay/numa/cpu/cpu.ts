import {
  GRANULE_NUMBER_BITS,
  Kind,
  MAX_REFERENCE_BYTES,
  REGION_BITS,
  SPAN_WHOLE,
} from '../../../trace/words/layout.ts';
import { Service } from '../../../trace/words/vocabulary.ts';
import { EVENT_COUNT, Event, Mode, SERVICES } from '../../counts/event.ts';
import { Tally } from '../../counts/tally.ts';
import type { CacheShape, Structure } from '../../structure/structure.ts';
import { BoardBank, type BoardVariant } from '../caches/board-bank.ts';
import { BoardCache } from '../caches/board-cache.ts';
import { CoherentCache } from '../caches/coherent-cache.ts';
import type { Directory } from '../caches/directory.ts';
import { ABSENT, DIRTY, FirstLevelCache } from '../caches/first-level.ts';
import { Memory } from '../caches/next-level.ts';
import type { Pages } from '../memory/pages.ts';
import { Random } from '../random.ts';
import { Tlb } from '../tlb/tlb.ts';
import { TlbBank, type TlbVariant } from '../tlb/tlb-bank.ts';

/** What runs beneath the references: it is told of each event that is not the hardware's alone. */
export interface PageFaults {
  /**
   * The TLB has no entry for this page; it will have when this returns. `user`: the program missed; what is done for it is charged
   * to the kernel's context the tally is in.
   */
  tlbMiss(cpu: Cpu, entry: number, user: boolean): void;
  /** A physical page is used for the first time (not told of recordings with gaps, which cannot know, nor of the kernel's own). */
  firstTouch(cpu: Cpu, page: number): void;
  /** A store to a page that is shared or has replicas; it is the page's own, and has none, when this returns. */
  protectedStore(cpu: Cpu, page: number): void;
  /** A page is used that was taken back for want of memory; it is placed when this returns. */
  pageIn(cpu: Cpu, page: number): void;
}

/** Shapes of a part, each with what it counts; undefined: the structure's one. */
export interface CpuVariants {
  tlbs: readonly TlbVariant[] | undefined;
  boards: readonly BoardVariant[] | undefined;
}

/** Which CPU of the machine, and what it shares with the others; no directory: it is alone. */
export interface Place {
  number: number;
  node: number;
  directory: Directory | null;
  /** Parts that are replayed in several shapes at once. */
  variants?: CpuVariants;
}

/**
 * A CPU with its caches and TLB, and the *hot filter* in front of them: for each slot the dense line last seen to be the most
 * recently used of its first-level set. A reference that hits it, on a page the TLB maps, changes nothing but totals, and those
 * stand in the trace's tallies: the hot loop only recognises it. Exact for every geometry and policy, because a slot's number is
 * made of index bits: whatever line next becomes the most recent of that set takes over the same slot.
 */
export class Cpu {
  readonly tally = new Tally();
  readonly number: number;
  readonly node: number;
  readonly l1i: FirstLevelCache;
  readonly l1d: FirstLevelCache;
  readonly l2: BoardCache | BoardBank | CoherentCache | null;
  readonly tlb: Tlb;
  /** Several TLBs at once, of which `tlb` is the first. */
  private readonly tlbs: TlbBank | null;
  private readonly pages: Pages;
  private readonly faults: PageFaults;

  /**
   * A hot line as the words name it (its first granule << 4), with READ_ONLY unless stores may pass; -1: empty.
   * By the line's first granule, modulo the slots; instructions at even indices, data at odd ones.
   */
  private readonly hot: Int32Array;
  private readonly slotMask: number;
  /** The bits of a word that name its line. */
  private readonly fetchMask: number;
  private readonly dataMask: number;
  /** Whether the filter may be used at all; off only to show that it changes no count. */
  private readonly filtered: boolean;
  private readonly pageGranuleBits: number;
  /** Words read before the present batch: with the index in the batch, the clock of LRU. */
  private time = 0;
  /** That clock at the last TLB miss. */
  now = 0;
  private readonly mapUnmapped: boolean;
  /** The fault served last, and the word its access comes with. */
  private faultService: number = Service.none;
  private faultWord = NEVER;
  /** Pages of the usual size in a page of the kernel's segment. */
  private readonly largePages: number;
  /** Page -> 1 where a store has to be told of first. */
  private readonly readOnly: Uint8Array;
  /** The virtual machine whose virtual CPU it runs. */
  vm = 0;

  constructor(
    structure: Structure,
    granuleBits: number,
    pages: Pages,
    faults: PageFaults,
    { number, node, directory, variants }: Place,
    filtered = true,
  ) {
    const { cache, tlb } = structure;
    const stream = (): Random => new Random(structure.seed + number * 7919);
    const random = stream();
    this.number = number;
    this.node = node;
    this.pages = pages;
    this.readOnly = pages.readOnly;
    this.faults = faults;
    this.pageGranuleBits = pages.pageBits - granuleBits;
    this.mapUnmapped = structure.monitor !== null && structure.monitor.kernelSegment === 'mapped';
    this.largePages = (structure.monitor?.kernelPageBytes ?? structure.pageBytes) / structure.pageBytes;
    const memory = new Memory(
      cache.l2 === null ? cache.l1d.tag === 'physical' : cache.l2.tag === 'physical',
      this.tally,
    );
    this.l2 =
      cache.l2 === null
        ? null
        : variants?.boards
          ? new BoardBank(variants.boards, granuleBits, pages, memory, this.tally)
          : this.boardCache(cache.l2, memory, granuleBits, directory, random);
    const below = this.l2 ?? memory;
    this.l1i = new FirstLevelCache(cache.l1i, true, granuleBits, pages, node, below, this.tally, random);
    this.l1d = new FirstLevelCache(cache.l1d, false, granuleBits, pages, node, below, this.tally, random);
    if (this.l2 !== null && !(this.l2 instanceof BoardBank) && cache.l2?.inclusive)
      this.l2.includes = [this.l1i, this.l1d];
    this.tlbs = variants?.tlbs ? new TlbBank(variants.tlbs, granuleBits, pages, stream) : null;
    this.tlb = this.tlbs?.first ?? new Tlb(tlb, pages.pageBits, granuleBits, pages, random);

    // A hot line lies within one TLB entry; where an entry is shorter than a line, there is none.
    const entry = this.tlb.bits;
    this.filtered = filtered && this.l1i.geometry.bits <= entry && this.l1d.geometry.bits <= entry;
    // Granules of a way, as far as the trace's dense numbers know the index bits.
    const slots = [this.l1i, this.l1d].map(({ geometry }) =>
      Math.min(
        geometry.sets << geometry.bits,
        geometry.physicalIndex ? this.pageGranules : 1 << (REGION_BITS - granuleBits),
      ),
    );
    this.slotMask = Math.min(...slots) - 1;
    this.hot = new Int32Array(2 * (this.slotMask + 1)).fill(-1);
    this.fetchMask = -1 << (this.l1i.geometry.bits + 4);
    this.dataMask = -1 << (this.l1d.geometry.bits + 4);
    this.l1i.onChange = (set) => this.setHot(set, 0, ABSENT);
    this.l1d.onChange = (set) => this.setHot(set, 1, ABSENT);
  }

  private boardCache(
    shape: CacheShape,
    memory: Memory,
    granuleBits: number,
    directory: Directory | null,
    random: Random,
  ) {
    const { number, node, tally, pages } = this;
    return directory === null
      ? new BoardCache(shape, granuleBits, pages, memory, tally, random)
      : new CoherentCache(shape, { number, node, tally }, granuleBits, pages, directory, random);
  }

  /** Index of the first word in [from, to) that is not a plain hit: a reference to look at, or a marker. */
  scan(words: Uint32Array, from: number, to: number): number {
    if (!this.filtered) return from;
    if (this.tlb.lastUse !== null) return this.scanLru(words, from, to, this.tlb.lastUse);
    const { hot, fetchMask } = this;
    const { absent } = this.tlb;
    const slotMask = this.slotMask << 1;
    const moreForData = this.dataMask ^ fetchMask;
    const entryShift = this.tlb.bits + 4;
    const end = to | 0;
    let i = from | 0;
    for (; i < end; i++) {
      const w = words[i] | 0;
      const mask = fetchMask ^ (moreForData & -(w & 1));
      const line = w & mask;
      const last = (w + ((w & 12) << 2)) & mask; // the line of the last granule: `span` granules on
      const state = hot[((line >>> 3) & slotMask) | (w & 1)] ^ line; // 0, or READ_ONLY, or another line
      if (((state & (w | ~READ_ONLY)) | (line ^ last) | absent[w >>> entryShift]) !== 0) break;
    }
    return i;
  }

  /** The same where the TLB wants to know when each entry was last used. */
  private scanLru(words: Uint32Array, from: number, to: number, lastUse: Float64Array): number {
    const { hot, fetchMask, time } = this;
    const { absent } = this.tlb;
    const slotMask = this.slotMask << 1;
    const moreForData = this.dataMask ^ fetchMask;
    const entryShift = this.tlb.bits + 4;
    const end = to | 0;
    let i = from | 0;
    for (; i < end; i++) {
      const w = words[i] | 0;
      const mask = fetchMask ^ (moreForData & -(w & 1));
      const line = w & mask;
      const last = (w + ((w & 12) << 2)) & mask;
      const state = hot[((line >>> 3) & slotMask) | (w & 1)] ^ line;
      if (((state & (w | ~READ_ONLY)) | (line ^ last) | absent[w >>> entryShift]) !== 0) break;
      lastUse[w >>> entryShift] = time + i;
    }
    return i;
  }

  /** A reference word that the filter did not recognise, `index` words into the batch. */
  reference(w: number, index: number): void {
    const kind = w & 3;
    const g = w >>> 4;
    const span = (w >>> 2) & 3;
    if (kind === Kind.store && span === SPAN_WHOLE) this.access(kind, g, g, g, g, index);
    else this.access(kind, g, g + span, g + span + 1, g, index);
  }

  /** An access to granules g0..g1 (in one region), of which a store covers c0..c1 whole; each line and TLB entry it touches is one reference. */
  access(kind: number, g0: number, g1: number, c0: number, c1: number, index: number): void {
    if (!this.isMapped(g0, g1)) this.translate(g0, g1, index);
    const data = kind & 1;
    const store = kind >> 1;
    if (store === 1) this.unshare(g0, g1);
    const cache = data === 1 ? this.l1d : this.l1i;
    const bits = cache.geometry.bits;
    const first = g0 >>> bits;
    const last = g1 >>> bits;
    if (last > first) this.tally.add(REFERENCE_EVENT[kind], last - first);
    for (let line = first; line <= last; line++) {
      // Most accesses across an edge find both lines hot.
      if (this.isHot(line, data, store)) continue;
      const from = line === first ? g0 : line << bits;
      const to = line === last ? g1 : ((line + 1) << bits) - 1;
      this.setHot(line, data, cache.reference(store, line, from, to, c0 > from ? c0 : from, c1 < to ? c1 : to));
    }
  }

  /** A store needs one copy of each page it touches, for itself. */
  private unshare(g0: number, g1: number): void {
    const first = g0 >>> this.pageGranuleBits;
    const last = g1 >>> this.pageGranuleBits;
    if (first === last && this.readOnly[first] === 0) return;
    for (let page = first; page <= last; page++) if (this.readOnly[page] === 1) this.faults.protectedStore(this, page);
  }

  /** Removes the page's entry from the TLB; whether it was there. */
  unmap(page: number): boolean {
    return this.tlb.drop((page << this.pageGranuleBits) >>> this.tlb.bits);
  }

  private isHot(line: number, data: number, store: number): boolean {
    const first = line << (data === 1 ? this.l1d : this.l1i).geometry.bits;
    const state = this.hot[((first & this.slotMask) << 1) | data] ^ (first << 4);
    return (state & ((store << 1) | ~READ_ONLY)) === 0;
  }

  /** Notes what the cache found of a line, or that a line of this set left it. */
  private setHot(line: number, data: number, state: number): void {
    if (!this.filtered) return;
    const first = line << (data === 1 ? this.l1d : this.l1i).geometry.bits;
    const writable = state === DIRTY && this.readOnly[first >>> this.pageGranuleBits] === 0;
    this.hot[((first & this.slotMask) << 1) | data] = state === ABSENT ? -1 : (first << 4) | (writable ? 0 : READ_ONLY);
  }

  /** Whether g0..g1 lie in one page that needs no work at all: the quick answer to most of what the filter stops at. */
  private isMapped(g0: number, g1: number): boolean {
    const { bits, absent, lastUse } = this.tlb;
    const page = g0 >>> this.pageGranuleBits;
    return (
      page === g1 >>> this.pageGranuleBits && this.pages.isPlaced(page) && absent[g0 >>> bits] === 0 && lastUse === null
    );
  }

  /** Sees to it that every page of g0..g1 has a frame and a TLB entry. The first reference is in the trace's tally, further ones are counted here. */
  private translate(g0: number, g1: number, index: number): void {
    for (let page = g0 >>> this.pageGranuleBits; page <= g1 >>> this.pageGranuleBits; page++) this.place(page, index);
    const { bits, absent, lastUse } = this.tlb;
    const first = g0 >>> bits;
    const last = g1 >>> bits;
    for (let entry = first; entry <= last; entry++) {
      if (entry > first && !this.bypasses(entry)) this.tally.count(Event.tlbReference);
      if (absent[entry] !== 0) {
        if (this.tlbs !== null) this.tlbs.miss(this, entry, index);
        else {
          this.miss(entry, index);
          this.tlb.refill(entry);
        }
      }
      if (lastUse !== null) lastUse[entry] = this.time + index + (entry - first) / MAX_REFERENCE_BYTES;
    }
  }

  /** Counts a TLB miss by the access at word `index`, and what serves it. */
  miss(entry: number, index: number): void {
    const { tally } = this;
    this.now = this.time + index;
    tally.count(Event.tlbMiss);
    const user = tally.row < KERNEL_ROWS;
    const before = user ? this.enterKernel(index, Service.tlbRefill) : tally.row;
    if (tally.service === Service.tlbRefill) tally.count(Event.serviceEntered);
    this.faults.tlbMiss(this, entry, user);
    tally.row = before;
  }

  /** Gives a page a frame, if this is its first touch: by the access at word `index`, or for other reasons. */
  place(page: number, index = Number.MAX_SAFE_INTEGER): void {
    const { pages, tally } = this;
    if (pages.isPlaced(page)) return;
    if (pages.isPagedOut(page)) {
      this.faults.pageIn(this, page);
      return;
    }
    const newFrame = pages.place(page, this.node, this.vm);
    if (!newFrame || pages.inUseBefore || pages.isKernel(page)) return;
    const faulted = tally.row < KERNEL_ROWS && this.isFaulting(index);
    // A quick fault's page was in memory already: only its mapping was missing.
    if (faulted && this.faultService === Service.quickFault) return;
    const before = faulted ? this.enterKernel(index, Service.none) : tally.row;
    this.faults.firstTouch(this, page);
    tally.row = before;
  }

  /** The kernel has served a fault, and the access that caused it comes with word `index`, or the next: what it still needs is that fault's. */
  faulted(service: number, index: number): void {
    this.faultService = service;
    this.faultWord = service === Service.none ? NEVER : index;
  }

  /** Another takes the CPU at word `index`: the fault whose access is still to come, or none. */
  takeFault(index: number): number {
    const fault = this.faultWord === index ? this.faultService : Service.none;
    this.faultWord = NEVER;
    return fault;
  }

  /** Markers stood between a fault and its access, up to word `to`. */
  passMarker(from: number, to: number): void {
    if (this.faultWord === from) this.faultWord = to;
  }

  private isFaulting(index: number): boolean {
    return index === this.faultWord || index === this.faultWord + 1;
  }

  /** Charges to the kernel what it does for an access of the program: within the fault the access caused, or the service given. */
  private enterKernel(index: number, service: number): number {
    return this.tally.enter(Mode.kernel, this.isFaulting(index) ? this.faultService : service);
  }

  private bypasses(entry: number): boolean {
    return !this.mapUnmapped && this.pages.isUnmapped((entry << this.tlb.bits) >>> this.pageGranuleBits);
  }

  /** A reference within one line, without translation or tally. */
  untranslated(kind: number, g: number): void {
    const data = kind & 1;
    const store = kind >> 1;
    const cache = data === 1 ? this.l1d : this.l1i;
    const line = g >>> cache.geometry.bits;
    if (this.isHot(line, data, store)) return;
    this.setHot(line, data, cache.reference(store, line, g, g, g + 1, g));
  }

  /** First placed page that an entry of the TLB maps; its first where none is. */
  firstPageOf(entry: number): number {
    const bits = this.tlb.bits - this.pageGranuleBits;
    const first = entry << bits;
    for (let page = first; page < first + (1 << bits); page++) if (this.pages.isPlaced(page)) return page;
    return first;
  }

  get pageGranules(): number {
    return 1 << this.pageGranuleBits;
  }

  get pageBytes(): number {
    return 1 << this.pages.pageBits;
  }

  get granuleBytes(): number {
    return 2 ** (this.pages.pageBits - this.pageGranuleBits);
  }

  /** The page's frame or protection changed: its TLB entry goes, and what is hot of it. Whether the entry was there. */
  changed(page: number): boolean {
    this.forgetPage(page);
    return this.unmap(page);
  }

  /** Forgets what is hot of a page. */
  forgetPage(page: number): void {
    const first = page << this.pageGranuleBits;
    for (let g = first; g < first + this.pageGranules; g++) {
      const slot = (g & this.slotMask) << 1;
      for (let at = slot; at <= slot + 1; at++) if (this.hot[at] >>> 4 === g) this.hot[at] = -1;
    }
  }

  /** Forgets what is hot, when pages changed frames behind it. */
  forget(): void {
    this.hot.fill(-1);
  }

  /** A region appears: its entries bypass the TLB if its segment does, or are parts of larger ones if it is mapped by larger pages. */
  define(region: number): void {
    const perRegion = 2 ** (GRANULE_NUMBER_BITS - this.tlb.bits) / this.pages.regionIndex.length;
    const first = region * perRegion;
    if (this.bypasses(first)) for (let entry = first; entry < first + perRegion; entry++) this.tlb.bypass(entry);
    else if (this.largePages > 1 && this.pages.isUnmapped(first << (this.tlb.bits - this.pageGranuleBits)))
      for (let entry = first; entry < first + perRegion; entry++)
        this.tlb.enlarge(entry, Math.floor((this.pages.realLine(entry, this.tlb.bits) >>> 0) / this.largePages));
  }

  /** Another virtual CPU takes over, and its address spaces have the same identifiers. */
  flushTlb(): void {
    this.tlb.flush();
  }

  /** The batch with this many words is done. */
  advance(words: number): void {
    this.time += words;
    this.faultWord -= words;
  }

  /** Writes all dirty data lines back, first level first. */
  flush(): void {
    this.l1d.flush();
    this.l2?.flush();
  }

  /** Empties caches and TLB without a trace. */
  clear(): void {
    this.l1i.clear();
    this.l1d.clear();
    this.l2?.clear();
    (this.tlbs ?? this.tlb).flush();
    this.hot.fill(-1);
  }
}

/** No word has this index. */
const NEVER = Number.NEGATIVE_INFINITY;

/** Stores stop at this line of the filter. Kind.store has the same bit, and so has Kind.marker, which thus stops at every line. */
const READ_ONLY = 2;

/** Where the kernel's rows begin in a block of counts. */
const KERNEL_ROWS = Mode.kernel * SERVICES * EVENT_COUNT;

const REFERENCE_EVENT = [Event.l1iFetch, Event.l1dLoad, 0, Event.l1dStore];
