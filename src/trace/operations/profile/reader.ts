import { detailBytes, detailInstructions, detailLow } from '../../words/detail.ts';
import { Kind, MAX_REFERENCE_BYTES, PAGE_BITS, PART_BITS } from '../../words/layout.ts';
import { Marker, markerOperand, markerType } from '../../words/markers.ts';
import { type Batch, MAX_CPUS } from '../../words/trace.ts';
import { At, endOfMarker, isRegion, regionAt, wideAt } from '../../words/walk.ts';
import { StackDistances } from './distances.ts';
import { Footprint } from './footprint.ts';
import { Mix } from './mix.ts';
import { Sharing } from './sharing.ts';
import { WorkingSet } from './working-set.ts';

/** log2 of the bytes that a unit of the footprint's map has, whatever the trace's granule is. */
export const UNIT_BITS = 4;

/** What a reading keeps of distances: a stack for data and one for instructions, of lines of this size. */
export interface ReuseOptions {
  lineBits: number;
}

/** Reads a trace's words with their details, and keeps what a profile is made of: flat arrays as large as the memory that is numbered. */
export class ProfileReader {
  readonly footprint: Footprint = new Footprint();
  readonly mix: Mix = new Mix();
  readonly lines64: Sharing = new Sharing();
  readonly lines128: Sharing = new Sharing();
  readonly pages: Sharing = new Sharing();
  readonly data: StackDistances = new StackDistances();
  readonly code: StackDistances = new StackDistances();
  readonly workingSet: WorkingSet = new WorkingSet();
  readonly calls: Map<number, number> = new Map();
  readonly taskIds: bigint[] = [];
  readonly taskSpaces: number[] = [];
  windows = 1;
  /** Of the present window: instructions, or references where the trace has no instructions. */
  clock = 0;
  clockOf: 'instructions' | 'references' | undefined;
  private readonly down: number;
  private readonly partShift: number;
  /** log2 of the units in a line whose distances are kept; -1: none are. */
  private readonly reuseShift: number;
  private parts = 0;
  private room = 0;
  private cpu = 0;
  private task = 0;
  private turn = 2;
  private turns = 0;
  private readonly turnNumbers = new Map<number, number>();
  private readonly taskOfCpu: Int32Array = new Int32Array(MAX_CPUS);
  private readonly modeOfCpu = new Uint8Array(MAX_CPUS);
  /** 0: not known yet. */
  private readonly turnOfCpu: Int32Array = new Int32Array(MAX_CPUS);
  /** The access before a `continued`: its bytes so far, or -1. */
  private joining = -1;
  private lastBytes = 0;
  private lastKind: number = Kind.fetch;

  constructor(granuleBits: number, reuse: ReuseOptions | undefined) {
    this.down = UNIT_BITS - granuleBits;
    this.partShift = PART_BITS - granuleBits;
    this.reuseShift = reuse === undefined ? -1 : reuse.lineBits - UNIT_BITS;
    this.setActor();
  }

  push({ words, details }: Batch): void {
    this.clockOf ??= details.some((detail) => detailInstructions(detail) > 0) ? 'instructions' : 'references';
    for (let i = 0; i < words.length; ) {
      if (this.joining >= 0 || (words[i] & 3) === Kind.marker) i = this.marker(words, details, i);
      else i = this.run(words, details, i);
    }
  }

