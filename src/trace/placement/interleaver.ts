import { TimeSharing } from '../schedule/time-sharing.ts';
import type { Stage } from '../words/stage.ts';
import type { Batch, TraceHeader } from '../words/trace.ts';
import { type Cut, Cutter } from './cutter.ts';
import { type Gate, Order } from './order.ts';
import { Pieces } from './pieces.ts';
import { PlacedWords } from './placed-words.ts';
import type { Rule } from './rules.ts';
import { type Thread, Threads } from './threads.ts';

/** Words that wait to go out, at most, but for those of one batch: 64 MB, and 32 MB of details. It bounds how far ahead threads are looked for. */
export const LOOK_AHEAD_WORDS = 1 << 24;
/** Instructions of a time slice, where several threads are put on one CPU. */
export const SLICE_INSTRUCTIONS = 200_000;

export interface Interleaving {
  cpus: number;
  rule: Rule;
  /** Whether the recording's order is that of several CPUs, and kept where each thread has a CPU of its own. */
  several: boolean;
  lookAhead?: number;
  /** Instructions of a time slice. Default: `SLICE_INSTRUCTIONS`. */
  slice?: number;
}

/** What an interleaving was like. */
export interface Outcome {
  threads: readonly Thread[];
  /** CPUs that somebody was put on. */
  used: number;
  /** Whether the order is not the recording's. */
  synthetic: boolean;
  /** Time during which so many CPUs were busy: index 1 and on. */
  busy: Float64Array;
  /** Time that went by while a thread that could run was not known, as the look-ahead was full. */
  alone: number;
}

/**
 * Puts a trace's threads on CPUs, each where a rule says, and gives their words in a new order: the least advanced CPU is next, for a turn,
 * and those on one CPU share it in time slices. All words of a thread come out once, in its order; and what synchronises threads comes
 * after what it may have waited for (`Cutter`, `Order`).
 *
 * So many words are known ahead of what goes out (`lookAhead`). A thread of which none is among them is *away*: its CPU runs another, or
 * nothing, until the trace has more of it. Nothing depends on where the trace's batches end, but for where those that come out do.
 */
export class Interleaver implements Stage<Batch>, Cut {
  private readonly cpus: number;
  private readonly rule: Rule;
  private readonly several: boolean;
  private readonly lookAhead: number;
  private readonly threads: Threads;
  private readonly pieces = new Pieces();
  private readonly order = new Order();
  private readonly cutter: Cutter;
  private readonly sharing: TimeSharing;
  private readonly out: PlacedWords;
  /** CPU of each thread, and whether its run is open in what went out. */
  private readonly cpuOf: number[] = [];
  private readonly open: boolean[] = [];
  private readonly used = new Set<number>();
  /** Whether each thread so far is on the CPU that it was recorded on. */
  private same = true;
  /** Threads whose next piece waits for others. */
  private readonly blocked = new Map<number, Gate>();
  /** How many of these wait for pieces of others, whatever those begin with. */
  private patient = 0;
  /** Threads whose words are not known; true: although it could run. */
  private readonly away = new Map<number, boolean>();
  /** How many of these could run. */
  private lost = 0;
  private readonly busy: Float64Array;
  private alone = 0;
  private synthetic = false;
  /** Batches that are ready. */
  private readonly ready: Batch[] = [];

  constructor(
    header: TraceHeader,
    { cpus, rule, several, lookAhead = LOOK_AHEAD_WORDS, slice = SLICE_INSTRUCTIONS }: Interleaving,
  ) {
    this.cpus = cpus;
    this.rule = rule;
    this.several = several;
    this.lookAhead = lookAhead;
    this.threads = new Threads(header.format);
    this.cutter = new Cutter(header, this.threads, this.pieces, this.order, this);
    this.cutter.passing = several || cpus === 1;
    this.sharing = new TimeSharing(cpus, 0, slice, 'pinned');
    this.out = new PlacedWords(cpus);
    this.busy = new Float64Array(cpus + 1);
  }

  *push(batch: Batch): Generator<Batch, void> {
    this.cutter.begin(batch);
    let more = true;
    while (more) {
      more = this.cutter.step();
      if (!this.cutter.passing) this.run(false);
      if (this.ready.length > 0) yield* this.ready.splice(0);
    }
    if (this.cutter.passing && this.out.full) yield this.out.take();
  }

  *finish(): Generator<Batch, void> {
    this.cutter.finish();
    this.run(true);
    yield* this.ready.splice(0);
    if (!this.out.empty) yield this.out.take();
  }

  get outcome(): Outcome {
    const { busy, alone, synthetic } = this;
    return { threads: this.threads.all, used: this.used.size, synthetic, busy, alone };
  }

