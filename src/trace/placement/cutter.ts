import { UserError } from '../../errors.ts';
import { OpenRuns, type TallySink } from '../schedule/open-runs.ts';
import { Kind } from '../words/layout.ts';
import { MARKER_NAMES, Marker, markerOperand, markerType } from '../words/markers.ts';
import { type Batch, MAX_CPUS, type TraceHeader } from '../words/trace.ts';
import { Mode } from '../words/vocabulary.ts';
import { endOfMarker, isRegion, regionAt, wideAt } from '../words/walk.ts';
import { Means } from './calls.ts';
import type { Order } from './order.ts';
import type { Pieces } from './pieces.ts';
import type { Thread, Threads } from './threads.ts';
import { Waits } from './waits.ts';

/** Instructions of a turn, after which another CPU may go on; those of the emulators that record several CPUs (QEMU's plugin) are as long. */
export const TURN_INSTRUCTIONS = 200;

/** Told of what is found, in the trace's order. */
export interface Cut {
  /** Somebody new, before its first piece. */
  thread(thread: Thread): void;
  /** A piece of the thread is whole. */
  piece(thread: number): void;
  /** Words [from, to) concern all: regions and tasks, which are introduced before whatever waits. */
  shared(words: Uint32Array, from: number, to: number): void;
  /** A gap in the recording, words [from, to), told of this thread, or of nobody (-1): all before it goes out before. */
  gap(thread: number, words: Uint32Array, from: number, to: number): void;
}

/** What a thread is doing at the end of the words that are known. */
export class Doing {
  /** Whether its words may have come to their end. */
  left = false;
  /** Whether there were fetches: its time is in instructions, else in references. */
  fetches = false;
  /** CPU of the recording on which its last references were. */
  cpu = -1;
  /** Whether the second part of an access is to come. */
  halfway = false;
  /** Time of the piece that it has begun. */
  time = 0;
}

/** Tallies that split a run, and their empty details, as a batch. */
class Tallies implements TallySink, Batch {
  words = new Uint32Array(64);
  details = new Uint16Array(64);
  count = 0;

  reserve(): void {}

  put(word: number): void {
    this.words[this.count++] = word;
  }
}

/**
 * Cuts a trace's words into pieces of its threads, in the order of the recording: where another thread goes on, after a turn, at the end of
 * a run, and before what synchronises. A run that is open where its thread may have to wait is closed there by a tally of its own, and
 * its own tally then keeps the rest.
 */
export class Cutter {
  readonly threads: Threads;
  readonly doing: Doing[] = [];
  readonly waits: Waits;
  /** Whether pieces go out as they come: then nothing waits for anything, and no run is split. */
  passing = true;
  private readonly header: TraceHeader;
  private readonly pieces: Pieces;
  private readonly order: Order;
  private readonly to: Cut;
  private readonly tallies = new Tallies();
  private readonly runs: OpenRuns;
  /** Of each CPU of the recording: the task it runs, the thread that is, and whether its run is open. */
  private readonly taskOf = new Int32Array(MAX_CPUS).fill(-1);
  private readonly threadOf = new Int32Array(MAX_CPUS).fill(-1);
  private readonly open = new Uint8Array(MAX_CPUS);
  /** Markers of CPUs on which nobody has run yet; they go to who comes first. */
  private readonly early = new Map<number, number[]>();
  private cpu = 0;
  /** Who the words at hand are of; -1: nobody yet. */
  private thread = -1;
  private batch: Batch = { words: new Uint32Array(0), details: new Uint16Array(0) };
  /** Words of the batch before `at` are read, and those before `copied` appended. */
  private at = 0;
  private copied = 0;
  /** Pieces that were ended. */
  private ended = 0;

  constructor(header: TraceHeader, threads: Threads, pieces: Pieces, order: Order, to: Cut) {
    this.header = header;
    this.threads = threads;
    this.pieces = pieces;
    this.order = order;
    this.to = to;
    this.waits = new Waits(order, header.architecture);
    this.runs = new OpenRuns(header.granuleBits, this.tallies, true);
  }

  /** The words that follow are this batch's. */
  begin(batch: Batch): void {
    if (batch.details.length !== batch.words.length) throw new Error('putting tasks on CPUs needs the details');
    this.batch = batch;
    this.at = this.copied = 0;
    this.runs.begin(batch);
  }

  /** Reads on until a piece is whole, or more than that; false at the end of the batch. */
  step(): boolean {
    const { words } = this.batch;
    const before = this.ended;
    while (this.at < words.length) {
      if ((words[this.at] & 3) === Kind.marker) this.mark();
      else this.references();
      if (this.ended !== before) return true;
    }
    this.endPiece(this.at);
    this.runs.end(this.at);
    return false;
  }

