import { REGION_BITS } from '../../../trace/words/layout.ts';
import type { PageDictionary } from '../../numa/memory/page-dictionary.ts';

/** Bytes of a page table entry. */
const PTE_BITS = 2;
/** The last regions of the monitor's range stand for pages of the guest that no trace shows. */
const REGIONS = 4;

/**
 * TLB entries of the guest's refill handler: of its vector, and of the page table it loads from. Both are in the mapped segment
 * under Disco, so that the handler may miss the TLB itself; natively they are unmapped or wired (assumed).
 */
export class GuestTables {
  /** The entry that maps the vector's code. */
  readonly vector: number;
  private readonly entries: number;
  private readonly perRegion: number;
  /** log2 of the regions whose page table entries one TLB entry maps. */
  private readonly reach: number;
  /** Region -> entry of its page table. */
  private readonly tableOfRegion: Int32Array;
  private readonly tables = new Map<string, number>();

  /** `entryBits`: log2 of the bytes a TLB entry maps. */
  constructor(pages: PageDictionary, entryBits: number) {
    const regions = pages.regionIndex.length;
    this.perRegion = 2 ** (REGION_BITS - entryBits);
    this.vector = (regions - REGIONS) * this.perRegion;
    this.entries = REGIONS * this.perRegion;
    this.reach = Math.max(0, entryBits - PTE_BITS + pages.pageBits - REGION_BITS);
    this.tableOfRegion = new Int32Array(regions).fill(this.vector);
  }

  /** A region of an address space appears, by its number, or -1 for the kernel's, whose mapping is computed. */
  define(region: number, space: number, index: number): void {
    if (space < 0) return;
    const key = `${space} ${Math.floor(index / 2 ** this.reach)}`;
    let table = this.tables.get(key);
    if (table === undefined) {
      // Beyond what the range holds, tables share entries.
      table = this.vector + 1 + (this.tables.size % (this.entries - 1));
      this.tables.set(key, table);
    }
    this.tableOfRegion[region] = table;
  }

  /** The entry of the page table in which the handler finds this one; the vector's own where it needs none. */
  tableOf(entry: number): number {
    return this.tableOfRegion[Math.floor(entry / this.perRegion)];
  }
}