  thread(thread: Thread): void {
    const cpu = this.rule.cpuOf(thread);
    this.cpuOf.push(cpu);
    this.open.push(false);
    this.sharing.add(cpu);
    this.same &&= cpu === thread.recorded;
    const own = this.several && !this.used.has(cpu);
    this.used.add(cpu);
    if (!own && !this.same) this.cutter.passing = false;
  }

  piece(thread: number): void {
    if (this.cutter.passing) this.write(thread);
    else if (this.away.has(thread)) {
      if (this.away.get(thread) === true) this.lost--;
      this.away.delete(thread);
      this.rouse(thread);
    } else if (this.blocked.has(thread)) this.rouse(thread);
  }

  shared(words: Uint32Array, from: number, to: number): void {
    this.out.put(words, from, to);
  }

  gap(thread: number, words: Uint32Array, from: number, to: number): void {
    this.run(true);
    this.sharing.level();
    if (thread >= 0) this.select(thread);
    this.out.put(words, from, to);
  }

  /** Lets threads run while more words wait than the look-ahead; with `all`, until none is left. */
  private run(all: boolean): void {
    const { sharing, pieces, cutter } = this;
    for (;;) {
      if (this.out.full) {
        if (!this.settle()) return;
        this.ready.push(this.out.take());
      }
      if (!all && pieces.waiting < this.lookAhead) return;
      const cpu = sharing.least();
      if (cpu < 0) return;
      const thread = sharing.running[cpu];
      if (pieces.has(thread)) {
        const gate = pieces.gate(thread);
        if (gate === undefined || this.isOpen(gate)) this.turn(cpu, thread);
        else this.block(cpu, thread, gate);
        continue;
      }
      if (this.open[thread] && !all) return;
      this.park(cpu, thread, !all && !cutter.doing[thread].left && !cutter.waits.waits(thread));
    }
  }

  /** All runs that are open go on to their ends, so that a batch can end; false if the words are not known yet. */
  private settle(): boolean {
    const { sharing, open, pieces } = this;
    for (let cpu = 0; cpu < this.cpus; cpu++) {
      const thread = sharing.running[cpu];
      while (thread >= 0 && open[thread]) {
        if (!pieces.has(thread)) return false;
        this.turn(cpu, thread);
      }
    }
    return true;
  }

  /** The thread's next piece goes out. */
  private turn(cpu: number, thread: number): void {
    const { sharing, pieces } = this;
    const { busy } = sharing;
    const releases = this.write(thread);
    this.busy[busy] += pieces.time;
    if (this.lost > 0) this.alone += pieces.time;
    sharing.advance(cpu, pieces.time, false, pieces.closed);
    if (releases || this.patient > 0) for (const each of [...this.blocked.keys()]) this.rouse(each);
  }

  /** Writes the thread's next piece; whether others may have waited for what it begins with. */
  private write(thread: number): boolean {
    const { pieces, out } = this;
    this.select(thread);
    const gate = pieces.next(thread);
    out.extend(pieces.length, (words, details, at) => pieces.take(thread, words, details, at));
    this.open[thread] = !pieces.closed;
    if (gate !== undefined) this.order.release(gate.events);
    this.synthetic ||= !this.cutter.passing;
    return gate !== undefined;
  }

  private select(thread: number): void {
    this.out.select(this.cpuOf[thread], this.threads.all[thread].task);
  }

  /** The thread waits for what others do. */
  private block(cpu: number, thread: number, gate: Gate): void {
    this.await(thread, gate);
    this.sharing.park(cpu);
  }

  /** Nothing is known of the thread's next words; `loses`: although it could run. */
  private park(cpu: number, thread: number, loses: boolean): void {
    this.away.set(thread, loses);
    if (loses) this.lost++;
    this.sharing.park(cpu);
  }

  /** The parked thread runs again if it has something to do that needs not wait. */
  private rouse(thread: number): void {
    const gate = this.pieces.gate(thread);
    this.forget(thread);
    if (gate !== undefined && !this.isOpen(gate)) this.await(thread, gate);
    else this.sharing.wake(thread);
  }

  private await(thread: number, gate: Gate): void {
    this.blocked.set(thread, gate);
    if (gate.after.length > 0) this.patient++;
  }

  private forget(thread: number): void {
    const gate = this.blocked.get(thread);
    if (gate === undefined) return;
    this.blocked.delete(thread);
    if (gate.after.length > 0) this.patient--;
  }

  private isOpen({ needs, after }: Gate): boolean {
    return this.order.isOut(needs) && after.every((pieces, thread) => this.pieces.out(thread) >= pieces);
  }
}
