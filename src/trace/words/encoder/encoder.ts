import { UserError } from '../../../errors.ts';
import type { Architecture } from '../architecture.ts';
import { fitsDetail, packDetail } from '../detail.ts';
import {
  ENDS_IN_SPACE,
  GRANULE_BITS,
  Kind,
  MAX_REFERENCE_BYTES,
  PAGE_BITS,
  PAGES_PER_PART_BITS,
  PAGES_PER_REGION_BITS,
  PART_BITS,
  PART_BYTES,
  REGION_BYTES,
  type ReferenceKind,
  RUN_WORDS,
  runsPastEnd,
} from '../layout.ts';
import { changesContext, Marker, marker } from '../markers.ts';
import { noteWords, rangeOf } from '../operands.ts';
import { noTotals } from '../totals.ts';
import { type Batch, MAX_CPUS } from '../trace.ts';
import { RegionFlag } from '../vocabulary.ts';
import { markerWords, wideWords } from '../walk.ts';
import { type AccessBlock, bytesOf, instructionsOf, kindOf } from './access-block.ts';
import { BATCH_WORDS, BatchBuilder } from './batch-builder.ts';
import { NearRegions } from './near-regions.ts';
import { OpenRun } from './open-run.ts';
import { RegionCache } from './region-cache.ts';
import type { RegionLayout } from './region-numbers.ts';

/** Parts of regions that one access can touch at most. */
const MAX_PARTS = MAX_REFERENCE_BYTES / PART_BYTES + 1;
/** Words that one access can take at most: so many parts, each with a tally, a region and a wide marker. */
const AWKWARD_WORDS = 32 * MAX_PARTS;

/** The most that a tally can count. */
const MOST_COUNTED: number = rangeOf('count', 32)[1];

/** Upper half of the addresses of MIPS's 32-bit kernel segments, and where in kseg0 a synthetic kernel has its buffer cache: 128 MB up to its end. */
const KERNEL_HIGH = 0xffffffff;
const BUFFER_CACHE = 0x98000000;
const BUFFER_CACHE_FLAGS = RegionFlag.kernel | RegionFlag.unmapped | RegionFlag.bufferCache;
/** Pages of 4 KB it can have, and the physical page of the first. */
export const BUFFER_PAGES = 1 << 15;
export const FIRST_BUFFER_FRAME = (BUFFER_CACHE & 0x1fffffff) >>> PAGE_BITS;

/** What addresses are like, and how memory is divided. */
export interface EncoderOptions {
  /** How addresses are divided into segments. Default `flat`. */
  architecture?: Architecture;
  /** log2 of the granule's bytes, 0 to 4. Default 4. */
  granuleBits?: number;
  /** How many regions there may be, and how many of them in one piece; else as `RegionNumbers` divides the numbers. */
  layout?: RegionLayout;
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
  /** Sums of what was encoded so far. */
  readonly totals = noTotals();
  private readonly granuleBits: number;
  private readonly out = new BatchBuilder();
  private readonly regions: RegionCache;
  private readonly near: NearRegions;
  protected readonly run = new OpenRun();
  /** Word at which the present CPU's run began, or would have, had no other CPU run in between. */
  private runStart = 0;

  private cpuNumber = 0;
  private space = 1;
  private readonly taskOfCpu: string[] = [];
  private readonly tasks = new Map<string, { index: number; space: number }>();
  private hasBufferCache = false;

  constructor({ architecture = 'flat', granuleBits = GRANULE_BITS, layout }: EncoderOptions = {}) {
    this.granuleBits = granuleBits;
    this.near = new NearRegions(granuleBits);
    const introduce = (words: readonly number[]): void => {
      this.out.putAll(words);
      this.totals.regions++;
    };
    this.regions = new RegionCache(architecture, granuleBits, introduce, layout);
  }

  /** Whether a batch is ready to be taken. */
  get full(): boolean {
    return this.out.full;
  }

