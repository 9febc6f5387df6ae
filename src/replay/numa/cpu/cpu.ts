import { Kind, SPAN_WHOLE } from '../../../trace/words/layout.ts';
import { Tally } from '../../counts/tally.ts';
import type { Structure } from '../../structure/structure.ts';
import { BoardBank, type BoardVariant } from '../caches/board-bank.ts';
import type { Directory } from '../caches/directory.ts';
import { ABSENT, type FirstLevelCache } from '../caches/first-level.ts';
import { Geometry } from '../caches/geometry.ts';
import { Memory } from '../caches/next-level.ts';
import { type PageMap, PROTECTED, WATCHED, WRITABLE } from '../memory/page-map.ts';
import type { Pages } from '../memory/pages.ts';
import type { Toucher } from '../memory/toucher.ts';
import { Random } from '../random.ts';
import { Tlb } from '../tlb/tlb.ts';
import { TlbBank, type TlbVariant } from '../tlb/tlb-bank.ts';
import { Clock } from './clock.ts';
import type { Faults } from './faults.ts';
import { belowFirstLevel, firstLevel, type SecondLevel } from './hierarchy.ts';
import { DATA, HotFilter, INSTRUCTIONS, REFERENCE_EVENT } from './hot-filter.ts';
import { ServedFault } from './served-fault.ts';
import { Translation } from './translation.ts';

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

/** A CPU: its caches and TLB, and the hot filter in front of them. */
export class Cpu implements Toucher {
  readonly tally = new Tally();
  readonly number: number;
  readonly node: number;
  readonly l1i: FirstLevelCache;
  readonly l1d: FirstLevelCache;
  readonly tlb: Tlb;
  /** The fault served last, whose access is still to come. */
  readonly served = new ServedFault();
  readonly pageBytes: number;
  readonly granuleBytes: number;
  readonly pageGranules: number;
  /** The virtual machine whose virtual CPU it runs. */
  vm = 0;
  private readonly clock = new Clock();
  private readonly l2: SecondLevel | null;
  private readonly translation: Translation<Cpu>;
  private readonly filter: HotFilter;
  private readonly faults: Faults<Cpu>;
  private readonly pageGranuleBits: number;
  private readonly map: PageMap;
  /** Page -> what has to be done before a store passes. */
  private readonly readOnly: Uint8Array;

  constructor(
    structure: Structure,
    granuleBits: number,
    pages: Pages,
    faults: Faults<Cpu>,
    { number, node, directory, variants }: Place,
    filtered = true,
  ) {
    const { cache } = structure;
    const { tally, served, clock } = this;
    const stream = (): Random => new Random(structure.seed + number * 7919);
    const random = stream();
    this.number = number;
    this.node = node;
    this.faults = faults;
    this.map = pages.map;
    this.readOnly = pages.map.readOnly;
    this.pageBytes = 1 << pages.pageBits;
    this.granuleBytes = 2 ** granuleBits;
    this.pageGranuleBits = pages.pageBits - granuleBits;
    this.pageGranules = 1 << this.pageGranuleBits;

    const { dictionary, pageBits } = pages;
    const tlbs = variants?.tlbs ? new TlbBank(variants.tlbs, granuleBits, dictionary, stream) : null;
    this.tlb = tlbs?.first ?? new Tlb(structure.tlb, pageBits, granuleBits, dictionary, random);
    this.translation = new Translation(structure, granuleBits, {
      tally,
      tlb: this.tlb,
      tlbs,
      pages,
      faults,
      served,
      clock,
    });

    const [l1i, l1d] = [cache.l1i, cache.l1d].map((shape) => new Geometry(shape, granuleBits, pages, node));
    const filter = new HotFilter(filtered, l1i, l1d, cache.l1 !== null, this.tlb, clock, tally, pages, granuleBits);
    this.filter = filter;
    const below = belowFirstLevel(structure, granuleBits, pages, { number, node, tally, directory, variants: variants?.boards }, random); // biome-ignore format: a call
    const forget = (set: number, kind: typeof INSTRUCTIONS | typeof DATA): void => filter.set(set, kind, ABSENT);
    const common = { next: below, tally, random };
    this.l1i = firstLevel(cache.l1i, { ...common, geometry: l1i, isFetch: true, unifiedWith: null, onChange: (set) => forget(set, INSTRUCTIONS) }); // biome-ignore format: a call
    this.l1d = firstLevel(cache.l1d, { ...common, geometry: l1d, isFetch: false, unifiedWith: cache.l1 === null ? null : this.l1i, onChange: (set) => forget(set, DATA) }); // biome-ignore format: a call
    this.l2 = below instanceof Memory ? null : below;
    if (this.l2 !== null && !(this.l2 instanceof BoardBank) && cache.l2?.inclusive)
      this.l2.includes = [this.l1i, this.l1d];
  }

