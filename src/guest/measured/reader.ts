import { Kind, PAGE_BITS, PAGES_PER_PART_BITS, SPAN_WHOLE } from '../../trace/words/layout.ts';
import { Marker, markerLength, markerOperand, markerType } from '../../trace/words/markers.ts';
import { Idle, Mode, Privileged } from '../../trace/words/vocabulary.ts';
import {
  isMarker,
  lastGranule,
  nextMarker,
  regionAt,
  secondPart,
  type Tally,
  tallyAt,
  type Wide,
  wideAt,
} from '../../trace/words/walk.ts';
import { noteDetails, noteWide } from './details.ts';
import { Entries, modeBefore } from './entries.ts';
import { CpuState, type Frame } from './frame.ts';
import { KernelPages } from './pages.ts';
import { privilegedIndex, ServiceSums } from './sums.ts';

/** Reads a trace's words once and sums up what its kernel did, service by service. */
export class KernelReader {
  /** Kernel mode outside every service: idle loops, kernel threads, and what a gap cut off from its beginning. */
  readonly outside = new ServiceSums();
  readonly user = new ServiceSums();
  /** Exceptions by vector: from user mode, from kernel mode. */
  readonly traps = new Map<number, [number, number]>();
  idlePeriods = 0;
  /** Instructions the CPUs that wait would have executed at the others' pace; as exact as the trace's clock, the tallies. */
  idleInstructions = 0;
  windows = 0;
  /** System call instructions, from user mode. */
  systemCalls = 0;

  private readonly pages = new KernelPages();
  readonly entries: Entries;
  private readonly cpus: CpuState[] = [];
  private cpu: CpuState;
  private readonly shift: number;
  private readonly granuleBits: number;
  private readonly details: boolean;

  /** `details`: what a guest profile is made of is kept. */
  constructor(granuleBits: number, details = false) {
    this.entries = new Entries(this.pages, details);
    this.details = details;
    this.granuleBits = granuleBits;
    this.shift = 4 + PAGE_BITS - granuleBits;
    this.cpu = this.cpuOf(0);
  }

  /** The words of a batch, in order. */
  push(words: Uint32Array): void {
    const n = words.length;
    for (let i = 0; i < n; ) {
      if (isMarker(words[i])) {
        this.mark(words, i);
        i += markerLength(words[i]);
      } else i = this.references(words, i, n);
    }
  }

  finish(): void {
    for (const cpu of this.cpus) if (cpu !== undefined) this.entries.settle(cpu);
  }

  /** References up to the next marker; only those of a service are looked at. A hot loop: it takes words apart by hand. */
  private references(words: Uint32Array, from: number, to: number): number {
    const { cpu, shift } = this;
    this.executes(cpu);
    const frame = cpu.frames.at(-1);
    if (frame === undefined) return nextMarker(words, from);
    let i = from;
    const { id } = frame;
    const { text, data } = cpu;
    for (; i < to; i++) {
      const w = words[i];
      if ((w & 3) === Kind.marker) break;
      const page = w >>> shift;
      if ((w & 3) === Kind.fetch) {
        if (text[page] !== id) {
          text[page] = id;
          frame.touch(page * 2);
        }
      } else if (data[page] !== id) {
        data[page] = id;
        frame.touch(page * 2 + 1);
      }
      // Into the next page: a store that covers its granule whole has another meaning of the span field.
      if (((w + ((w & 12) << 2)) ^ w) >>> shift !== 0 && (w & 15) !== ((SPAN_WHOLE << 2) | Kind.store))
        this.touch(cpu, frame, w & 3, page + 1);
    }
    if (this.details) noteDetails(frame, words, from, i, this.granuleBits);
    return i;
  }

  private wide(access: Wide): void {
    const { cpu, shift } = this;
    this.executes(cpu);
    const frame = cpu.frames.at(-1);
    if (frame === undefined) return;
    if (this.details) noteWide(frame, access, this.granuleBits);
    const last = lastGranule(access, this.granuleBits) >>> (shift - 4);
    for (let page = access.granule >>> (shift - 4); page <= last; page++) this.touch(cpu, frame, access.kind, page);
  }

  private touch(cpu: CpuState, frame: Frame, kind: number, page: number): void {
    const marks = kind === Kind.fetch ? cpu.text : cpu.data;
    if (marks[page] === frame.id) return;
    marks[page] = frame.id;
    frame.touch(page * 2 + (kind === Kind.fetch ? 0 : 1));
  }