  /** The words so far, every CPU's run closed; the encoder starts a new batch. */
  take(): Batch {
    this.closeAllRuns();
    this.totals.words += this.out.count;
    const batch = this.out.take();
    this.runStart = 0;
    this.put(marker(Marker.cpu, this.cpuNumber));
    return batch;
  }

  /** Nobody looks any more at a batch that was taken: its memory may be used again. */
  giveBack(batch: Batch): void {
    this.out.giveBack(batch);
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
    this.run.change(this.cpuNumber, number);
    this.totals.cpus = Math.max(this.totals.cpus, number + 1);
    this.cpuNumber = number;
    this.space = this.tasks.get(this.taskOfCpu[number] ?? '')?.space ?? 1;
    this.runStart = this.out.count - this.run.references;
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
      this.out.putAll(markerWords('task', index, { idLow, idHigh, space: task.space }));
    }
    this.closeRun();
    this.space = task.space;
    this.put(marker(Marker.run, task.index));
    this.totals.events++;
  }

  /** So many instructions were executed, of which no fetch is told: only of a trace that says so in its header (`only`). */
  instructions(n: number): void {
    let rest = n;
    for (; this.run.instructions + rest > MOST_COUNTED; this.closeRun()) {
      const room = MOST_COUNTED - this.run.instructions;
      this.run.instructions += room;
      rest -= room;
    }
    this.run.instructions += rest;
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
    this.out.putAll(operands);
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
    if (this.regions.tell(high, low, flags)) this.near.forget();
  }

  /** Dense page of page `n` of the kernel's buffer cache, which stands in its unmapped segment. */
  bufferPage(n: number): number {
    if (!this.hasBufferCache)
      for (let page = 0; page < BUFFER_PAGES; page += 1 << PAGES_PER_REGION_BITS)
        this.segment(KERNEL_HIGH, BUFFER_CACHE + (page << PAGE_BITS), BUFFER_CACHE_FLAGS);
    this.hasBufferCache = true;
    return this.page(KERNEL_HIGH, BUFFER_CACHE + (n << PAGE_BITS));
  }

  /** Dense page of an address in a space, the present task's unless told; the kernel's addresses are in its own. */
  page(high: number, low: number, space: number = this.space): number {
    const part = this.regions.find(space, high, low);
    return (part << PAGES_PER_PART_BITS) | ((low & (PART_BYTES - 1)) >>> PAGE_BITS);
  }

  /**
   * One access: address `high:low` (unsigned 32-bit halves), 1 to 64 K bytes; `instructions` retired by it
   * (1 for a fetch of one instruction, n for a run of n, 0 for data). Throws on a length outside the limits, and past 2^64.
   */
  reference(kind: ReferenceKind, high: number, low: number, bytes: number, instructions: number): void {
    this.makeRoomInRun();
    if ((low & (PART_BYTES - 1)) + bytes <= PART_BYTES && bytes >= 1) this.encode(kind, high, low, bytes, instructions);
    else this.awkward(kind, high, low, bytes, instructions);
  }

  /** The accesses of a block in order, each as by `reference` but several times faster. */
  references(block: AccessBlock): void {
    this.encodeBlock(block, 0, Number.MAX_SAFE_INTEGER);
  }

  /** The same from the access `from` on, up to the one with which the batch is full; returns the index of the next. */
  referencesUntilFull(block: AccessBlock, from: number): number {
    return this.encodeBlock(block, from, BATCH_WORDS);
  }

  private encodeBlock(block: AccessBlock, from: number, mostWords: number): number {
    const { count, metas, highs, lows } = block;
    this.near.enter(this.space);
    let i = from;
    while (i < count) {
      this.out.reserve(count - i + AWKWARD_WORDS);
      this.makeRoomInRun();
      // One at least: a tally alone may have filled the batch.
      const room = Math.max(1, Math.min(RUN_WORDS + this.runStart, mostWords) - this.out.count);
      const runEnd = Math.min(count, i + room);
      i = this.near.encode(block, i, runEnd, this.out, this.run);
      if (i !== runEnd) {
        const meta = metas[i];
        const [high, low] = [highs[i] >>> 0, lows[i] >>> 0];
        this.reference(kindOf(meta), high, low, bytesOf(meta), instructionsOf(meta));
        const part = this.region(high, low);
        this.near.note(high, low, part, this.regions.isInOnePiece(part), this.regions.unmapped[part]);
        i++;
      }
      if (this.out.count >= mostWords) break;
    }
    return i;
  }

  /** An access over the edge of a part: in two or more, unless its region is in one piece and holds it. The run has room for it. */
  private awkward(kind: ReferenceKind, high: number, low: number, bytes: number, instructions: number): void {
    if (!(bytes >= 1 && bytes <= MAX_REFERENCE_BYTES))
      throw new UserError(`an access of ${bytes} bytes; expected 1 to ${MAX_REFERENCE_BYTES}`);
    if (runsPastEnd(high, low, bytes))
      throw new UserError(
        `an access of ${bytes} bytes at ffffffff${(low >>> 0).toString(16).padStart(8, '0')}; expected ${ENDS_IN_SPACE}`,
      );
    const unit = this.regions.isInOnePiece(this.region(high, low)) ? REGION_BYTES : PART_BYTES;
    const room = unit - (low & (unit - 1));
    if (bytes <= room) {
      this.encode(kind, high, low, bytes, instructions);
      return;
    }
    // Where the numbers come to their end, all of the access has its own before its first word.
    if (!this.regions.hasRoomFor(MAX_PARTS))
      for (let at = room; at < bytes; at += PART_BYTES) this.region(...further(high, low, at));
    this.encode(kind, high, low, room, instructions);
    this.put(marker(Marker.continued));
    this.uncount(kind);
    this.reference(kind, ...further(high, low, room), bytes - room, 0);
  }

  /** Writes an access that lies in one region, in a run that has room for it. */
  private encode(kind: ReferenceKind, high: number, low: number, bytes: number, instructions: number): void {
    const part = this.region(high, low);
    this.run.add(kind, instructions, this.regions.unmapped[part]);
    const bits = this.granuleBits;
    const granule = ((part << (PART_BITS - bits)) | ((low & (PART_BYTES - 1)) >>> bits)) >>> 0;
    const code = fitsDetail(bytes, instructions) ? this.near.codes[(((bytes << 2) | kind) << 4) | (low & 15)] : -1;
    if (code < 0) this.out.putAll(wideWords({ kind, granule, bytes, low, instructions }));
    else {
      this.out.reserve(1);
      this.out.put((granule << 4) | code, packDetail(low & 15, bytes, instructions));
    }
  }

  private makeRoomInRun(): void {
    if (this.out.count - this.runStart >= RUN_WORDS) this.closeRun();
  }

  /** The tallies count both parts of a split access; the totals count accesses. */
  private uncount(kind: ReferenceKind): void {
    this.totals.references--;
    if (kind === Kind.store) this.totals.stores--;
    else if (kind === Kind.load) this.totals.loads--;
    else this.totals.fetches--;
  }

  private put(word: number): void {
    this.out.reserve(1);
    this.out.put(word);
  }

  private region(high: number, low: number): number {
    return this.regions.find(this.space, high, low);
  }

  /** Closes every CPU's run with a tally: the totals are those of all that was encoded. */
  closeAllRuns(): void {
    const last = this.cpuNumber;
    this.closeRun();
    for (const number of this.run.waitingCpus) {
      this.cpu(number);
      this.closeRun();
    }
    this.cpu(last);
  }

  /** Writes the present CPU's tally, if there is anything in it. */
  protected closeRun(): void {
    if (!this.run.isEmpty) this.out.putAll(this.run.close(this.totals));
    this.runStart = this.out.count;
  }
}

/** The halves of the address `bytes` further on. */
function further(high: number, low: number, bytes: number): [high: number, low: number] {
  const next = (low + bytes) >>> 0;
  return [next < bytes ? (high + 1) >>> 0 : high, next];
}
