import { UserError } from '../errors.ts';
import { detailInstructions } from '../trace/words/detail.ts';
import { Kind, PART_BITS, partsOf } from '../trace/words/layout.ts';
import { Marker, markerLength, markerOperand, markerType } from '../trace/words/markers.ts';
import type { Stage } from '../trace/words/stage.ts';
import { type Batch, MAX_CPUS, type Trace } from '../trace/words/trace.ts';
import { RegionFlag } from '../trace/words/vocabulary.ts';
import { At, isRegion, markerWords, nextMarker, regionAt, type Tally, wideAt } from '../trace/words/walk.ts';
import { lengthOf, type Warmup } from '../trace/words/warmup.ts';

const MODES = 2;
const NO_DETAILS = new Uint16Array(0);
const NOTHING: Tally = { instructions: 0, fetches: 0, loads: 0, stores: 0, unmapped: 0 };

/** Puts a marker before the word with this index. */
type Insert = (at: number, marker: readonly number[]) => void;

/** The trace with the end of the warm-up marked in each window. A warm-up in instructions needs the trace's details. */
export function marked(trace: Trace, warmup: Warmup): Trace {
  if (trace.header.marked === true || lengthOf(warmup).count === 0) return trace;
  const { header, notes, cpus } = trace;
  return {
    header: { ...header, warmup, marked: true },
    ...(cpus === undefined ? {} : { cpus }),
    notes,
    async *batches(_details, reuse) {
      const ends = new WarmupEnds(warmup, header.granuleBits);
      for await (const batch of trace.batches(lengthOf(warmup).of === 'instructions', reuse)) yield* ends.push(batch);
    },
  };
}

/**
 * Finds in each window where the warm-up ends, to the instruction or the reference, in the trace's order, and puts `Marker.measure` there:
 * on the CPU that is at it at once, on every other before its next words. Words stay as they are, and so whatever a machine does with
 * them: a run is cut for the counts alone. A warm-up of instructions ends before the next one's fetch, so that what an
 * instruction loads and stores is with it; of a fetch of several instructions those beyond the end are told as measured.
 */
export class WarmupEnds implements Stage<Batch> {
  private readonly most: number;
  private readonly byInstructions: boolean;
  private readonly partShift: number;
  private readonly unmapped: Uint8Array;
  /** Instructions or references of the present window so far. */
  private counted = 0;
  /** Whether its warm-up is over. */
  private over = false;
  /** Whether the next reference is another part of the last. */
  private joining = false;
  private cpu = 0;
  private readonly modes = new Uint8Array(MAX_CPUS);
  /** Of each CPU since its last tally, shape `[cpu][kind of reference]`, and those that bypass the TLB. */
  private readonly references = new Uint32Array(MAX_CPUS * 4);
  private readonly bypassing = new Uint32Array(MAX_CPUS);
  /** Instructions that no tally has told yet, shape `[cpu][mode]`: a run that the kernel interrupts is told at its end. */
  private readonly untold = new Float64Array(MAX_CPUS * MODES);
  /** Where the last instructions were counted. */
  private last = 0;
  /** Of each CPU that has not been told of the end: what of its open run came before. */
  private readonly waiting: (Tally | undefined)[] = [];
  /** Instructions of runs that the kernel interrupts, to be told when they go on, shape `[cpu][mode]`. */
  private readonly late = new Float64Array(MAX_CPUS * MODES);

  constructor(warmup: Warmup, granuleBits: number) {
    const { count, of } = lengthOf(warmup);
    this.most = count;
    this.byInstructions = of === 'instructions';
    this.partShift = PART_BITS - granuleBits;
    this.unmapped = new Uint8Array(partsOf(granuleBits));
  }

  /** The batch's words with the markers among them, without details. */
  *push({ words, details }: Batch): Generator<Batch, void> {
    if (this.byInstructions && details.length !== words.length)
      throw new UserError('a warm-up of so many instructions needs a trace with its details; give it in references');
    const pieces: ArrayLike<number>[] = [];
    let from = 0;
    const insert: Insert = (at, marker) => {
      pieces.push(words.subarray(from, at), marker);
      from = at;
    };
    for (let i = 0; i < words.length; )
      i = this.over ? this.measure(words, i, insert) : this.warm(words, details, i, insert);
    pieces.push(words.subarray(from));
    yield { words: pieces.length === 1 ? words : joined(pieces), details: NO_DETAILS };
  }

  finish(): [] {
    return [];
  }

