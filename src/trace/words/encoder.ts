import { UserError } from '../../errors.ts';
import { type AccessBlock, CODED_BYTES, wordCodes } from './access-block.ts';
import type { Architecture } from './architecture.ts';
import { fitsDetail, packDetail } from './detail.ts';
import {
  GRANULE_BITS,
  Kind,
  MAX_REFERENCE_BYTES,
  PAGE_BITS,
  PAGES_PER_REGION_BITS,
  REGION_BITS,
  REGION_BYTES,
  type ReferenceKind,
  RUN_WORDS,
} from './layout.ts';
import { changesContext, Marker, marker } from './markers.ts';
import { noteWords } from './operands.ts';
import { RegionNumbers } from './regions.ts';
import { noTotals } from './totals.ts';
import { type Batch, MAX_CPUS } from './trace.ts';
import { RegionFlag } from './vocabulary.ts';
import { markerWords, wideWords } from './walk.ts';

/** Words of a batch: 1 MB, large enough for zstd, small enough to overlap decoding with replay. */
export const BATCH_WORDS = 1 << 18;
/** No single call of the encoder writes more words than this, but for tallies of all CPUs and notes. */
const SLACK = 4096;

/** Words that one access can take at most: two parts, each with a tally, a region and a wide marker. */
const AWKWARD_WORDS = 64;

const CACHE_SLOTS = 1024;
/** Upper half of the addresses of MIPS's 32-bit kernel segments, and where in kseg0 a synthetic kernel has its buffer cache: 128 MB up to its end. */
const KERNEL_HIGH = 0xffffffff;
const BUFFER_CACHE = 0x98000000;
const BUFFER_CACHE_FLAGS = RegionFlag.kernel | RegionFlag.unmapped | RegionFlag.bufferCache;
/** Pages of 4 KB it can have, and the physical page of the first. */
export const BUFFER_PAGES = 1 << 15;
export const FIRST_BUFFER_FRAME = (BUFFER_CACHE & 0x1fffffff) >>> PAGE_BITS;

export interface EncoderOptions {
  architecture?: Architecture;
  granuleBits?: number;
}

/**
 * Turns accesses and events into words. Readers call it record by record, in global order, and take the full batches:
 *
 *     encoder.reference(Kind.load, high, low, bytes, 0);
 *     if (encoder.full) yield encoder.take();
 *     ...
 *     yield encoder.finish();
 *
 * It numbers regions and tasks, splits accesses at region edges and keeps each CPU's tally.
 */
export class TraceEncoder {
  readonly totals = noTotals();
  private readonly granuleBits: number;
  private readonly codes: Int8Array;

  private words = new Uint32Array(BATCH_WORDS + SLACK);
  private details = new Uint16Array(BATCH_WORDS + SLACK);
  private n = 0;

  private cpuNumber = 0;
  private space = 1;
  private readonly taskOfCpu: string[] = [];
  private readonly tasks = new Map<string, { index: number; space: number }>();

  /** Direct-mapped cache of (space, address >> 18) -> region, before the map. */
  private readonly cacheLow = new Uint32Array(CACHE_SLOTS);
  private readonly cacheHigh = new Uint32Array(CACHE_SLOTS);
  private readonly cacheSpace = new Int32Array(CACHE_SLOTS).fill(-1);
  private readonly cacheRegion = new Int32Array(CACHE_SLOTS);
  private readonly regions: RegionNumbers;
  private hasBufferCache = false;
  /** `regions.unmapped`, where the hot loops look. */
  private regionUnmapped: Uint8Array;

  /**
   * The same for blocks, of one space at a time: (address >> 18) -> its region, where a word has it. Holds regions below
   * 2^50 that use the TLB, so that neither the space, the upper bits nor a flag needs a look.
   */
  private readonly nearKey = new Int32Array(CACHE_SLOTS);
  private readonly nearBase = new Int32Array(CACHE_SLOTS);
  private nearSpace = -1;

  // This run's sums, of the present CPU; the other CPUs' wait in `pending`.
  private instructions = 0;
  private fetches = 0;
  private loads = 0;
  private stores = 0;
  private unmapped = 0;
  private runStart = 0;
  private readonly pending = new Map<number, [number, number, number, number, number]>();

  constructor({ architecture = 'flat', granuleBits = GRANULE_BITS }: EncoderOptions = {}) {
    this.granuleBits = granuleBits;
    this.codes = wordCodes(granuleBits);
    this.regions = new RegionNumbers(architecture, granuleBits);
    this.regionUnmapped = this.regions.unmapped;
  }

