import { GRANULE_NUMBER_BITS, MONITOR_REGIONS, REGION_BITS, RegionFlag } from '../../trace/record.ts';
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

/** Number of a physical page of a machine among those of all machines. */
export const ofMachine = (physical: number, vm: number): number => physical + vm * 2 ** 40;

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
  /** Region -> 1 where it is the kernel's. */
  private readonly kernelRegion: Uint8Array;
  /** The highest regions are the monitor's. */
  readonly firstMonitorPage: number;
  /** Unmapped region -> its first recorded physical page. */
  private readonly recordedBase = new Map<number, number>();
  /** Recorded physical page -> ours. */
  private readonly ours = new Map<number, number>();
  /** Our physical pages that the recording has named. */
  private readonly isRecorded = new Set<number>();
  /** Page -> recorded physical page. */
  private readonly named = new Map<number, number>();
  /** Physical pages on the guest's free list. */
  private readonly freed: number[] = [];
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
    this.kernelRegion = new Uint8Array(this.regionIndex.length);
    this.firstMonitorPage = (this.regionIndex.length - MONITOR_REGIONS) << (REGION_BITS - pageBits);
    this.tables = Array.from({ length: memory.nodes }, () => new Int32Array(pages));
    this.physical = new Int32Array(pages).fill(-1);
    this.nextPage = new Int32Array(pages);
  }

  /** A region appears: `low` and `high` are the halves of its address divided by 256 KB; a kernel's belong to a machine. */
  define(region: number, low: number, high: number, flags: number, vm = 0): void {
    this.regionIndex[region] = low;
    if (flags & RegionFlag.kernel) this.kernelRegion[region] = 1;
    if (!(flags & RegionFlag.unmapped)) return;
    // xkphys: its low 32 bits are physical enough to tell pages apart. kseg0, kseg1: the low 29 bits are the physical address.
    const xkphys = high >>> (62 - REGION_BITS - 32) === 2;
    const index = xkphys ? low & 0x3fff : low & 0x7ff;
    this.recordedBase.set(region, ofMachine(index << (REGION_BITS - this.pageBits), vm));
  }

  isUnmapped(page: number): boolean {
    return this.recordedBase.has(page >>> (REGION_BITS - this.pageBits));
  }

  /** Whether the page belongs to the kernel, which was there before the recording began. */
  isKernel(page: number): boolean {
    return this.kernelRegion[page >>> (REGION_BITS - this.pageBits)] === 1;
  }

  /** Whether the page is the monitor's own. */
  isMonitor(page: number): boolean {
    return page >= this.firstMonitorPage;
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

  /**
   * First touch of a page, by a CPU of this node: gives it a physical page, one the guest has freed if there is one, and that a frame
   * if it has none. Whether a frame was taken.
   */
  place(page: number, node = 0): boolean {
    const inRegion = REGION_BITS - this.pageBits;
    const base = this.recordedBase.get(page >>> inRegion);
    const recorded = this.named.get(page) ?? (base === undefined ? undefined : base + (page & ((1 << inRegion) - 1)));
    if (recorded !== undefined) return this.attach(page, this.physicalNamed(recorded, -1), node);
    return this.attach(page, this.freed.pop() ?? this.newPhysical(), node);
  }

  /**
   * The guest puts a placed page on its free list, and uses the physical page again before it takes a fresh one, unless the recording
   * says which it uses. False where another page still maps it.
   */
  free(page: number): boolean {
    const physical = this.physical[page];
    this.detach(page, physical);
    this.physical[page] = -1;
    this.named.delete(page);
    if (this.firstPage[physical] >= 0) return false;
    if (!this.isRecorded.has(physical)) this.freed.push(physical);
    return true;
  }

  /** The monitor takes the machine pages of a freed physical page back: these. */
  reclaim(physical: number): number[] {
    const frames = [...new Set(this.unmappedFrames.get(physical))];
    for (const frame of frames) this.memory.release(frame);
    this.unmappedFrames.delete(physical);
    return frames;
  }

  /** Places a page of the monitor's own: on one node, or a copy on each. */
  placeForMonitor(page: number, node: number | 'each'): void {
    const physical = this.newPhysical();
    const frame = node === 'each' ? 0 : this.memory.allocateForMonitor(node);
    this.tables.forEach((table, n) => {
      table[page] = node === 'each' ? this.memory.allocateForMonitor(n) : frame;
      this.hold(table[page], physical);
    });
    this.physical[page] = physical;
    this.nextPage[page] = -1;
    this.firstPage[physical] = page;
  }

  /** The recording names the physical page behind a page, now or from its first touch on. Whether a page that was placed now has another frame. */
  bind(page: number, recorded: number, node = 0): boolean {
    const before = this.physical[page];
    this.named.set(page, recorded);
    if (before < 0) return false;
    const physical = this.physicalNamed(recorded, before);
    if (before === physical) return false;
    this.detach(page, before);
    this.attach(page, physical, node);
    return true;
  }

  /** Our number of a recorded physical page: one that has none yet takes over `present`, unless that has a name already or is none. */
  private physicalNamed(recorded: number, present: number): number {
    let physical = this.ours.get(recorded);
    if (physical === undefined) {
      physical = present >= 0 && !this.isRecorded.has(present) ? present : this.newPhysical();
      this.ours.set(recorded, physical);
      this.isRecorded.add(physical);
    }
    return physical;
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

  /** Maps a page to a physical page, which gets a frame with its first one; whether it did now. */
  private attach(page: number, physical: number, node: number): boolean {
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
    return frames === undefined;
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