  /** What is at word `i` belongs to the warm-up, or ends it; returns the index after it. */
  private warm(words: Uint32Array, details: Uint16Array, i: number, insert: Insert): number {
    const w = words[i];
    const type = (w & 3) === Kind.marker ? markerType(w) : undefined;
    const next = type === undefined ? i + 1 : i + markerLength(w);
    if (type === undefined || type === Marker.wide) {
      const wide = type === undefined ? undefined : wideAt(words, i);
      const kind = wide?.kind ?? w & 3;
      if (this.isOver(kind)) {
        this.end(i, insert);
        return i;
      }
      const instructions = wide?.instructions ?? (this.byInstructions ? detailInstructions(details[i]) : 0);
      this.count(kind, wide?.granule ?? w >>> 4, instructions);
      return next;
    }
    if (type !== Marker.tally) {
      this.mark(words, i, type);
      return next;
    }
    const at = this.cpu * MODES + this.modes[this.cpu];
    // Of a fetch of several instructions, of which some are measured, no tally may come before the end.
    if (this.byInstructions && this.counted > this.most && at === this.last) {
      this.end(i, insert);
      return i;
    }
    this.untold[at] = Math.max(0, this.untold[at] - words[i + At.tally.instructions]);
    this.close(this.cpu);
    return next;
  }

  /** The warm-up is over: returns the index after the next marker, or the end. */
  private measure(words: Uint32Array, from: number, insert: Insert): number {
    const i = nextMarker(words, from);
    if (i === words.length) return i;
    const type = markerType(words[i]);
    const next = i + markerLength(words[i]);
    this.mark(words, i, type);
    if (type === Marker.cpu) this.tell(next, insert);
    else if (type === Marker.mode) this.tellLate(next, insert);
    return next;
  }

  private isOver(kind: number): boolean {
    return this.counted >= this.most && !this.joining && (!this.byInstructions || kind === Kind.fetch);
  }

  private count(kind: number, granule: number, instructions: number): void {
    const { cpu } = this;
    this.references[cpu * 4 + kind]++;
    this.bypassing[cpu] += this.unmapped[granule >>> this.partShift];
    if (!this.byInstructions) {
      if (!this.joining) this.counted++;
    } else if (instructions > 0) {
      this.counted += instructions;
      this.last = cpu * MODES + this.modes[cpu];
      this.untold[this.last] += instructions;
    }
    this.joining = false;
  }

  /** Keeps the books of a marker that is no tally. */
  private mark(words: Uint32Array, i: number, type: Marker): void {
    const a = markerOperand(words[i]);
    if (type === Marker.cpu) this.cpu = a;
    else if (type === Marker.mode) this.modes[this.cpu] = a & 1;
    else if (type === Marker.continued) this.joining = true;
    else if (type === Marker.window) this.restart();
    else if (isRegion(type)) {
      const { part, parts, flags } = regionAt(words, i);
      this.unmapped.fill(flags & RegionFlag.unmapped, part, part + parts);
    }
  }

  /** The warm-up ends before word `i`. */
  private end(i: number, insert: Insert): void {
    this.over = true;
    if (this.byInstructions) this.untold[this.last] -= Math.min(this.untold[this.last], this.counted - this.most);
    for (let cpu = 0; cpu < MAX_CPUS; cpu++) {
      const [fetches, loads, , stores] = this.references.subarray(cpu * 4, cpu * 4 + 4);
      const present = cpu * MODES + this.modes[cpu];
      const instructions = this.untold[present];
      this.untold[present] = 0;
      this.waiting[cpu] = { instructions, fetches, loads, stores, unmapped: this.bypassing[cpu] };
      this.close(cpu);
    }
    this.late.set(this.untold);
    this.tell(i, insert);
  }

  /** The present CPU is told that the warm-up is over, before word `i`, unless it was. */
  private tell(i: number, insert: Insert): void {
    const before = this.waiting[this.cpu];
    if (before === undefined) return;
    this.waiting[this.cpu] = undefined;
    insert(i, markerWords('measure', 0, before));
  }

  private tellLate(i: number, insert: Insert): void {
    const at = this.cpu * MODES + this.modes[this.cpu];
    const instructions = this.late[at];
    if (instructions === 0) return;
    this.late[at] = 0;
    insert(i, markerWords('measure', 1, { ...NOTHING, instructions }));
  }

  private close(cpu: number): void {
    this.references.fill(0, cpu * 4, cpu * 4 + 4);
    this.bypassing[cpu] = 0;
  }

  /** A window begins. */
  private restart(): void {
    this.over = this.joining = false;
    this.counted = 0;
    this.references.fill(0);
    this.bypassing.fill(0);
    this.untold.fill(0);
    this.late.fill(0);
    this.waiting.length = 0;
  }
}

function joined(pieces: readonly ArrayLike<number>[]): Uint32Array {
  const all = new Uint32Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}
