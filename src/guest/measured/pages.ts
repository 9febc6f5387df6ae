import { PAGE_BITS, PAGES_PER_REGION_BITS, REGION_BITS } from '../../trace/words/layout.ts';
import { RegionFlag } from '../../trace/words/vocabulary.ts';
import type { RegionWords } from '../../trace/words/walk.ts';

/** log2 of the kernel's page sizes whose TLB entries are counted: 4 KB, 64 KB, 1 MB, 16 MB. */
export const PAGE_SIZE_BITS = [12, 16, 20, 24] as const;

/** What one entry into the kernel touched, or the sum over several. Pages of 4 KB. */
export interface Footprint {
  /** Pages of the kernel's segments: instructions were fetched from them, data read or written in them. A page may be both. */
  text: number;
  data: number;
  /** Distinct pages of the kernel's segments. */
  kernel: number;
  /** Of these, in segments that bypass the TLB natively. */
  unmapped: number;
  /** Distinct pages of user memory the kernel went to. */
  user: number;
  /** TLB entries (pairs of pages) for the kernel's pages, by `PAGE_SIZE_BITS` of the pages in the segments unmapped natively; elsewhere they are of 4 KB. */
  entries: [number, number, number, number];
}

export const noFootprint = (): Footprint => ({
  text: 0,
  data: 0,
  kernel: 0,
  unmapped: 0,
  user: 0,
  entries: [0, 0, 0, 0],
});

/** A touched page in a list: dense page x 2 + (1: data, 0: text). */
export type Touch = number;

/** The dense 4 KB pages of a trace: which are the kernel's, and which share a TLB entry. */
export class KernelPages {
  private flags = new Uint8Array(64);
  /** Region -> its entry for pages of 1 MB (at 0), of 16 MB (at 1). */
  private readonly wideEntry: Int32Array[] = [new Int32Array(64), new Int32Array(64)];
  private readonly wideEntries = new Map<string, number>();
  /** By page, pair, 128 KB pair and wide entry: the footprint it was last counted in. */
  private pageSeen: Int32Array = new Int32Array(0);
  private pairSeen: Int32Array = new Int32Array(0);
  private mediumSeen: Int32Array = new Int32Array(0);
  private readonly wideSeen: number[] = [];
  private serial = 0;
  /** Regions there is room for. */
  room = 0;

  /** A region appears. */
  define(region: number, { space, keyLow, keyHigh, flags }: RegionWords): void {
    if (region >= this.room) this.grow(Math.max(64, 2 ** Math.ceil(Math.log2(region + 1))));
    this.flags[region] = flags;
    const address = keyHigh * 2 ** 32 + keyLow;
    for (let i = 0; i < 2; i++) {
      const name = `${i} ${space} ${Math.floor(address / 2 ** (PAGE_SIZE_BITS[i + 2] + 1 - REGION_BITS))}`;
      let entry = this.wideEntries.get(name);
      if (entry === undefined) {
        entry = this.wideEntries.size;
        this.wideEntries.set(name, entry);
        this.wideSeen.push(0);
      }
      this.wideEntry[i][region] = entry;
    }
  }

  /** Adds to `sum` what `n` touches come to. */
  addTo(sum: Footprint, touches: Int32Array, n: number): void {
    const serial = ++this.serial;
    const { entries } = sum;
    for (let i = 0; i < n; i++) {
      const page = touches[i] >>> 1;
      const region = page >>> PAGES_PER_REGION_BITS;
      const flags = this.flags[region];
      if ((flags & RegionFlag.kernel) !== 0) {
        if ((touches[i] & 1) === 1) sum.data++;
        else sum.text++;
      }
      if (this.pageSeen[page] === serial) continue;
      this.pageSeen[page] = serial;
      if ((flags & RegionFlag.kernel) === 0) {
        sum.user++;
        continue;
      }
      sum.kernel++;
      const unmapped = (flags & RegionFlag.unmapped) !== 0;
      if (unmapped) sum.unmapped++;
      if (this.pairSeen[page >>> 1] !== serial) {
        this.pairSeen[page >>> 1] = serial;
        entries[0]++;
        if (!unmapped) for (let k = 1; k < 4; k++) entries[k]++;
      }
      if (!unmapped) continue;
      const medium = page >>> (PAGE_SIZE_BITS[1] + 1 - PAGE_BITS);
      if (this.mediumSeen[medium] !== serial) {
        this.mediumSeen[medium] = serial;
        entries[1]++;
      }
      for (let k = 0; k < 2; k++) {
        const entry = this.wideEntry[k][region];
        if (this.wideSeen[entry] === serial) continue;
        this.wideSeen[entry] = serial;
        entries[k + 2]++;
      }
    }
  }

  private grow(regions: number): void {
    this.room = regions;
    const pages = regions << PAGES_PER_REGION_BITS;
    const flags = new Uint8Array(regions);
    flags.set(this.flags.subarray(0, regions));
    this.flags = flags;
    for (let i = 0; i < 2; i++) this.wideEntry[i] = grown(this.wideEntry[i], regions);
    this.pageSeen = grown(this.pageSeen, pages);
    this.pairSeen = grown(this.pairSeen, pages >>> 1);
    this.mediumSeen = grown(this.mediumSeen, pages >>> 5);
  }
}

/** The same numbers with room for more, zeroes behind. */
export function grown(from: Int32Array, length: number): Int32Array {
  const to = new Int32Array(length);
  to.set(from.subarray(0, length));
  return to;
}