  /** Whether a batch is ready to be taken. */
  get full(): boolean {
    return this.n >= BATCH_WORDS;
  }

  /** The words so far, every CPU's run closed; the encoder starts a new batch. */
  take(): Batch {
    this.closeAllRuns();
    const batch = { words: this.words.subarray(0, this.n), details: this.details.subarray(0, this.n) };
    this.totals.words += this.n;
    this.words = new Uint32Array(BATCH_WORDS + SLACK);
    this.details = new Uint16Array(BATCH_WORDS + SLACK);
    this.n = 0;
    this.runStart = 0;
    this.put(marker(Marker.cpu, this.cpuNumber));
    return batch;
  }

  /** The last batch; may hold no reference. */
  finish(): Batch {
    return this.take();
  }

  /** From here on, references and events are those of this CPU (0 to 127). */
  cpu(number: number): void {
    if (number === this.cpuNumber) return;
    if (number >= MAX_CPUS)
      throw new UserError(`CPU ${number} is above the limit of ${MAX_CPUS} CPUs (0 to ${MAX_CPUS - 1})`);
    this.setAside();
    this.totals.cpus = Math.max(this.totals.cpus, number + 1);
    this.cpuNumber = number;
    const p = this.pending.get(number);
    if (p !== undefined) {
      [this.instructions, this.fetches, this.loads, this.stores, this.unmapped] = p;
      this.pending.delete(number);
    }
    this.space = this.tasks.get(this.taskOfCpu[number] ?? '')?.space ?? 1;
    this.runStart = this.n - this.fetches - this.loads - this.stores;
    this.put(marker(Marker.cpu, number));
  }

  /**
   * From here on this CPU runs the task with this id (any text; hexadecimal ids are kept as numbers in the trace)
   * in address space `space` (1 and up), which is fixed when the task first appears.
   */
  task(id: string, space?: number | undefined): void {
    if (this.taskOfCpu[this.cpuNumber] === id) return;
    this.taskOfCpu[this.cpuNumber] = id;
    let task = this.tasks.get(id);
    if (task === undefined) {
      const index = this.tasks.size;
      task = { index, space: space ?? index + 1 };
      this.tasks.set(id, task);
      this.totals.tasks++;
      const number = BigInt.asUintN(64, /^[0-9a-f]{1,16}$/i.test(id) ? BigInt(`0x${id}`) : BigInt(index));
      const [idLow, idHigh] = [Number(number & 0xffffffffn), Number(number >> 32n)];
      this.putAll(markerWords('task', index, { idLow, idHigh, space: task.space }));
    }
    this.closeRun();
    this.space = task.space;
    this.put(marker(Marker.run, task.index));
    this.totals.events++;
  }

  /** An event; those that change what later references are charged to close the run first. */
  event(type: Marker, a = 0, ...operands: number[]): void {
    if (changesContext(type)) this.closeRun();
    if (type === Marker.window) {
      this.closeAllRuns();
      this.totals.windows++;
    }
    this.totals.events++;
    this.put(marker(type, a));
    for (const operand of operands) this.put(operand);
  }

  /** A remark of at most 4 KB, kept in the trace. */
  note(text: string): void {
    const words = noteWords(text);
    this.event(Marker.note, words.length, ...words);
  }

  /**
   * The region of this address has these flags (`RegionFlag`), whatever the architecture says of it; to be told before the region is
   * first used. Of the kernel, it is the same region for every task.
   */
  segment(high: number, low: number, flags: number): void {
    if (!this.regions.tell(high, low, flags)) return;
    this.cacheSpace.fill(-1);
    this.nearSpace = -1;
  }

  /** Dense page of page `n` of the kernel's buffer cache, which stands in its unmapped segment. */
  bufferPage(n: number): number {
    if (!this.hasBufferCache)
      for (let page = 0; page < BUFFER_PAGES; page += 1 << PAGES_PER_REGION_BITS)
        this.segment(KERNEL_HIGH, BUFFER_CACHE + (page << PAGE_BITS), BUFFER_CACHE_FLAGS);
    this.hasBufferCache = true;
    return this.page(KERNEL_HIGH, BUFFER_CACHE + (n << PAGE_BITS));
  }

  /** Dense page of an address in the present task's space. */
  page(high: number, low: number): number {
    return (this.region(high, low) << PAGES_PER_REGION_BITS) | ((low & (REGION_BYTES - 1)) >>> PAGE_BITS);
  }

