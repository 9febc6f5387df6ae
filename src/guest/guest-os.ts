import { UserError } from '../errors.ts';
import { OpenRuns } from '../trace/schedule/open-runs.ts';
import { certainCpus, cpusOf } from '../trace/words/cpus.ts';
import { BatchBuilder } from '../trace/words/encoder/batch-builder.ts';
import { Kind } from '../trace/words/layout.ts';
import { Marker, marker, markerLength, markerOperand, markerType } from '../trace/words/markers.ts';
import type { Stage } from '../trace/words/stage.ts';
import { endsProcess, serviceOfCall } from '../trace/words/syscalls.ts';
import {
  addNote,
  type Batch,
  change,
  MAX_CPUS,
  type Note,
  type Trace,
  type TraceHeader,
  warning,
} from '../trace/words/trace.ts';
import { Service } from '../trace/words/vocabulary.ts';
import { At, isMarker, isRegion, lastGranule, regionAt, secondPartAt, wideAt } from '../trace/words/walk.ts';
import { isExecNote } from './exec-note.ts';
import { FirstTouch, type Touch } from './first-touch.ts';
import { KernelMemory } from './kernel-memory.ts';
import { type Call, KernelSegments } from './kernel-segments.ts';
import { GUEST_SERVICES, type GuestProfile } from './profile.ts';
import { Tasks } from './tasks.ts';

export { type GuestProfile, loadGuest } from './profile.ts';

/** How the work of a guest is inserted. */
export interface InsertOptions {
  /** CPUs of the trace, as its records show; counted in a first reading unless known. */
  cpus?: number;
  /**
   * Where a run is split, its instructions are split by the details, if there are any. False: they stay with its last part, so that what
   * comes out hangs on words alone, as in a replay, for which a container's details need not be read. Default true.
   */
  exact?: boolean;
  /** To which what was inserted is added. Default: the trace's own. */
  notes?: Note[];
}

/**
 * Inserts into a user-level trace what its guest kernel would have done: a fault at the first touch of each page, the service
 * of each system call, a switch where a CPU goes from one task to another, and the clock's interrupts. The result is a
 * full-system trace; one that is already comes back as it is.
 *
 * The user's words come through unchanged and in order, but for tallies: a kernel segment within a run splits the run's
 * tally in two. The granules are the trace's: change them (`regranule`) before, not after.
 *
 * @param trace - an open trace, of programs alone
 * @param profile - what the guest's kernel does
 * @param options - how instructions are divided
 * @returns a trace, to be read as often as the given one
 * @example
 * ```ts
 * import { loadGuest, openTrace, withGuest } from 'disco-replay';
 *
 * const trace = withGuest(await openTrace('padded'), loadGuest('irix-5.3'));
 * let words = 0;
 * for await (const batch of trace.batches()) words += batch.words.length;
 * console.log(trace.header.level, words);
 * ```
 */
export function withGuest(
  trace: Trace,
  profile: GuestProfile,
  { cpus, exact = true, notes = trace.notes }: InsertOptions = {},
): Trace {
  if (trace.header.level === 'system') return trace;
  const known = cpus ?? certainCpus(trace);
  return {
    header: { ...trace.header, level: 'system', inserted: true },
    ...(known === undefined ? {} : { cpus: known }),
    notes,
    async *batches(details, reuse) {
      const inserter = new Inserter(profile, trace.header, known ?? (await cpusOf(trace)), exact);
      for await (const batch of trace.batches(details, reuse)) yield* inserter.push(batch);
      yield* inserter.finish();
      addNote(notes, change(inserter.summary()));
      const { threads } = inserter;
      if (inserter.cpuCount === 1 && threads > 1 && trace.placed !== true)
        addNote(
          notes,
          warning(
            `${threads} threads of one process ran on one CPU: --cpus ${Math.min(threads, MAX_CPUS)} puts each on one of its own`,
          ),
        );
    },
  };
}

const CONTINUED = marker(Marker.continued);

/** What there is to tell of a call beside its service. */
type Told = Partial<Pick<Call, 'page' | 'known' | 'before' | 'markers' | 'block' | 'ended' | 'shared'>>;
const NONE: readonly number[] = [];
/** Words of a wide access. */
const WIDE = markerLength(marker(Marker.wide));

