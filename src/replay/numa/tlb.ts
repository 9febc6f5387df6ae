import type { TlbShape } from '../structure.ts';
import type { Pages } from './pages.ts';
import type { Random } from './random.ts';

/**
 * A TLB. An entry maps `pagesPerEntry` consecutive pages (an even/odd pair on MIPS); entries are numbered densely, like pages.
 * The hot loop reads `absent` (0: mapped, or needs no mapping) and, for LRU, writes `lastUse`; only misses come here.
 */
export class Tlb {
  /** log2 of an entry's granules. */
  readonly bits: number;
  readonly absent: Uint8Array;
  /** Entry -> time of its last use. Only for LRU; else null. */
  readonly lastUse: Float64Array | null;
  private readonly slots: Int32Array;
  private readonly sets: number;
  private readonly ways: number;
  private readonly fifo: Int32Array | null;
  private readonly random: Random;
  private readonly pages: Pages;

  /** `entries`: how many dense entry numbers there are. */
  constructor(shape: TlbShape, pageBits: number, granuleBits: number, pages: Pages, random: Random) {
    this.bits = pageBits + Math.log2(shape.pagesPerEntry) - granuleBits;
    const entries = 2 ** (28 - this.bits);
    this.absent = new Uint8Array(entries).fill(1);
    this.lastUse = shape.replacement === 'lru' ? new Float64Array(entries) : null;
    this.ways = shape.ways === 'full' ? shape.entries : shape.ways;
    this.sets = shape.entries / this.ways;
    this.slots = new Int32Array(shape.entries).fill(-1);
    this.fifo = shape.replacement === 'fifo' ? new Int32Array(this.sets) : null;
    this.random = random;
    this.pages = pages;
  }

  /** Maps an entry, in the place of another. */
  refill(entry: number): void {
    const base = (this.pages.realLine(entry, this.bits) & (this.sets - 1)) * this.ways;
    const slot = base + this.victim(base);
    if (this.slots[slot] >= 0) this.absent[this.slots[slot]] = 1;
    this.slots[slot] = entry;
    this.absent[entry] = 0;
  }

  /** This entry needs no mapping: its segment bypasses the TLB. */
  bypass(entry: number): void {
    this.absent[entry] = 0;
  }

  /** Removes an entry; whether it was there. */
  drop(entry: number): boolean {
    const base = (this.pages.realLine(entry, this.bits) & (this.sets - 1)) * this.ways;
    for (let slot = base; slot < base + this.ways; slot++)
      if (this.slots[slot] === entry) {
        this.slots[slot] = -1;
        this.absent[entry] = 1;
        return true;
      }
    return false;
  }

  flush(): void {
    for (const entry of this.slots) if (entry >= 0) this.absent[entry] = 1;
    this.slots.fill(-1);
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
      const entry = slots[base + i];
      const time = entry < 0 ? -1 : lastUse[entry];
      if (time < oldest) {
        oldest = time;
        way = i;
      }
    }
    return way;
  }
}