  /** The trace is at its end: words of nobody go to the first who ran on their CPU, or anywhere. */
  finish(): void {
    for (const cpu of this.early.keys()) {
      this.cpu = cpu;
      this.enter(-1);
      this.endPiece(this.at);
    }
  }

  /** Takes references up to the next marker or the end of the turn. A hot loop: it takes words apart by hand. */
  private references(): void {
    this.acts(this.at);
    const doing = this.doing[this.thread];
    const { words, details } = this.batch;
    const end = words.length;
    let i = this.at;
    this.refer(doing, i);
    let { fetches, time } = doing;
    if (doing.halfway) {
      // The second part of an access follows its first.
      doing.halfway = false;
      if (!fetches) time++;
      i++;
    }
    for (; i < end; i++) {
      const kind = words[i] & 3;
      if (kind === Kind.marker) break;
      if (kind === Kind.fetch) {
        if (time >= TURN_INSTRUCTIONS) break;
        fetches = true;
        time += details[i] >>> 10;
      } else if (!fetches && time++ >= TURN_INSTRUCTIONS) {
        time--;
        break;
      }
    }
    doing.fetches = fetches;
    doing.time = time;
    this.at = i;
    if (i < end && (words[i] & 3) !== Kind.marker) this.endPiece(i);
  }

  private mark(): void {
    const { words } = this.batch;
    const i = this.at;
    const type = markerType(words[i]);
    const a = markerOperand(words[i]);
    const next = endOfMarker(words, i);
    this.at = next;
    switch (type) {
      case Marker.cpu:
        this.leave(i);
        this.runs.changeCpu(i, a);
        this.cpu = a;
        this.thread = this.threadOf[a];
        this.copied = next;
        break;
      case Marker.run:
        this.closeRun(i);
        this.leave(i);
        this.copied = next;
        this.taskOf[this.cpu] = a;
        this.enter(a);
        break;
      case Marker.tally:
        this.tally(i, next);
        break;
      case Marker.region:
      case Marker.part:
      case Marker.task:
        this.copy(i);
        this.copied = next;
        if (isRegion(type)) this.runs.define(regionAt(words, i));
        else this.threads.introduce(words, i);
        this.to.shared(words, i, next);
        break;
      case Marker.window:
        this.leave(i);
        this.copied = next;
        this.thread = this.threadOf[this.cpu];
        this.to.gap(this.thread, words, i, next);
        break;
      case Marker.wide:
        this.wide(i, next);
        break;
      case Marker.continued:
        if (this.thread >= 0) this.doing[this.thread].halfway = true;
        break;
      case Marker.syscall:
        this.call(i, a);
        break;
      case Marker.sysret:
        this.return(i);
        break;
      case Marker.sync:
      case Marker.lockAcquire:
      case Marker.lockRelease:
        if (this.thread >= 0) this.synchronise(i, Means.instructions, this.order.allOf(Means.instructions));
        break;
      default:
        this.check(type, a);
    }
    if (this.thread < 0) this.keep(next);
  }

  /** Somebody refers to memory at word `i`: whoever was in a system call is out of it, told or not. */
  private acts(i: number): void {
    if (this.thread < 0) this.enter(this.taskOf[this.cpu]);
    if (this.waits.of(this.thread) !== undefined) this.return(i);
  }

  /** An access that is spelled out. */
  private wide(i: number, next: number): void {
    this.acts(i);
    const doing = this.doing[this.thread];
    const { kind, instructions } = wideAt(this.batch.words, i);
    if (!doing.halfway && doing.time >= TURN_INSTRUCTIONS && (kind === Kind.fetch || !doing.fetches)) this.endPiece(i);
    doing.halfway = false;
    doing.fetches ||= kind === Kind.fetch;
    doing.time += kind === Kind.fetch ? instructions : doing.fetches ? 0 : 1;
    this.refer(doing, i);
    this.at = next;
  }

  /** The thread refers to memory on the present CPU, from word `i` on; it may have left a run open on another. */
  private refer(doing: Doing, i: number): void {
    const { cpu } = doing;
    this.open[this.cpu] = 1;
    if (cpu === this.cpu) return;
    doing.cpu = this.cpu;
    if (cpu < 0 || this.open[cpu] === 0 || this.threadOf[cpu] !== this.thread) return;
    this.copy(i);
    this.runs.closeOf(cpu, i);
    this.open[cpu] = 0;
    this.put();
  }

  private tally(i: number, next: number): void {
    this.copy(i);
    const split = this.runs.ownTally(i);
    if (split) {
      this.put();
      this.copied = next;
    }
    const halfway = this.thread >= 0 && this.doing[this.thread].halfway;
    this.open[this.cpu] = halfway ? 1 : 0;
    if (!halfway) this.endPiece(next);
  }