  /**
   * One access: address `high:low` (unsigned 32-bit halves), 1 to 64 K bytes; `instructions` retired by it
   * (1 for a fetch of one instruction, n for a run of n, 0 for data). Throws on a length outside the limits.
   */
  reference(kind: ReferenceKind, high: number, low: number, bytes: number, instructions: number): void {
    const offset = low & (REGION_BYTES - 1);
    if (offset + bytes > REGION_BYTES || bytes > CODED_BYTES || bytes < 1) {
      this.awkward(kind, high, low, bytes, instructions);
      return;
    }
    if (this.n - this.runStart >= RUN_WORDS) this.closeRun();
    const region = this.region(high, low);
    const bits = this.granuleBits;
    const g = ((region << (REGION_BITS - bits)) | (offset >>> bits)) >>> 0;
    const code = this.codes[(((bytes << 2) | kind) << 4) | (low & 15)];
    if (kind === Kind.store) this.stores++;
    else if (kind === Kind.load) this.loads++;
    else {
      this.fetches++;
      this.instructions += instructions;
    }
    this.unmapped += this.regionUnmapped[region];
    if (code < 0 || instructions > 63) this.wide(kind, g, low, bytes, instructions);
    else {
      this.words[this.n] = (g << 4) | code;
      this.details[this.n++] = packDetail(low & 15, bytes, instructions);
    }
  }

  /** The accesses of a block in order, each as by `reference` but several times faster; a fetch is one instruction. */
  references(block: AccessBlock): void {
    const { count, metas, highs, lows } = block;
    if (this.nearSpace !== this.space) this.forgetNear();
    for (let i = 0; i < count; ) {
      while (this.n + (count - i) + AWKWARD_WORDS > this.words.length) this.grow();
      if (this.n - this.runStart >= RUN_WORDS) this.closeRun();
      const runEnd = Math.min(count, i + RUN_WORDS - (this.n - this.runStart));
      i = this.plainReferences(block, i, runEnd);
      if (i === runEnd) continue;
      const kind = (metas[i] & 3) as ReferenceKind;
      this.reference(kind, highs[i] >>> 0, lows[i] >>> 0, metas[i] >>> 2, kind === Kind.fetch ? 1 : 0);
      this.noteNear(highs[i], lows[i]);
      i++;
    }
  }

  private forgetNear(): void {
    this.nearKey.fill(0);
    this.nearKey[0] = 1; // which belongs elsewhere: like 0 in the others, it is no key of its slot
    this.nearSpace = this.space;
  }

  /** The region of an access just encoded, for those that follow. */
  private noteNear(high: number, low: number): void {
    const region = this.region(high >>> 0, low >>> 0);
    if (high >>> REGION_BITS !== 0 || this.regionUnmapped[region] !== 0) return;
    const key = (high << (32 - REGION_BITS)) | (low >>> REGION_BITS);
    this.nearKey[key & (CACHE_SLOTS - 1)] = key;
    this.nearBase[key & (CACHE_SLOTS - 1)] = region << (REGION_BITS - this.granuleBits + 4);
  }

  /** Encodes accesses from `from` on, up to the first that is not one word in a near region; returns its index. */
  private plainReferences({ metas, highs, lows }: AccessBlock, from: number, to: number): number {
    const { words, details, codes, nearKey, nearBase } = this;
    const bits = this.granuleBits;
    let n = this.n;
    let data = 0; // loads and stores, and above bit 16 the stores among them
    let i = from;
    for (; i < to; i++) {
      const meta = metas[i];
      const high = highs[i];
      const low = lows[i];
      if (meta >>> 2 > CODED_BYTES) break;
      const code = codes[(meta << 4) | (low & 15)];
      const offset = low & (REGION_BYTES - 1);
      const key = (high << (32 - REGION_BITS)) | (low >>> REGION_BITS);
      const slot = key & (CACHE_SLOTS - 1);
      // Negative: no code, or the access crosses the region's end.
      const fits = code | (REGION_BYTES - offset - (meta >>> 2));
      if (((nearKey[slot] ^ key) | (high >>> REGION_BITS) | (fits >> 31)) !== 0) break;
      words[n] = nearBase[slot] | ((offset >>> bits) << 4) | code;
      details[n++] = packDetail(low & 15, meta >>> 2, (meta & 1) ^ 1);
      data += (meta & 1) + ((meta & 2) << 15);
    }
    const stores = data >>> 16;
    const fetches = i - from - (data & 0xffff);
    this.n = n;
    this.fetches += fetches;
    this.instructions += fetches;
    this.loads += (data & 0xffff) - stores;
    this.stores += stores;
    return i;
  }