/** A system call whose service waits for what the trace tells of it. */
interface PendingCall {
  number: number;
  service: Service;
  /** Words that tell the disk requests it makes and the blocks it uses. */
  disk: number[];
  /** Dense page of the first block that is in the kernel's unmapped segment; -1: none told. */
  block: number;
}

/** What the guest kernel knows of a CPU. */
interface CpuState {
  /** Task it runs, -1 before its first. */
  task: number;
  /** Instructions since the last clock interrupt. */
  clock: number;
  /** Whether the trace has told blocks of files on it, and with them those of the kernel were told. */
  booted: boolean;
}

const count = (n: number): string => n.toLocaleString('en-US');

class Inserter implements Stage<Batch> {
  private readonly profile: GuestProfile;
  private readonly out = new BatchBuilder();
  private readonly memory: KernelMemory;
  private readonly segments: KernelSegments;
  private readonly pages: FirstTouch;
  private readonly runs: OpenRuns;
  private readonly granuleBits: number;
  private readonly cpus: CpuState[] = [];
  private readonly tasks = new Tasks();
  /** Of the present CPU. */
  private call: PendingCall | null = null;
  private cpu: CpuState;
  private cpuNumber = 0;
  private batch: Batch = { words: new Uint32Array(0), details: new Uint16Array(0) };
  /** Words of the batch before this are in the output. */
  private copied = 0;
  /** Index after the last wide reference. */
  private wideEnd = -1;
  /** Index of the last part of the last access in several: up to there nothing is inserted or cut. */
  private secondPart = -1;
  /** Indices of regions' markers that went out before their turn. */
  private readonly movedRegions = new Set<number>();

  constructor(profile: GuestProfile, { granuleBits, jobs, copies = 1 }: TraceHeader, cpus: number, exact: boolean) {
    const { textPages: text, dataPages: data, bufferPages: buffers } = profile;
    this.profile = profile;
    this.granuleBits = granuleBits;
    const mapsTables = profile.tableSegment?.value === 'kseg2';
    this.memory = new KernelMemory({ text, data, buffers }, mapsTables, granuleBits, this.out);
    const load = { cpus: cpus / copies, jobs: (jobs ?? cpus) / copies };
    this.segments = new KernelSegments(profile, this.memory, granuleBits, this.out, load);
    this.pages = new FirstTouch(granuleBits, profile.pageTables === 'task');
    this.runs = new OpenRuns(granuleBits, this.out, exact);
    this.cpu = this.cpuOf(0);
  }

  /** Takes a batch; yields what is full. Nothing depends on where the trace's batches end. */
  *push(batch: Batch): Generator<Batch, void> {
    const { words } = batch;
    const end = words.length;
    this.batch = batch;
    this.copied = 0;
    this.wideEnd = this.secondPart = -1;
    this.movedRegions.clear();
    this.runs.begin(batch);
    this.out.withDetails &&= batch.details.length === end;
    let i = 0;
    for (;;) {
      if (this.call !== null) i = this.settle(this.call, i);
      i = this.pages.scan(words, i, end);
      if (i >= end) break;
      const word = words[i];
      if (isMarker(word)) i = this.mark(i);
      else {
        this.reference(i, word & 3, this.pages.firstPage(word), this.pages.lastPage(word));
        i++;
      }
      if (this.out.full && i > this.secondPart && words[i] !== CONTINUED) yield this.cut(i);
    }
    this.runs.end(end);
    this.copy(end);
  }

  finish(): [Batch] {
    if (this.call !== null) this.serve(this.call, 0);
    return [this.out.take()];
  }

  /** CPUs that did something. */
  get cpuCount(): number {
    return this.cpus.length;
  }

  /** Threads of the process that had most. */
  get threads(): number {
    return this.tasks.most;
  }

  /** One line for people. */
  summary(): string {
    const calls = GUEST_SERVICES.map(([name]) => [name, this.segments.callsOf(name)] as const).filter(([, n]) => n > 0);
    const list = calls.map(([name, n]) => `${count(n)} ${name}`).join(', ') || 'nothing';
    return `guest ${this.profile.name} inserted ${list}: ${count(this.segments.instructions)} kernel instructions; clearing a page comes on top (640 instructions for 4 KB)`;
  }