  /** References up to the next marker. The hot loop: words are taken apart by hand. */
  private run(words: Uint32Array, details: Uint16Array, from: number): number {
    const { down, partShift, turn, reuseShift, workingSet } = this;
    const { sizes, touches, masks, kinds } = this.footprint;
    const [turns64, turns128, turnsPage] = [this.lines64.turns, this.lines128.turns, this.pages.turns];
    const { lastIn } = workingSet;
    const byInstructions = this.clockOf === 'instructions' ? 63 : 0;
    const byReferences = 1 - Math.sign(byInstructions);
    const end = words.length;
    let { clock } = this;
    let instructions = 0;
    let data = 0;
    let stores = 0;
    let i = from;
    for (; i < end; i++) {
      const word = words[i];
      const kind = word & 3;
      if (kind === Kind.marker) break;
      const detail = details[i];
      const low = detail & 15;
      const bytes = ((detail >>> 4) & 63) + 1;
      const granule = word >>> 4;
      const unit = granule >>> down;
      const store = kind >>> 1;
      data += kind & 1;
      stores += store;
      instructions += detail >>> 10;
      sizes[(bytes << 2) | kind]++;
      touches[((granule >>> partShift) << 2) | kind]++;
      if (clock >= workingSet.until) workingSet.advance(clock);
      clock += ((detail >>> 10) & byInstructions) + byReferences;
      const last = unit + ((low + bytes - 1) >>> UNIT_BITS);
      if (unit >>> 2 !== last >>> 2) {
        this.span(unit, last, low, bytes, kind);
        continue;
      }
      if (unit === last) masks[unit] |= ((1 << bytes) - 1) << low;
      else this.footprint.cover(unit, low, bytes);
      const page = unit >>> (PAGE_BITS - UNIT_BITS);
      kinds[page] |= 1 << kind;
      // What was done last in this turn, and stored if this is a store, is nothing new; a turn's number is even, and odd once it has stored.
      const least = turn | store;
      const line64 = turns64[unit >>> 2];
      if (line64 < least || line64 > turn + 1) this.lines64.touch(unit >>> 2, turn, this.cpu, this.task, store);
      const line128 = turns128[unit >>> 3];
      if (line128 < least || line128 > turn + 1) this.lines128.touch(unit >>> 3, turn, this.cpu, this.task, store);
      const whole = turnsPage[page];
      if (whole < least || whole > turn + 1) this.pages.touch(page, turn, this.cpu, this.task, store);
      if (lastIn[page] !== workingSet.current) workingSet.touch(page);
      if (reuseShift >= 0) {
        const first = unit >>> reuseShift;
        const stack = (kind & 1) === 0 ? this.code : this.data;
        stack.touch(first);
        for (let line = first + 1; line <= last >>> reuseShift; line++) stack.touch(line);
      }
    }
    const n = i - from;
    this.lastBytes = detailBytes(details[i - 1]);
    this.lastKind = words[i - 1] & 3;
    this.clock = clock;
    this.mix.add(instructions, n - data, data - stores, stores);
    return i;
  }

  /** Touches all that an access of several lines covers. */
  private span(unit: number, last: number, low: number, bytes: number, kind: number): void {
    const { footprint, workingSet, reuseShift } = this;
    const store = kind >>> 1;
    footprint.cover(unit, low, bytes);
    this.share(this.lines64, unit >>> 2, last >>> 2, store);
    this.share(this.lines128, unit >>> 3, last >>> 3, store);
    this.share(this.pages, unit >>> 8, last >>> 8, store);
    for (let page = unit >>> 8; page <= last >>> 8; page++) {
      footprint.kinds[page] |= 1 << kind;
      if (workingSet.lastIn[page] !== workingSet.current) workingSet.touch(page);
    }
    if (reuseShift < 0) return;
    const stack = (kind & 1) === 0 ? this.code : this.data;
    for (let line = unit >>> reuseShift; line <= last >>> reuseShift; line++) stack.touch(line);
  }

  private share(sharing: Sharing, first: number, last: number, store: number): void {
    const { turn } = this;
    const { turns } = sharing;
    for (let n = first; n <= last; n++) {
      const before = turns[n];
      if (before < (turn | store) || before > turn + 1) sharing.touch(n, turn, this.cpu, this.task, store);
    }
  }