  private awkward(kind: ReferenceKind, high: number, low: number, bytes: number, instructions: number): void {
    if (!(bytes >= 1 && bytes <= MAX_REFERENCE_BYTES))
      throw new UserError(`an access of ${bytes} bytes; expected 1 to ${MAX_REFERENCE_BYTES}`);
    const room = REGION_BYTES - (low & (REGION_BYTES - 1));
    if (bytes > room) {
      this.awkward(kind, high, low, room, instructions);
      this.put(marker(Marker.continued));
      this.uncount(kind);
      const next = (low + room) >>> 0;
      this.awkward(kind, next === 0 ? (high + 1) >>> 0 : high, next, bytes - room, 0);
    } else if (fitsDetail(bytes, instructions)) this.reference(kind, high, low, bytes, instructions);
    else {
      if (this.n - this.runStart >= RUN_WORDS) this.closeRun();
      const region = this.region(high, low);
      if (kind === Kind.store) this.stores++;
      else if (kind === Kind.load) this.loads++;
      else {
        this.fetches++;
        this.instructions += instructions;
      }
      this.unmapped += this.regionUnmapped[region];
      const g =
        ((region << (REGION_BITS - this.granuleBits)) | ((low & (REGION_BYTES - 1)) >>> this.granuleBits)) >>> 0;
      this.wide(kind, g, low, bytes, instructions);
    }
  }

  /** The tallies count both parts of a split access; the totals count accesses. */
  private uncount(kind: ReferenceKind): void {
    this.totals.references--;
    if (kind === Kind.store) this.totals.stores--;
    else if (kind === Kind.load) this.totals.loads--;
    else this.totals.fetches--;
  }

  private wide(kind: ReferenceKind, g: number, low: number, bytes: number, instructions: number): void {
    this.putAll(wideWords({ kind, granule: g, bytes, low, instructions }));
  }

  private putAll(words: readonly number[]): void {
    for (const word of words) this.put(word);
  }

  private put(word: number): void {
    if (this.n >= this.words.length) this.grow();
    this.words[this.n++] = word;
  }

  private grow(): void {
    const words = new Uint32Array(this.words.length * 2);
    words.set(this.words);
    const details = new Uint16Array(words.length);
    details.set(this.details);
    this.words = words;
    this.details = details;
  }

  private region(high: number, low: number): number {
    const top = low >>> REGION_BITS;
    const slot = (top ^ (high << 3) ^ (this.space << 5)) & (CACHE_SLOTS - 1);
    const key = ((high << (32 - REGION_BITS)) | top) >>> 0;
    if (this.cacheLow[slot] === key && this.cacheHigh[slot] === high >>> 0 && this.cacheSpace[slot] === this.space)
      return this.cacheRegion[slot];
    return this.regionSlow(high >>> 0, low, key, slot);
  }

  private regionSlow(high: number, low: number, key: number, slot: number): number {
    let isNew = false;
    const region = this.regions.numberOf(this.space, high, low, (words) => {
      isNew = true;
      this.putAll(words);
    });
    if (isNew) {
      this.totals.regions++;
      this.regionUnmapped = this.regions.unmapped;
    }
    this.cacheLow[slot] = key;
    this.cacheHigh[slot] = high;
    this.cacheSpace[slot] = this.space;
    this.cacheRegion[slot] = region;
    return region;
  }

  private setAside(): void {
    if (this.fetches + this.loads + this.stores + this.instructions === 0) return;
    this.pending.set(this.cpuNumber, [this.instructions, this.fetches, this.loads, this.stores, this.unmapped]);
    this.instructions = this.fetches = this.loads = this.stores = this.unmapped = 0;
  }

  private closeAllRuns(): void {
    const last = this.cpuNumber;
    this.closeRun();
    for (const number of [...this.pending.keys()].sort((a, b) => a - b)) {
      this.cpu(number);
      this.closeRun();
    }
    this.cpu(last);
  }

  /** Writes the present CPU's tally, if there is anything in it. */
  private closeRun(): void {
    if (this.fetches + this.loads + this.stores + this.instructions > 0) {
      this.put(marker(Marker.tally));
      this.put(this.instructions);
      this.put(this.fetches);
      this.put(this.loads);
      this.put(this.stores);
      this.put(this.unmapped);
      const t = this.totals;
      t.references += this.fetches + this.loads + this.stores;
      t.instructions += this.instructions;
      t.fetches += this.fetches;
      t.loads += this.loads;
      t.stores += this.stores;
      this.instructions = this.fetches = this.loads = this.stores = this.unmapped = 0;
    }
    this.runStart = this.n;
  }
}
