import { UserError } from '../../../errors.ts';
import { type Architecture, regionFlags } from '../architecture.ts';
import {
  MONITOR_REGIONS,
  PART_BITS,
  PARTS_PER_REGION,
  PARTS_PER_REGION_BITS,
  partsOf,
  REGION_BITS,
} from '../layout.ts';
import { RegionFlag } from '../vocabulary.ts';
import { regionWords } from '../walk.ts';

/** The address space of kernel regions, which every task shares. */
export const KERNEL_SPACE = 0;

/** How many regions of 256 KB there may be, and how many of them in one piece. */
export interface RegionLayout {
  readonly regions: number;
  readonly inOnePiece: number;
}

/** Share of the numbers given to regions in one piece, before the first that is made up of parts: 512 MB, at granules of 16 bytes. */
const IN_ONE_PIECE = 1 / 8;
/** Share that is left to the guest kernel, which is put into traces of user level. */
const GUEST = 1 / 32;

/** No number is left for one more place. What was encoded before is whole. */
export class RegionLimit extends UserError {}

/** An address space's regions in one piece (address >> 18 -> first part), and parts (address >> 15 -> part). */
interface Space {
  readonly whole: Map<number, number>;
  readonly parts: Map<number, number>;
}

/**
 * Numbers the parts of 32 KB of all address spaces, the kernel's once for all tasks: those of 256 KB together, in order of appearance,
 * and once many regions are used up each by itself. Not for hot loops.
 */
export class RegionNumbers {
  private readonly architecture: Architecture;
  /** Parts there can be, and from which on they come singly. */
  private readonly most: number;
  private readonly singleFrom: number;
  private readonly spaces = new Map<number, Space>();
  /** Parts that have a number. */
  private used = 0;
  private regions = 0;
  /** Flags that `tell` told, by address >> 18. */
  private readonly told = new Map<number, number>();
  /** Part -> 1 if it bypasses the TLB natively; replaced when it grows. */
  unmapped = new Uint8Array(1024);

  constructor(architecture: Architecture, granuleBits: number, layout?: RegionLayout) {
    this.architecture = architecture;
    const all = partsOf(granuleBits) >> PARTS_PER_REGION_BITS;
    const regions = all - MONITOR_REGIONS - (architecture === 'flat' ? all * GUEST : 0);
    const { regions: most, inOnePiece } = layout ?? { regions, inOnePiece: all * IN_ONE_PIECE };
    this.most = most << PARTS_PER_REGION_BITS;
    this.singleFrom = inOnePiece << PARTS_PER_REGION_BITS;
  }

  /** The region of this address has these flags; whether that is more than the architecture says. */
  tell(high: number, low: number, flags: number): boolean {
    if (flags === regionFlags(this.architecture, high, low)) return false;
    this.told.set(regionKey(high, low), flags);
    return true;
  }

  /** Whether the part's region is in one piece. */
  isInOnePiece(part: number): boolean {
    return part < this.singleFrom;
  }

  /** Whether `parts` more are sure to have numbers, wherever they are. */
  hasRoomFor(parts: number): boolean {
    return this.used + (parts << PARTS_PER_REGION_BITS) <= this.most;
  }

  /**
   * Number of the part at an address in a space. The words that introduce it, or its region, go to `introduce` if it is new. Throws
   * a RegionLimit on too many.
   */
  numberOf(space: number, high: number, low: number, introduce: (words: readonly number[]) => void): number {
    const key = regionKey(high, low);
    const flags = this.told.get(key) ?? regionFlags(this.architecture, high, low);
    const own = flags & RegionFlag.kernel ? KERNEL_SPACE : space;
    const eighth = (low >>> PART_BITS) & (PARTS_PER_REGION - 1);
    const partKey = key * PARTS_PER_REGION + eighth;
    const { whole, parts } = this.spaceOf(own);
    const first = whole.get(key);
    if (first !== undefined) return first + eighth;
    const known = parts.get(partKey);
    if (known !== undefined) return known;
    const part = this.used;
    const keyLow = ((high << (32 - REGION_BITS)) | (low >>> REGION_BITS)) >>> 0;
    const region = { part, space: own, keyLow, keyHigh: high >>> REGION_BITS, flags };
    if (this.isInOnePiece(part)) {
      whole.set(key, part);
      this.note(part, PARTS_PER_REGION, flags);
      introduce(regionWords({ ...region, parts: PARTS_PER_REGION, eighth: 0 }));
      return part + eighth;
    }
    if (part >= this.most)
      throw new RegionLimit(
        `the trace touches memory in more than ${this.regions.toLocaleString('en-US')} places (of 256 KB, and of 32 KB where they lie apart), which is as many as a trace can hold; record less of it, or windows of it (disco record --window)`,
      );
    parts.set(partKey, part);
    this.note(part, 1, flags);
    introduce(regionWords({ ...region, parts: 1, eighth }));
    return part;
  }

  private spaceOf(number: number): Space {
    let space = this.spaces.get(number);
    if (space === undefined) {
      space = { whole: new Map(), parts: new Map() };
      this.spaces.set(number, space);
    }
    return space;
  }

  private note(part: number, parts: number, flags: number): void {
    this.used += parts;
    this.regions++;
    if (this.used > this.unmapped.length) {
      const grown = new Uint8Array(this.unmapped.length * 2);
      grown.set(this.unmapped);
      this.unmapped = grown;
    }
    this.unmapped.fill(flags & RegionFlag.unmapped, part, part + parts);
  }
}

/** Address >> 18, as one number. */
const regionKey = (high: number, low: number): number => (high >>> 0) * 2 ** (32 - REGION_BITS) + (low >>> REGION_BITS);