  /** Index of the first word in [from, to) that is not a plain hit: a reference to look at, or a marker. */
  scan(words: Uint32Array, from: number, to: number): number {
    return this.filter.scan(words, from, to);
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
    if (!this.translation.isMapped(g0, g1)) this.translation.translate(this, g0, g1, index);
    const data = kind & 1;
    const store = kind >> 1;
    if (store === 1) this.unprotect(g0, g1);
    const { filter } = this;
    const cache = data === 1 ? this.l1d : this.l1i;
    const bits = cache.geometry.bits;
    const first = g0 >>> bits;
    const last = g1 >>> bits;
    if (first === last) {
      filter.set(first, data, cache.reference(store, first, g0, g1, c0, c1));
      return;
    }
    this.tally.add(REFERENCE_EVENT[kind], last - first);
    for (let line = first; line <= last; line++) {
      // Most accesses across an edge find both lines hot.
      if (filter.isHot(line, data, store)) continue;
      const from = line === first ? g0 : line << bits;
      const to = line === last ? g1 : ((line + 1) << bits) - 1;
      filter.set(line, data, cache.reference(store, line, from, to, c0 > from ? c0 : from, c1 < to ? c1 : to));
    }
  }

  /** A reference within one line, without translation or tally. */
  untranslated(kind: number, g: number): void {
    const data = kind & 1;
    const store = kind >> 1;
    const cache = data === 1 ? this.l1d : this.l1i;
    const line = g >>> cache.geometry.bits;
    if (this.filter.isHot(line, data, store)) return;
    this.filter.set(line, data, cache.reference(store, line, g, g, g + 1, g));
  }

  /** Gives a page a frame, if this is its first touch: by the access at word `index`, or for other reasons. */
  place(page: number, index: number = Number.MAX_SAFE_INTEGER): void {
    this.translation.place(this, page, index);
  }

  makeRoom(): boolean {
    return this.faults.reclaimer.makeRoom(this);
  }

  /** First placed page that an entry of the TLB maps; its first where none is. */
  firstPageOf(entry: number): number {
    return this.translation.firstPageOf(entry);
  }

  /** The trace's clock at the last TLB miss, in words: what LRU knows of each entry. */
  get now(): number {
    return this.translation.now;
  }

  /** Removes the page's entry from the TLB; whether it was there. */
  unmap(page: number): boolean {
    return this.translation.unmap(page);
  }

  /** The page's frame or protection changed: its TLB entry goes, and what is hot of it. Whether the entry was there. */
  changed(page: number): boolean {
    this.filter.forgetPage(page);
    return this.translation.unmap(page);
  }

  /** What a placed page holds is overwritten, by stores that do not pass the page's protection. */
  stored(page: number): void {
    this.map.stored(page);
  }

  /** The page is read or written through another frame for a while: what is hot of it goes. */
  forgetPage(page: number): void {
    this.filter.forgetPage(page);
  }

  /** Forgets what is hot, when pages changed frames behind it. */
  forget(): void {
    this.filter.forget();
  }

  /** A region of the trace, or a part of one, appears: its parts. */
  define(part: number, parts: number): void {
    this.translation.define(part, parts);
  }

  /** The batch with this many words is done. */
  advance(words: number): void {
    this.clock.time += words;
    this.served.advance(words);
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
    this.translation.clear();
    this.filter.forget();
    this.served.forget();
  }

  /** A store needs one copy of each page it touches, for itself. */
  private unprotect(g0: number, g1: number): void {
    const first = g0 >>> this.pageGranuleBits;
    const last = g1 >>> this.pageGranuleBits;
    if (first === last && this.readOnly[first] === WRITABLE) return;
    for (let page = first; page <= last; page++) {
      if (this.readOnly[page] === PROTECTED) this.faults.protection.store(this, page);
      if (this.readOnly[page] === WATCHED) this.map.stored(page);
    }
  }
}
