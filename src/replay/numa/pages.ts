import { GRANULE_NUMBER_BITS, REGION_BITS, RegionFlag } from '../../trace/record.ts';
import { NodeMemory } from './node-memory.ts';

/** Pages in the trace's own dictionary (its markers' operands) are of 4 KB, whatever the machine's. */
export const TRACE_PAGE_BITS = 12;

/** The array, or a longer copy of it in which the index exists. */
const grow = (array: Int32Array, index: number): Int32Array => {
  if (index < array.length) return array;
  const grown = new Int32Array(Math.max(array.length * 2, index + 1)).fill(-1);
  grown.set(array);
  return grown;
};

/**
 * What is known of the dense pages: their real virtual address (for the index of virtually indexed arrays), whether their
 * segment bypasses the TLB natively, and the *frame* (machine page) each node's CPUs use for them.
 *
 * Between the two stands the physical page, what the guest believes: pages the recording saw on one physical page share it, as
 * do the unmapped segments, whose addresses are physical. All nodes use one frame of a physical page, unless it has replicas.
 */
export class Pages {
  readonly pageBits: number;
  readonly memory: NodeMemory;
  /** Region -> low 32 bits of its address divided by 256 KB. */
  readonly regionIndex: Int32Array;
  /** Node -> page -> frame; means nothing before the page is placed. */
  readonly tables: readonly Int32Array[];
  /** A recording with gaps began when its pages were long in use: what looks like a page's first touch is none. */
  inUseBefore = false;
  /** Page -> physical page, -1 before the first touch. */
  private readonly physical: Int32Array;
  /** Physical page -> its first page, and page -> the next of the same physical page: the backmap. */
  private firstPage: Int32Array = new Int32Array(1024).fill(-1);
  private readonly nextPage: Int32Array;
  /** Frame -> physical page. */
  private physicalOfFrame: Int32Array = new Int32Array(1024).fill(-1);
  private physicalPages = 0;
  /** Physical pages with more than one frame, in the order in which they got their first replica. */
  private readonly replicated = new Set<number>();
  private readonly granuleBits: number;
  /** Unmapped region -> its first recorded physical page. */
  private readonly recordedBase = new Map<number, number>();
  /** Recorded physical page -> ours. */
  private readonly ours = new Map<number, number>();
  /** Our physical pages that the recording has named. */
  private readonly named = new Set<number>();
  /** Physical page that no page is mapped to -> node -> its frame. The guest has it still, and may map it again. */
  private readonly unmappedFrames = new Map<number, number[]>();

  /** `pageBits`: log2 of the machine's page in bytes. */
  constructor(
    granuleBits: number,
    pageBits: number,
    memory: NodeMemory = new NodeMemory(1, { placement: 'firstTouch', pagesPerNode: null, homes: [] }),
  ) {
    const addressBits = GRANULE_NUMBER_BITS + granuleBits;
    const pages = 2 ** (addressBits - pageBits);
    this.granuleBits = granuleBits;
    this.pageBits = pageBits;
    this.memory = memory;
    this.regionIndex = new Int32Array(2 ** (addressBits - REGION_BITS));
    this.tables = Array.from({ length: memory.nodes }, () => new Int32Array(pages));
    this.physical = new Int32Array(pages).fill(-1);
    this.nextPage = new Int32Array(pages);
  }

  /** A region appears: `low` and `high` are the halves of its address divided by 256 KB. */
  define(region: number, low: number, high: number, flags: number): void {
    this.regionIndex[region] = low;
    if (!(flags & RegionFlag.unmapped)) return;
    // xkphys: its low 32 bits are physical enough to tell pages apart. kseg0, kseg1: the low 29 bits are the physical address.
    const xkphys = high >>> (62 - REGION_BITS - 32) === 2;
    const index = xkphys ? low & 0x3fff : low & 0x7ff;
    this.recordedBase.set(region, index << (REGION_BITS - this.pageBits));
  }

  isUnmapped(page: number): boolean {
    return this.recordedBase.has(page >>> (REGION_BITS - this.pageBits));
  }

  /** Virtual address of a page, its low 50 bits. */
  addressOf(page: number): number {
    const inRegion = REGION_BITS - this.pageBits;
    const index = this.regionIndex[page >>> inRegion] >>> 0;
    return (index * 2 ** inRegion + (page & (2 ** inRegion - 1))) * 2 ** this.pageBits;
  }

  isPlaced(page: number): boolean {
    return this.physical[page] >= 0;
  }