  /** A reference at `i` that may be the first to its pages. */
  private reference(i: number, kind: number, first: number, last: number): void {
    for (let page = first; page <= last; page++) this.touched(i, page, kind, this.pages.touch(page, kind));
  }

  /**
   * A new page that is stored to comes filled with zeroes, or with the parent's contents while a process is a copy of its parent; for others,
   * a page table entry is all that is missing.
   */
  private touched(i: number, page: number, kind: number, touch: Touch): void {
    if (touch === 'none') return;
    if (touch === 'shared') {
      this.enter(i, Service.copyOnWrite, { page, shared: true });
      return;
    }
    const own = touch === 'new' && kind === Kind.store;
    if (own) this.pages.noteOwn(page);
    const service = !own
      ? Service.quickFault
      : this.tasks.isCopy(this.cpu.task)
        ? Service.copyOnWrite
        : Service.demandZero;
    this.enter(i, service, { page, known: touch === 'known' });
  }

  /** The same for a wide one, at word `at`, if the kernel runs before word `i`. */
  private wide(i: number, at: number): void {
    const access = wideAt(this.batch.words, at);
    const last = lastGranule(access, this.granuleBits);
    this.reference(i, access.kind, this.pages.pageOf(access.granule), this.pages.pageOf(last));
  }

  /**
   * The access before the `continued` at `i` goes on in another region, and where parts came singly perhaps in a third. As nothing may
   * come between its parts, the later ones are faulted in before the first, and so their regions, if new, are introduced there.
   */
  private crossing(i: number): void {
    const { words } = this.batch;
    if (i < this.secondPart) return;
    const start = this.wideEnd === i ? i - WIDE : i - 1;
    for (let at = i; words[at] === CONTINUED; at = this.secondPart + (isMarker(words[this.secondPart]) ? WIDE : 1)) {
      const second = secondPartAt(words, at);
      if (second >= words.length)
        throw new UserError('the trace is corrupt: an access that crosses a region lacks its second part');
      for (let k = at + 1; k < second; k += markerLength(words[k])) {
        if (!isRegion(markerType(words[k]))) continue;
        this.define(k);
        this.copy(start);
        this.out.copy(this.batch, k, k + markerLength(words[k]));
        this.movedRegions.add(k);
      }
      this.secondPart = second;
      const word = words[second];
      if (isMarker(word)) this.wide(start, second);
      else this.reference(start, word & 3, this.pages.firstPage(word), this.pages.lastPage(word));
    }
  }

  private define(i: number): void {
    const region = regionAt(this.batch.words, i);
    this.memory.reserve(region);
    this.pages.define(region);
    this.runs.define(region);
  }

  /** Deals with the marker at `i`; returns the index after it. */
  private mark(i: number): number {
    const { words } = this.batch;
    const word = words[i];
    const a = markerOperand(word);
    const next = i + markerLength(word);
    const { cpu } = this;
    switch (markerType(word)) {
      case Marker.cpu:
        this.runs.changeCpu(i, a);
        this.cpuNumber = a;
        this.cpu = this.cpuOf(a);
        this.pages.run(this.cpu.task);
        break;
      case Marker.tally:
        this.tally(i, next);
        break;
      case Marker.region:
      case Marker.part:
        if (this.movedRegions.has(i)) {
          this.copy(i);
          this.copied = next;
        } else this.define(i);
        break;
      case Marker.wide:
        this.wide(i, i);
        this.wideEnd = next;
        break;
      case Marker.continued:
        this.crossing(i);
        break;
      case Marker.task: {
        const parent = this.tasks.introduce(a, words[i + At.task.space]);
        this.pages.introduce(a, words[i + At.task.space]);
        if (parent >= 0) this.pages.share(parent);
        this.pages.run(cpu.task);
        break;
      }
      case Marker.run: {
        const before = cpu.task;
        cpu.task = a;
        this.pages.run(a);
        if (before >= 0 && before !== a) this.enter(next, Service.contextSwitch, { before });
        break;
      }
      case Marker.syscall:
        this.call = { number: a, service: serviceOfCall(a), disk: [], block: -1 };
        break;
      case Marker.note:
        if (isExecNote(words, i)) {
          this.pages.forget(this.tasks.spaceOf(cpu.task));
          this.tasks.execute(cpu.task);
        }
        break;
    }
    return next;
  }

