import type { Architecture } from '../architecture.ts';
import { REGION_BITS } from '../layout.ts';
import { RegionNumbers } from './region-numbers.ts';

const SLOTS = 1024;

/** Numbers of regions by address, for loops: a direct-mapped cache of (space, address >> 18) before the map. */
export class RegionCache {
  /** Region -> 1 if it bypasses the TLB natively. */
  unmapped: Uint8Array;
  private readonly numbers: RegionNumbers;
  private readonly introduce: (words: readonly number[]) => void;
  private readonly low = new Uint32Array(SLOTS);
  private readonly high = new Uint32Array(SLOTS);
  private readonly space = new Int32Array(SLOTS).fill(-1);
  private readonly region = new Int32Array(SLOTS);

  /** `introduce` is given the words that introduce a region when it first appears. */
  constructor(architecture: Architecture, granuleBits: number, introduce: (words: readonly number[]) => void) {
    this.numbers = new RegionNumbers(architecture, granuleBits);
    this.introduce = introduce;
    this.unmapped = this.numbers.unmapped;
  }

  /** The region of this address has these flags; whether that is news. */
  tell(high: number, low: number, flags: number): boolean {
    if (!this.numbers.tell(high, low, flags)) return false;
    this.space.fill(-1);
    return true;
  }

  /** Number of the region at an address in a space. Throws a UserError on too many. */
  find(space: number, high: number, low: number): number {
    const top = low >>> REGION_BITS;
    const slot = (top ^ (high << 3) ^ (space << 5)) & (SLOTS - 1);
    const key = ((high << (32 - REGION_BITS)) | top) >>> 0;
    if (this.low[slot] === key && this.high[slot] === high >>> 0 && this.space[slot] === space)
      return this.region[slot];
    const region = this.numbers.numberOf(space, high >>> 0, low, this.introduce);
    this.unmapped = this.numbers.unmapped;
    this.low[slot] = key;
    this.high[slot] = high;
    this.space[slot] = space;
    this.region[slot] = region;
    return region;
  }
}