  /** Number of the line (of 2^bits granules) in its address space, low 32 bits: what virtual indexing sees of a dense line. */
  realLine(line: number, bits: number): number {
    const inRegion = REGION_BITS - this.granuleBits - bits;
    return (this.regionIndex[line >>> inRegion] << inRegion) | (line & ((1 << inRegion) - 1));
  }

  /** First touch of a page, by a CPU of this node: gives it a physical page, and that a frame if it is new. */
  place(page: number, node = 0): void {
    const inRegion = REGION_BITS - this.pageBits;
    const base = this.recordedBase.get(page >>> inRegion);
    if (base !== undefined) this.bind(page, base | (page & ((1 << inRegion) - 1)), node);
    else this.attach(page, this.newPhysical(), node);
  }

  /** The recording names the physical page behind a page. Whether a page that was placed before now has another frame. */
  bind(page: number, recorded: number, node = 0): boolean {
    const before = this.physical[page];
    let physical = this.ours.get(recorded);
    if (physical === undefined) {
      physical = before >= 0 && !this.named.has(before) ? before : this.newPhysical();
      this.ours.set(recorded, physical);
      this.named.add(physical);
    }
    if (before === physical) return false;
    if (before >= 0) this.detach(page, before);
    this.attach(page, physical, node);
    return before >= 0;
  }

  /** A page that is mapped to what this frame holds. */
  pageOf(frame: number): number {
    return this.firstPage[this.physicalOfFrame[frame]];
  }

  physicalOf(page: number): number {
    return this.physical[page];
  }

  /** All pages that are mapped to what this frame holds: memmap's backmap. */
  *pagesOf(frame: number): Generator<number> {
    for (let page = this.pageOf(frame); page >= 0; page = this.nextPage[page]) yield page;
  }

  /** From now on CPUs of this node use `frame` for this page, under all its names. */
  remap(page: number, frame: number, node: number): void {
    const physical = this.physical[page];
    this.hold(frame, physical);
    for (let name = this.firstPage[physical]; name >= 0; name = this.nextPage[name]) this.tables[node][name] = frame;
  }

  /** The frames that hold this page, the replicas among them. */
  copiesOf(page: number): number[] {
    return [...new Set(this.framesOf(page))];
  }

  isReplicated(page: number): boolean {
    return this.replicated.has(this.physical[page]);
  }

  setReplicated(page: number, replicated: boolean): void {
    if (replicated) this.replicated.add(this.physical[page]);
    else this.replicated.delete(this.physical[page]);
  }

  /** The longest-standing replica on a node, and another copy of its page; undefined when the node has none to give up. */
  replicaOn(node: number): { page: number; frame: number; instead: number } | undefined {
    for (const physical of this.replicated) {
      const page = this.firstPage[physical];
      if (page < 0) continue;
      const copies = this.copiesOf(page);
      const frame = copies.find((copy) => this.memory.nodeOf(copy) === node);
      const instead = copies.find((copy) => copy !== frame);
      if (frame !== undefined && instead !== undefined) return { page, frame, instead };
    }
    return undefined;
  }

  private newPhysical(): number {
    const physical = this.physicalPages++;
    this.firstPage = grow(this.firstPage, physical);
    return physical;
  }

  private hold(frame: number, physical: number): void {
    this.physicalOfFrame = grow(this.physicalOfFrame, frame);
    this.physicalOfFrame[frame] = physical;
  }

  /** Maps a page to a physical page, which gets a frame with its first one. */
  private attach(page: number, physical: number, node: number): void {
    const other = this.firstPage[physical];
    const frames = other >= 0 ? this.framesOf(other) : this.unmappedFrames.get(physical);
    if (frames !== undefined)
      this.tables.forEach((table, n) => {
        table[page] = frames[n];
      });
    else {
      const frame = this.memory.allocate(this.memory.home(node, this.addressOf(page)));
      this.hold(frame, physical);
      for (const table of this.tables) table[page] = frame;
    }
    this.unmappedFrames.delete(physical);
    this.physical[page] = physical;
    this.nextPage[page] = other;
    this.firstPage[physical] = page;
  }

  private detach(page: number, physical: number): void {
    let at = this.firstPage[physical];
    if (at === page) this.firstPage[physical] = this.nextPage[page];
    else {
      while (this.nextPage[at] !== page) at = this.nextPage[at];
      this.nextPage[at] = this.nextPage[page];
    }
    if (this.firstPage[physical] < 0) this.unmappedFrames.set(physical, this.framesOf(page));
  }

  /** Node -> frame of a page. */
  private framesOf(page: number): number[] {
    return this.tables.map((table) => table[page]);
  }
}