  private tally(i: number, next: number): void {
    const { cpu } = this;
    this.copy(i);
    if (this.runs.ownTally(i)) this.copied = next;
    cpu.clock += this.batch.words[i + At.tally.instructions];
    while (cpu.clock >= this.profile.interruptInstructions && i > this.secondPart) {
      cpu.clock -= this.profile.interruptInstructions;
      this.enter(next, Service.interrupt);
    }
  }

  /**
   * A call's service begins when what follows the call is known: its disk requests and blocks of files, which move into the service; the note that
   * an execve succeeded. What keeps the trace's books may stand between. Returns the index of the first word not looked at.
   */
  private settle(call: PendingCall, from: number): number {
    const { words } = this.batch;
    let i = from;
    while (i < words.length && isMarker(words[i])) {
      const word = words[i];
      const type = markerType(word);
      const next = i + markerLength(word);
      const here = type === Marker.cpu && markerOperand(word) === this.cpuNumber;
      if (type === Marker.diskRead || type === Marker.diskWrite || type === Marker.fileBlock) {
        const page = markerOperand(word);
        if (type === Marker.fileBlock && call.block < 0 && this.runs.isUnmapped(page)) call.block = page;
        this.copy(i);
        call.disk.push(...words.subarray(i, next));
        this.copied = next;
      } else if (here || isRegion(type) || type === Marker.tally) this.mark(i);
      else break;
      i = next;
    }
    if (i < words.length) this.serve(call, i, isExecNote(words, i));
    return i;
  }

  /** The call's service, before word `i`; with it a process that ends, or gets a new program, gives back its pages. */
  private serve(call: PendingCall, i: number, newProgram = false): void {
    const { task } = this.cpu;
    this.call = null;
    const { service } = call;
    const space = this.tasks.spaceOf(task);
    const exit = service === Service.exit ? this.tasks.exit(task, endsProcess(call.number)) : null;
    const freed = exit?.last === true || (service === Service.execve && newProgram) ? this.pages.release(space) : [];
    for (const ended of exit?.ended ?? []) this.pages.end(ended, space);
    this.pages.run(task);
    const markers = [...call.disk, ...freed.map((page) => marker(Marker.freePage, page))];
    const ended = (exit?.ended ?? NONE).filter((each) => each >= 0);
    this.enter(i, service, { markers, block: call.block, ended });
    if (service === Service.execve || exit?.last === true) {
      const alone = this.tasks.part(task);
      if (alone >= 0) this.pages.unshare(alone);
    }
    this.cpu.booted ||= call.block >= 0;
  }

  /** The kernel runs before word `i`. */
  private enter(
    i: number,
    service: Service,
    { page = -1, known = false, before = -1, markers = NONE, block = -1, ended = NONE, shared = false }: Told = {},
  ): void {
    const { cpu, cpuNumber } = this;
    const boot = block >= 0 && !cpu.booted ? this.memory.textBlocks() : NONE;
    const sharedSpace = this.tasks.sharedSpaceOf(cpu.task);
    const first = service !== Service.contextSwitch && this.tasks.acts(cpu.task);
    if (service === Service.fork) this.tasks.fork(cpu.task, first);
    this.copy(i);
    this.runs.close(i);
    cpu.clock += this.segments.write(service, {
      task: cpu.task,
      page,
      known,
      before,
      cpu: cpuNumber,
      sharedSpace,
      markers,
      block,
      boot,
      ended,
      first,
      shared,
    });
  }

  /** Ends the output's batch before word `i`. */
  private cut(i: number): Batch {
    const here = marker(Marker.cpu, this.cpuNumber);
    this.copy(i);
    this.runs.closeAll(i);
    this.out.put(here);
    const batch = this.out.take();
    this.out.put(here);
    return batch;
  }

  private copy(to: number): void {
    this.out.copy(this.batch, this.copied, to);
    this.copied = Math.max(this.copied, to);
  }

  private cpuOf(number: number): CpuState {
    this.cpus[number] ??= { task: -1, clock: 0, booted: false };
    return this.cpus[number];
  }
}
