import { PARTS_PER_REGION, REGION_BITS } from '../../../trace/words/layout.ts';
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
  /** Entries of the TLB in a part of a region; less than 1 where an entry maps several. */
  private readonly perPart: number;
  /** log2 of the regions whose page table entries one TLB entry maps. */
  private readonly reach: number;
  /** Part -> entry of its page table. */
  private readonly tableOfPart: Int32Array;
  private readonly tables = new Map<string, number>();

  /** `entryBits`: log2 of the bytes a TLB entry maps. */
  constructor(pages: PageDictionary, entryBits: number) {
    const { parts } = pages;
    const perRegion = 2 ** (REGION_BITS - entryBits);
    this.perPart = perRegion / PARTS_PER_REGION;
    this.vector = parts * this.perPart - REGIONS * perRegion;
    this.entries = REGIONS * perRegion;
    this.reach = Math.max(0, entryBits - PTE_BITS + pages.pageBits - REGION_BITS);
    this.tableOfPart = new Int32Array(parts).fill(this.vector);
  }

  /**
   * Parts of an address space appear, by its number, or -1 for the kernel's, whose mapping is computed. `index`: their address divided
   * by 256 KB.
   */
  define(part: number, parts: number, space: number, index: number): void {
    if (space < 0) return;
    const key = `${space} ${Math.floor(index / 2 ** this.reach)}`;
    let table = this.tables.get(key);
    if (table === undefined) {
      // Beyond what the range holds, tables share entries.
      table = this.vector + 1 + (this.tables.size % (this.entries - 1));
      this.tables.set(key, table);
    }
    this.tableOfPart.fill(table, part, part + parts);
  }

  /** The entry of the page table in which the handler finds this one; the vector's own where it needs none. */
  tableOf(entry: number): number {
    return this.tableOfPart[Math.floor(entry / this.perPart)];
  }
}