  /** The CPU executes in its present context: what it left is over, and what it entered has begun. */
  private executes(cpu: CpuState): void {
    cpu.seen = true;
    cpu.ranMode = cpu.mode;
    cpu.returned = cpu.idle = cpu.waking = false;
    if (cpu.left.length > 0) this.entries.settle(cpu);
    const top = cpu.frames.at(-1);
    if (top?.fresh === true) for (const frame of cpu.frames) frame.fresh = false;
  }

  private mark(words: Uint32Array, i: number): void {
    const { cpu } = this;
    const word = words[i];
    const a = markerOperand(word);
    switch (markerType(word)) {
      case Marker.cpu:
        this.cpu = this.cpuOf(a);
        break;
      case Marker.tally:
        this.tally(tallyAt(words, i));
        break;
      case Marker.region:
      case Marker.part:
        this.pages.define(regionAt(words, i));
        for (const each of this.cpus) each?.makeRoom(this.pages.room << PAGES_PER_PART_BITS);
        break;
      case Marker.wide:
        this.wide(wideAt(words, i));
        break;
      case Marker.continued:
        this.uncount(secondPart(words, i));
        break;
      case Marker.mode:
        cpu.mode = a;
        if (a === Mode.user) cpu.ranMode = Mode.user;
        break;
      case Marker.run:
        this.entries.switchTo(cpu, a);
        break;
      case Marker.serviceEnter:
        this.entries.enter(cpu, a);
        break;
      case Marker.serviceLeave:
        this.entries.leave(cpu);
        break;
      case Marker.privileged:
        this.privileged(cpu, a);
        break;
      case Marker.trap:
        this.trap(cpu, a);
        break;
      case Marker.syscall:
        this.systemCalls++;
        break;
      case Marker.idle:
        this.goIdle(cpu, a);
        break;
      case Marker.window:
        this.gap();
        break;
    }
  }

  private tally({ instructions, fetches, loads, stores }: Tally): void {
    const { cpu } = this;
    // Of a trace of events alone, nothing else says that the CPU executes.
    if (instructions > 0 && fetches + loads + stores === 0) this.executes(cpu);
    const frame = cpu.frames.at(-1);
    const sums = this.sumsOf(cpu);
    sums.instructions += instructions;
    sums.loads += loads;
    sums.stores += stores;
    if (frame !== undefined) {
      frame.instructions += instructions;
      frame.loads += loads;
      frame.stores += stores;
    }
    let running = 0;
    let waiting = 0;
    for (const each of this.cpus)
      if (each?.idle === true) waiting++;
      else if (each?.seen === true) running++;
    if (waiting > 0 && running > 0) this.idleInstructions += (instructions * waiting) / running;
  }

  /** Tallies count both parts of an access that crosses a region's edge. */
  private uncount(kind: number): void {
    if (kind === Kind.fetch) return;
    const frame = this.cpu.frames.at(-1);
    const sums = this.sumsOf(this.cpu);
    const field = kind === Kind.store ? 'stores' : 'loads';
    sums[field]--;
    if (frame !== undefined) frame[field]--;
  }

  private sumsOf(cpu: CpuState): ServiceSums {
    return cpu.frames.at(-1)?.sums ?? (cpu.mode === Mode.kernel ? this.outside : this.user);
  }

  private privileged(cpu: CpuState, operand: number): void {
    const frame = cpu.frames.at(-1);
    this.sumsOf(cpu).privileged[privilegedIndex(operand)]++;
    if (frame !== undefined) frame.privileged++;
    if ((operand & 255) === Privileged.exceptionReturn) cpu.returned = true;
  }

  private trap(cpu: CpuState, vector: number): void {
    const known = this.traps.get(vector);
    const from = modeBefore(cpu) === Mode.user ? 0 : 1;
    if (known !== undefined) known[from]++;
    else this.traps.set(vector, from === 0 ? [1, 0] : [0, 1]);
  }

  private goIdle(cpu: CpuState, what: number): void {
    cpu.seen = true;
    if (what === Idle.resume) {
      cpu.waking = cpu.idle;
      cpu.idle = false;
    } else if (!cpu.idle) {
      cpu.idle = true;
      this.idlePeriods++;
    }
  }

  private gap(): void {
    this.windows++;
    for (const cpu of this.cpus) if (cpu !== undefined) this.entries.abandon(cpu);
    this.entries.forgetSuspended();
  }

  private cpuOf(number: number): CpuState {
    this.cpus[number] ??= new CpuState();
    this.cpus[number].makeRoom(this.pages.room << PAGES_PER_PART_BITS);
    return this.cpus[number];
  }
}