  /** A reference that is spelled out, or the second part of one: counted as an access unless it is such a part. */
  private alone(kind: number, granule: number, low: number, bytes: number, instructions: number): void {
    const { footprint, workingSet } = this;
    const second = this.joining >= 0;
    const all = second ? this.joining + bytes : bytes;
    this.joining = -1;
    this.lastBytes = all;
    footprint.sizes[(Math.min(all, MAX_REFERENCE_BYTES) << 2) | kind]++;
    if (!second) footprint.touches[((granule >>> this.partShift) << 2) | kind]++;
    if (!second && this.clock >= workingSet.until) workingSet.advance(this.clock);
    if (this.clockOf === 'instructions') this.clock += instructions;
    else if (!second) this.clock++;
    const count = second ? 0 : 1;
    const [data, store] = [(kind & 1) * count, (kind >>> 1) * count];
    this.mix.add(instructions, count - data, data - store, store);
    const unit = granule >>> this.down;
    this.span(unit, unit + ((low + bytes - 1) >>> UNIT_BITS), low, bytes, kind);
  }

  /** The marker at words[i], or the reference there that is a second part; returns where the next record begins. */
  private marker(words: Uint32Array, details: Uint16Array, i: number): number {
    if ((words[i] & 3) !== Kind.marker) {
      const detail = details[i];
      this.alone(words[i] & 3, words[i] >>> 4, detailLow(detail), detailBytes(detail), detailInstructions(detail));
      return i + 1;
    }
    const type = markerType(words[i]);
    const a = markerOperand(words[i]);
    const end = endOfMarker(words, i);
    if (type === Marker.wide) {
      const { kind, granule, low, bytes, instructions } = wideAt(words, i);
      this.alone(kind, granule, low, bytes, instructions);
      this.lastKind = kind;
    } else if (type === Marker.continued) this.join();
    else if (isRegion(type)) this.define(words, i);
    else if (type === Marker.task) {
      this.taskIds[a] = (BigInt(words[i + At.task.idHigh]) << 32n) | BigInt(words[i + At.task.idLow]);
      this.taskSpaces[a] = words[i + At.task.space];
    } else if (type === Marker.cpu) {
      this.cpu = a;
      this.setActor();
    } else if (type === Marker.run) {
      this.taskOfCpu[this.cpu] = a + 1;
      this.turnOfCpu[this.cpu] = 0;
      this.setActor();
    } else if (type === Marker.mode) {
      this.modeOfCpu[this.cpu] = a;
      this.setActor();
    } else if (type === Marker.syscall) this.calls.set(a, (this.calls.get(a) ?? 0) + 1);
    else if (type === Marker.window) this.gap();
    return end;
  }

  /** Whose the references are from here. */
  private setActor(): void {
    const { cpu } = this;
    this.task = this.taskOfCpu[cpu];
    if (this.turnOfCpu[cpu] === 0) {
      const who = cpu * 2 ** 25 + this.task;
      let turn = this.turnNumbers.get(who);
      if (turn === undefined) {
        turn = 2 * ++this.turns;
        this.turnNumbers.set(who, turn);
      }
      this.turnOfCpu[cpu] = turn;
    }
    this.turn = this.turnOfCpu[cpu];
    this.mix.enter(this.turn, cpu, this.task, this.modeOfCpu[cpu]);
  }

  /** The next reference goes on with the last one. */
  private join(): void {
    this.footprint.sizes[(this.lastBytes << 2) | this.lastKind]--;
    this.joining = this.lastBytes;
  }

  private define(words: Uint32Array, i: number): void {
    const region = regionAt(words, i);
    this.footprint.define(region);
    this.parts = Math.max(this.parts, region.part + region.parts);
    if (this.parts <= this.room) return;
    this.room = Math.max(64, this.room + (this.room >>> 1), this.parts);
    const units = this.room << (PART_BITS - UNIT_BITS);
    this.footprint.makeRoom(this.room);
    this.lines64.makeRoom(units >>> 2);
    this.lines128.makeRoom(units >>> 3);
    this.pages.makeRoom(units >>> 8);
    this.workingSet.makeRoom(units >>> 8);
    if (this.reuseShift < 0) return;
    this.data.makeRoom(units >>> this.reuseShift);
    this.code.makeRoom(units >>> this.reuseShift);
  }

  /** A gap in the recording: caches are cold from here, and the clock begins anew. */
  private gap(): void {
    if (this.mix.isEmpty) return;
    this.windows++;
    this.workingSet.gap(this.clock);
    this.clock = 0;
    this.data.forget();
    this.code.forget();
  }
}