  /** A system call begins. */
  private call(i: number, number: number): void {
    if (this.thread < 0) return;
    const { waits } = this;
    const means = waits.means(number);
    const events = this.synchronise(i, means.enters, waits.needsOf(means.enters));
    waits.enter(this.thread, means, events);
    this.doing[this.thread].left = means.leaves;
    if (means.endsAll) this.endAll(this.threads.all[this.thread].space);
  }

  /** A system call returns. */
  private return(i: number): void {
    if (this.thread < 0) return;
    this.doing[this.thread].left = false;
    this.synchronise(i, 0, this.waits.return(this.thread));
  }

  /**
   * The thread's next piece begins at word `i` with an event of these means, and needs that so many others are out. What is open is closed
   * before.
   */
  private synchronise(i: number, means: number, needs: Float64Array): Float64Array {
    const events = this.order.number(this.passing ? 0 : means);
    if (this.passing || (means === 0 && needs.every((n) => n === 0))) return events;
    this.closeRun(i);
    this.endPiece(i);
    this.pieces.put(this.thread, { needs, after: [], events });
    return events;
  }

  private endAll(space: number): void {
    for (const { number, space: its } of this.threads.all) if (its === space) this.doing[number].left = true;
  }

  /** The CPU runs this task from here on, the words from `copied` on. */
  private enter(task: number): void {
    const { cpu } = this;
    let thread = this.threads.find(task, cpu);
    if (thread === undefined) {
      thread = this.threads.add(task, cpu);
      this.pieces.add();
      this.doing.push(new Doing());
      this.to.thread(thread);
      this.begins(thread);
    }
    this.thread = this.threadOf[cpu] = thread.number;
    this.doing[thread.number].left = false;
    const early = this.early.get(cpu);
    if (early === undefined) return;
    this.early.delete(cpu);
    const words = Uint32Array.from(early);
    this.pieces.append(this.thread, { words, details: new Uint16Array(words.length) }, 0, words.length);
  }

  /** Somebody new begins after the call that began it: any creating call before. Where no call tells, after all that was before. */
  private begins({ number }: Thread): void {
    if (this.passing || number === 0) return;
    const known = this.order.has(Means.creation);
    const after = known ? [] : this.threads.all.slice(0, number).map((each) => this.pieces.known(each.number));
    this.pieces.put(number, {
      needs: this.order.allOf(known ? Means.creation : 0),
      after,
      events: this.order.number(0),
    });
  }

  /** Others go on from word `i`. */
  private leave(i: number): void {
    if (this.thread < 0) return;
    const means = this.waits.of(this.thread)?.means;
    // One that may have to wait leaves its CPU to others: its run is closed.
    if (!this.passing && means !== undefined && (means.returns !== 0 || means.leaves)) this.closeRun(i);
    this.waits.leave(this.thread);
    this.endPiece(i);
    this.thread = -1;
  }

  /** Closes the run of the present CPU before word `i`, if it is open. */
  private closeRun(i: number): void {
    if (this.thread < 0 || this.open[this.cpu] === 0) return;
    this.copy(i);
    this.runs.close(i);
    this.open[this.cpu] = 0;
    this.put();
  }

  /** The tallies that were written are the thread's. */
  private put(): void {
    if (this.thread >= 0) this.pieces.append(this.thread, this.tallies, 0, this.tallies.count);
    this.tallies.count = 0;
  }

  /** The thread's words up to `i` are appended; markers of nobody wait for somebody. */
  private copy(i: number): void {
    if (this.thread >= 0) this.pieces.append(this.thread, this.batch, this.copied, i);
    this.copied = Math.max(this.copied, i);
  }

  private keep(next: number): void {
    if (this.copied >= next) return;
    const words = [...this.batch.words.subarray(this.copied, next)];
    this.early.set(this.cpu, [...(this.early.get(this.cpu) ?? []), ...words]);
    this.copied = next;
  }

  private endPiece(i: number): void {
    if (this.thread < 0) return;
    this.copy(i);
    if (!this.pieces.hasBegun(this.thread)) return;
    const doing = this.doing[this.thread];
    this.pieces.end(this.thread, doing.time, this.open[this.cpu] === 0);
    doing.time = 0;
    this.ended++;
    this.to.piece(this.thread);
  }

  /** Throws a UserError for what only a kernel does, whose CPUs are the recording's. */
  private check(type: Marker, a: number): void {
    const kernel =
      type === Marker.serviceEnter ||
      type === Marker.serviceLeave ||
      type === Marker.idle ||
      (type === Marker.mode && a !== Mode.user);
    if (kernel)
      throw new UserError(
        `--cpus: ${this.header.source} tells what its kernel does (${MARKER_NAMES[type]}), on the CPUs that it was recorded on: tasks of user level alone are put on others; leave --cpus out`,
      );
  }
}
