import { UserError } from '../../../errors.ts';
import { type Architecture, regionFlags } from '../architecture.ts';
import { GRANULE_NUMBER_BITS, MONITOR_REGIONS, REGION_BITS } from '../layout.ts';
import { RegionFlag } from '../vocabulary.ts';
import { markerWords } from '../walk.ts';

/** The address space of kernel regions, which every task shares. */
export const KERNEL_SPACE = 0;

/** Numbers regions of 256 KB in the order in which they appear, the kernel's once for all tasks. Not for hot loops. */
export class RegionNumbers {
  private readonly architecture: Architecture;
  /** Regions there can be: the highest numbers are the monitor's. */
  private readonly most: number;
  private readonly numbers = new Map<string, number>();
  /** Flags that `tell` told, by address. */
  private readonly told = new Map<string, number>();
  /** Region -> 1 if it bypasses the TLB natively; replaced when it grows. */
  unmapped = new Uint8Array(1024);

  constructor(architecture: Architecture, granuleBits: number) {
    this.architecture = architecture;
    this.most = (1 << (GRANULE_NUMBER_BITS - (REGION_BITS - granuleBits))) - MONITOR_REGIONS;
  }

  /** The region of this address has these flags; whether that is more than the architecture says. */
  tell(high: number, low: number, flags: number): boolean {
    if (flags === regionFlags(this.architecture, high, low)) return false;
    this.told.set(addressOf(high, low), flags);
    return true;
  }

  /** Number of the region at an address in a space. The words that introduce it go to `introduce` if it is new. Throws a UserError on too many. */
  numberOf(space: number, high: number, low: number, introduce: (words: readonly number[]) => void): number {
    const flags = this.told.get(addressOf(high, low)) ?? regionFlags(this.architecture, high, low);
    const own = flags & RegionFlag.kernel ? KERNEL_SPACE : space;
    const name = `${own}:${addressOf(high, low)}`;
    const known = this.numbers.get(name);
    if (known !== undefined) return known;
    const region = this.numbers.size;
    if (region >= this.most)
      throw new UserError(
        `the trace touches more than ${this.most} regions of 256 KB (${this.most / 4} MB); record less, or windows of it`,
      );
    this.numbers.set(name, region);
    this.note(region, flags);
    const keyLow = ((high << (32 - REGION_BITS)) | (low >>> REGION_BITS)) >>> 0;
    introduce(markerWords('region', region, { space: own, keyLow, keyHigh: high >>> REGION_BITS, flags }));
    return region;
  }

  private note(region: number, flags: number): void {
    if (region >= this.unmapped.length) {
      const grown = new Uint8Array(region * 2);
      grown.set(this.unmapped);
      this.unmapped = grown;
    }
    this.unmapped[region] = flags & RegionFlag.unmapped;
  }
}

const addressOf = (high: number, low: number): string => `${high >>> 0}:${low >>> REGION_BITS}`;
