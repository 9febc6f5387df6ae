import { GRANULE_NUMBER_BITS } from '../../../trace/words/layout.ts';
import type { TlbShape } from '../../structure/structure.ts';
import type { PageDictionary } from '../memory/page-dictionary.ts';
import type { Random } from '../random.ts';

/** Numbers from here on are those of large entries: above every dense entry, and below the 2^30 that a tag store takes. */
const LARGE = 1 << 29;
export const isLarge = (name: number): boolean => name >= LARGE;

/** Flags that several TLBs keep together; each has its own bit of `absent`. */
export interface SharedFlags {
  absent: Uint8Array;
  lastUse: Float64Array | null;
  bit: number;
}

/**
 * A TLB. An entry maps `pagesPerEntry` consecutive pages (an even/odd pair on MIPS); entries are numbered densely, like pages.
 * The hot loop reads `absent` (0: mapped, or needs no mapping) and, for LRU, writes `lastUse`; only misses come here.
 *
 * Without entries (a machine without a TLB) nothing is ever absent.
 *
 * A *large* entry maps larger pages, and with them several of the dense entries (`enlarge`); it takes one slot.
 */
export class Tlb {
  /** log2 of an entry's granules. */
  readonly bits: number;
  readonly absent: Uint8Array;
  /** Entry -> time of its last use. Only for LRU; else null. */
  readonly lastUse: Float64Array | null;
  /** What stands in `absent` for an entry that is not mapped. */
  private readonly bit: number;
  private readonly slots: Int32Array;
  /** Slot -> the address space owner its entry belongs to. */
  private readonly owners: Int32Array;
  private owner = 0;
  private readonly sets: number;
  private readonly ways: number;
  private readonly fifo: Int32Array | null;
  private readonly random: Random;
  private readonly pages: PageDictionary;
  /** Dense entry -> its large entry, 0: none. Null before the first of them. */
  private largeOf: Int32Array | null = null;
  /** Number of a large page's address -> large entry. */
  private readonly largeAt = new Map<number, number>();
  /** Large entry - LARGE -> the dense entries it maps. */
  private readonly parts: number[][] = [];

  constructor(
    shape: TlbShape,
    pageBits: number,
    granuleBits: number,
    pages: PageDictionary,
    random: Random,
    shared: SharedFlags = tlbFlags([shape], pageBits, granuleBits),
  ) {
    this.bits = entryBits(shape, pageBits, granuleBits);
    this.absent = shared.absent;
    this.lastUse = shape.replacement === 'lru' ? shared.lastUse : null;
    this.bit = shared.bit;
    this.ways = shape.ways === 'full' ? shape.entries : shape.ways;
    this.sets = shape.entries === 0 ? 0 : shape.entries / this.ways;
    this.slots = new Int32Array(shape.entries).fill(-1);
    this.owners = new Int32Array(shape.entries);
    this.fifo = shape.replacement === 'fifo' ? new Int32Array(this.sets) : null;
    this.random = random;
    this.pages = pages;
  }

  /** The number under which the TLB keeps what maps this dense entry: its own, or that of a large one. */
  nameOf(entry: number): number {
    return this.largeOf === null ? entry : this.largeOf[entry] || entry;
  }

  /** Dense entries with the same `address` (of a large page, divided by its size) are mapped by one entry from here on. */
  enlarge(entry: number, address: number): void {
    let large = this.largeAt.get(address);
    if (large === undefined) {
      large = LARGE + this.parts.push([]) - 1;
      this.largeAt.set(address, large);
    }
    this.largeOf ??= new Int32Array(this.absent.length);
    this.largeOf[entry] = large;
    this.parts[large - LARGE].push(entry);
    if (this.slots.includes(large)) this.flag(entry, true);
  }

  /** Maps a dense entry, in the place of another. */
  refill(entry: number): void {
    const name = this.nameOf(entry);
    const base = this.setOf(name) * this.ways;
    const slot = base + this.victim(base);
    if (this.slots[slot] >= 0 && this.owners[slot] === this.owner) this.mark(this.slots[slot], false);
    this.slots[slot] = name;
    this.owners[slot] = this.owner;
    this.mark(name, true);
  }

  /** This entry needs no mapping: its segment bypasses the TLB. */
  bypass(entry: number): void {
    this.absent[entry] = 0;
  }

  /** Removes a dense entry; whether it was there. */
  drop(entry: number): boolean {
    const name = this.nameOf(entry);
    const base = this.setOf(name) * this.ways;
    let found = false;
    for (let slot = base; slot < base + this.ways; slot++)
      if (this.slots[slot] === name) {
        this.slots[slot] = -1;
        this.mark(name, false);
        found = true;
      }
    return found;
  }

  flush(): void {
    for (const name of this.slots) if (name >= 0) this.mark(name, false);
    this.slots.fill(-1);
  }

  /** From here on only this owner's entries match: what a TLB does whose entries are tagged by virtual machine. */
  changeOwner(owner: number): void {
    if (owner === this.owner) return;
    this.owner = owner;
    this.slots.forEach((name, slot) => {
      if (name >= 0 && this.owners[slot] !== owner) this.mark(name, false);
    });
    this.slots.forEach((name, slot) => {
      if (name >= 0 && this.owners[slot] === owner) this.mark(name, true);
    });
  }

  private setOf(name: number): number {
    return (name < LARGE ? this.pages.realLine(name, this.bits) : name) & (this.sets - 1);
  }

  private mark(name: number, mapped: boolean): void {
    if (name < LARGE) this.flag(name, mapped);
    else for (const entry of this.parts[name - LARGE]) this.flag(entry, mapped);
  }

  private flag(entry: number, mapped: boolean): void {
    if (mapped) this.absent[entry] &= ~this.bit;
    else this.absent[entry] |= this.bit;
  }

  /** Random picks any slot, as the hardware's Random register does, valid or not; LRU and FIFO fill empty slots first. */
  private victim(base: number): number {
    const { slots, lastUse, ways, fifo } = this;
    if (fifo !== null) {
      const set = base / ways;
      const way = fifo[set];
      fifo[set] = (way + 1) % ways;
      return way;
    }
    if (lastUse === null) return this.random.below(ways);
    let way = 0;
    let oldest = Infinity;
    for (let i = 0; i < ways; i++) {
      const time = this.lastUseOf(slots[base + i], lastUse);
      if (time < oldest) {
        oldest = time;
        way = i;
      }
    }
    return way;
  }

  private lastUseOf(name: number, lastUse: Float64Array): number {
    if (name < 0) return -1;
    if (name < LARGE) return lastUse[name];
    return this.parts[name - LARGE].reduce((latest, entry) => Math.max(latest, lastUse[entry]), 0);
  }
}

/** log2 of an entry's granules. */
const entryBits = (shape: TlbShape, pageBits: number, granuleBits: number): number =>
  pageBits + Math.log2(shape.pagesPerEntry) - granuleBits;

/** Flags of all dense entry numbers, for TLBs whose entries are of one size: nothing is mapped. The bit is the first TLB's. */
export function tlbFlags(shapes: readonly TlbShape[], pageBits: number, granuleBits: number): SharedFlags {
  const entries = 2 ** (GRANULE_NUMBER_BITS - entryBits(shapes[0], pageBits, granuleBits));
  return {
    absent: new Uint8Array(entries).fill(
      shapes.reduce((bits, shape, n) => (shape.entries > 0 ? bits | (1 << n) : bits), 0),
    ),
    lastUse: shapes.some(({ replacement }) => replacement === 'lru') ? new Float64Array(entries) : null,
    bit: 1,
  };
}
