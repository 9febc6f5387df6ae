import { PAGES_PER_PART_BITS, PART_BITS, PARTS_PER_REGION } from '../../trace/words/layout.ts';
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
  /** Of pages of 64 KB, 1 MB and 16 MB: part -> its entry, and the parts that an entry maps. */
  private readonly wide = PAGE_SIZE_BITS.slice(1).map((bits) => ({
    entryOf: new Int32Array(64) as Int32Array,
    parts: 2 ** (bits + 1 - PART_BITS),
  }));
  private readonly wideEntries = new Map<string, number>();
  /** By page, pair and wide entry: the footprint it was last counted in. */
  private pageSeen: Int32Array = new Int32Array(0);
  private pairSeen: Int32Array = new Int32Array(0);
  private readonly wideSeen: number[] = [];
  private serial = 0;
  /** Parts there is room for. */
  room = 0;

  /** A region or a part appears. */
  define({ part, parts, space, keyLow, keyHigh, eighth, flags }: RegionWords): void {
    const end = part + parts;
    if (end > this.room) this.grow(Math.max(64, 2 ** Math.ceil(Math.log2(end))));
    this.flags.fill(flags, part, end);
    const address = (keyHigh * 2 ** 32 + keyLow) * PARTS_PER_REGION + eighth;
    for (const [i, { entryOf, parts: inEntry }] of this.wide.entries())
      for (let n = 0; n < parts; n++) {
        const name = `${i} ${space} ${Math.floor((address + n) / inEntry)}`;
        let entry = this.wideEntries.get(name);
        if (entry === undefined) {
          entry = this.wideEntries.size;
          this.wideEntries.set(name, entry);
          this.wideSeen.push(0);
        }
        entryOf[part + n] = entry;
      }
  }

  /** Whether a page is in one of the kernel's segments. */
  isKernel(page: number): boolean {
    return (this.flags[page >>> PAGES_PER_PART_BITS] & RegionFlag.kernel) !== 0;
  }

  /** Adds to `sum` what `n` touches come to. */
  addTo(sum: Footprint, touches: Int32Array, n: number): void {
    const serial = ++this.serial;
    const { entries } = sum;
    for (let i = 0; i < n; i++) {
      const page = touches[i] >>> 1;
      const part = page >>> PAGES_PER_PART_BITS;
      const flags = this.flags[part];
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
      for (let k = 0; k < 3; k++) {
        const entry = this.wide[k].entryOf[part];
        if (this.wideSeen[entry] === serial) continue;
        this.wideSeen[entry] = serial;
        entries[k + 1]++;
      }
    }
  }

  private grow(parts: number): void {
    this.room = parts;
    const pages = parts << PAGES_PER_PART_BITS;
    const flags = new Uint8Array(parts);
    flags.set(this.flags.subarray(0, parts));
    this.flags = flags;
    for (const each of this.wide) each.entryOf = grown(each.entryOf, parts);
    this.pageSeen = grown(this.pageSeen, pages);
    this.pairSeen = grown(this.pairSeen, pages >>> 1);
  }
}

/** The same numbers with room for more, zeroes behind. */
export function grown(from: Int32Array, length: number): Int32Array {
  const to = new Int32Array(length);
  to.set(from.subarray(0, length));
  return to;
}
