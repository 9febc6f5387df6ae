import type { Architecture } from '../architecture.ts';
import { PART_BITS } from '../layout.ts';
import { type RegionLayout, RegionNumbers } from './region-numbers.ts';

const SLOTS = 8192;

/** Numbers of parts of regions by address, for loops: a direct-mapped cache of (space, address >> 15) before the map. */
export class RegionCache {
  /** Part -> 1 if it bypasses the TLB natively. */
  unmapped: Uint8Array;
  private readonly numbers: RegionNumbers;
  private readonly introduce: (words: readonly number[]) => void;
  private readonly low = new Uint32Array(SLOTS);
  private readonly high = new Uint32Array(SLOTS);
  private readonly space = new Int32Array(SLOTS).fill(-1);
  private readonly part = new Int32Array(SLOTS);

  /** `introduce` is given the words that introduce a region, or a part of one, when it first appears. */
  constructor(
    architecture: Architecture,
    granuleBits: number,
    introduce: (words: readonly number[]) => void,
    layout?: RegionLayout,
  ) {
    this.numbers = new RegionNumbers(architecture, granuleBits, layout);
    this.introduce = introduce;
    this.unmapped = this.numbers.unmapped;
  }

  /** The region of this address has these flags; whether that is news. */
  tell(high: number, low: number, flags: number): boolean {
    if (!this.numbers.tell(high, low, flags)) return false;
    this.space.fill(-1);
    return true;
  }

  /** Whether so many parts more are sure to have numbers. */
  hasRoomFor(parts: number): boolean {
    return this.numbers.hasRoomFor(parts);
  }

  /** Whether the part's region is in one piece, all eight parts one after the other. */
  isInOnePiece(part: number): boolean {
    return this.numbers.isInOnePiece(part);
  }

  /** Number of the part at an address in a space. Throws a RegionLimit on too many. */
  find(space: number, high: number, low: number): number {
    const top = low >>> PART_BITS;
    const slot = (top ^ (high << 3) ^ (space << 5)) & (SLOTS - 1);
    const key = ((high << (32 - PART_BITS)) | top) >>> 0;
    if (this.low[slot] === key && this.high[slot] === high >>> 0 && this.space[slot] === space) return this.part[slot];
    const part = this.numbers.numberOf(space, high >>> 0, low, this.introduce);
    this.unmapped = this.numbers.unmapped;
    this.low[slot] = key;
    this.high[slot] = high;
    this.space[slot] = space;
    this.part[slot] = part;
    return part;
  }
}
