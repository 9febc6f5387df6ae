import { UserError } from '../../../errors.ts';
import { TimeSharing } from '../../../trace/schedule/time-sharing.ts';
import { Marker, markerOperand, markerType } from '../../../trace/words/markers.ts';
import type { Stage } from '../../../trace/words/stage.ts';
import { Idle, Privileged } from '../../../trace/words/vocabulary.ts';
import { At, endOfMarker, nextMarker } from '../../../trace/words/walk.ts';
import { ScheduledWords } from './scheduled-words.ts';
import { Slices } from './slices.ts';

/** How the virtual CPUs of a trace share the machine. */
export interface ScheduleShape {
  /** Virtual machines, each of at least one virtual CPU. */
  vms: number;
  /** Virtual CPUs are dealt to the machines in turn. Default false: in blocks. */
  spread?: boolean;
  /** Physical CPUs. */
  cpus: number;
  /** Instructions a virtual CPU may execute before another takes its turn; the run that completes them ends it. */
  quantumInstructions: number;
  /** Whether a virtual CPU stays on its physical CPU. */
  affinity: boolean;
}

/** Physical CPUs and virtual machines that are lost once the CPUs have executed so many instructions, between two slices. */
export interface LostCpus {
  at: number;
  cpus: ReadonlySet<number>;
  vms: ReadonlySet<number>;
  /** Called then, when all that comes before has been taken, and nothing that comes after has. */
  lost: () => void;
}

/** Words of whole slices that wait at most: 32 MB. It also bounds how far the order of the trace changes. */
export const LOOK_AHEAD_WORDS = 1 << 23;

/** Virtual machine of a virtual CPU: blocks of consecutive ones, as equal as possible; or in turn, where they are `spread`. */
export function vmOf(virtualCpu: number, virtualCpus: number, vms: number, spread = false): number {
  return spread ? virtualCpu % vms : Math.floor((virtualCpu * vms) / virtualCpus);
}

/**
 * The monitor's scheduler of virtual CPUs, between the trace and the machine: takes words in which `Marker.cpu` names virtual CPUs
 * and gives words in which it names physical ones. `Marker.virtualCpu` stands where the virtual CPU of a physical one changes,
 * its first included. All words of a virtual CPU come out once, in its order.
 *
 * With a physical CPU for each virtual one, virtual CPU v has physical CPU v, and the order is the trace's. With fewer, time is the
 * trace's, in instructions: the next slice (see `Slices`) is that of the least advanced physical CPU (`TimeSharing`). A virtual
 * CPU whose words are not known yet is waited for until `lookAhead` words wait; only then it has nothing to do, and its physical
 * CPU runs another. It takes its turn again when the trace has more for it. Therefore nothing depends on where the
 * input's batches end, and memory is that of the look-ahead, of one run for each virtual CPU, and of two batches.
 *
 * What is lost (`LostCpus`), where virtual CPUs share physical ones, has no more slices: those of the virtual CPUs that are left and were on lost physical
 * ones are dealt to the others.
 *
 * Regions and tasks are introduced as soon as they are read, before whatever waits. A gap (`Marker.window`) is a barrier: all that
 * was before it goes out before, and the schedule begins anew behind it. Everything else stays with its virtual CPU.
 */
export class Schedule implements Stage<Uint32Array> {
  private readonly virtualCpus: number;
  private readonly lookAhead: number;
  /** Whether every virtual CPU has a physical one. */
  private readonly isRoomy: boolean;
  private readonly slices: Slices;
  private readonly sharing: TimeSharing;
  private readonly out: ScheduledWords;
  /** Null: nothing is lost, or it is already. */
  private loss: LostCpus | null;
  private readonly isGone: Uint8Array;
  /** Instructions of all slices that went out. */
  private clock = 0;
  /** Virtual CPU of the words being read. */
  private virtualCpu = 0;

  /** Throws a UserError if there are more virtual machines than virtual CPUs. */
  constructor(shape: ScheduleShape, virtualCpus: number, lookAhead = LOOK_AHEAD_WORDS, loss: LostCpus | null = null) {
    this.loss = loss;
    this.isGone = new Uint8Array(virtualCpus);
    const { vms, spread, cpus, quantumInstructions, affinity } = shape;
    if (vms > virtualCpus)
      throw new UserError(
        `monitor.virtualCpus.vms: ${vms} virtual machines cannot share the trace’s ${virtualCpus === 1 ? 'one CPU' : `${virtualCpus} CPUs`}: each needs at least one; choose at most ${virtualCpus}`,
      );
    this.virtualCpus = virtualCpus;
    this.lookAhead = lookAhead;
    this.isRoomy = cpus >= virtualCpus;
    this.slices = new Slices(virtualCpus);
    this.sharing = new TimeSharing(cpus, virtualCpus, quantumInstructions, affinity ? 'affinity' : 'anywhere');
    this.out = new ScheduledWords(cpus, (virtualCpu) => vmOf(virtualCpu, virtualCpus, vms, spread));
  }

  /** Takes whole markers; yields what is full. To be read to the end. Throws a UserError on a bad trace. */
  push(words: Uint32Array): Generator<Uint32Array, void> {
    return this.isRoomy ? this.pass(words) : this.share(words);
  }

  /** The trace is at its end: yields what is left. */
  *finish(): Generator<Uint32Array, void> {
    yield* this.drain();
    if (!this.out.empty) yield this.out.take();
  }

  /** Words as they come, each virtual CPU on its own physical one. */
  private *pass(words: Uint32Array): Generator<Uint32Array, void> {
    for (let from = 0, next = 0; from < words.length; ) {
      const i = nextMarker(words, next);
      next = i < words.length ? endOfMarker(words, i) : i;
      const changes = i < next && markerType(words[i]) === Marker.cpu;
      if (!changes && next < words.length) continue;
      const to = changes ? i : next;
      if (to > from) {
        this.out.schedule(this.virtualCpu, this.virtualCpu);
        this.out.copy(words, from, to);
        if (this.out.full) yield this.out.take();
      }
      from = next;
      if (changes) this.select(markerOperand(words[i]));
    }
  }

  /** Cuts the words in slices; yields those whose turn has come. */
  private *share(words: Uint32Array): Generator<Uint32Array, void> {
    const { slices } = this;
    const end = words.length;
    /** Words before this have found their place. */
    let from = 0;
    for (let next = 0; ; ) {
      const i = nextMarker(words, next);
      const isGone = this.isGone[this.virtualCpu] === 1;
      if (i > next && !isGone) slices.refer(this.virtualCpu);
      if (i === end) break;
      const word = words[i];
      next = endOfMarker(words, i);
      if (isGone && !FOR_ALL.has(markerType(word))) {
        from = next;
        continue;
      }
      let ends = false;
      switch (markerType(word)) {
        case Marker.cpu:
          this.append(words, from, i);
          from = next;
          this.select(markerOperand(word));
          continue;
        case Marker.region:
        case Marker.part:
        case Marker.task:
          this.append(words, from, i);
          from = next;
          yield* this.pump(false);
          this.out.copy(words, i, next);
          continue;
        case Marker.window:
          this.append(words, from, i);
          from = next;
          yield* this.drain();
          this.sharing.restart();
          this.out.copy(words, i, next);
          continue;
        case Marker.tally:
          ends = slices.tally(this.virtualCpu, words[i + At.tally.instructions]);
          break;
        case Marker.wide:
          slices.refer(this.virtualCpu);
          break;
        case Marker.continued:
          slices.join(this.virtualCpu);
          break;
        case Marker.measure:
          break;
        default:
          ends = isIdle(word) ? slices.idle(this.virtualCpu) : slices.marker(this.virtualCpu, next - from);
      }
      if (!ends) continue;
      slices.append(this.virtualCpu, words, from, next);
      from = next;
      yield* this.close(this.virtualCpu);
      if (slices.waiting >= this.lookAhead) yield* this.pump(false);
    }
    this.append(words, from, end);
    yield* this.pump(false);
  }

  /** Words [from, to) are the present virtual CPU's, which keeps them unless it is gone. */
  private append(words: Uint32Array, from: number, to: number): void {
    if (this.isGone[this.virtualCpu] === 0) this.slices.append(this.virtualCpu, words, from, to);
  }

  private select(virtualCpu: number): void {
    if (virtualCpu >= this.virtualCpus)
      throw new UserError(
        `the trace names CPU ${virtualCpu}; it should have ${this.virtualCpus} CPUs (0 to ${this.virtualCpus - 1})`,
      );
    this.virtualCpu = virtualCpu;
  }

  /** The slice that the virtual CPU has begun is whole. Before one of a parked virtual CPU goes out all that did not wait for it, and it may be gone after that. */
  private *close(virtualCpu: number): Generator<Uint32Array, void> {
    if (this.sharing.isParked(virtualCpu)) {
      yield* this.pump(false);
      if (this.isGone[virtualCpu] === 1) return;
      this.sharing.wake(virtualCpu);
    }
    this.slices.end(virtualCpu);
  }

  /** Nothing more comes for now: all goes out, with what virtual CPUs have done since their last tally. */
  private *drain(): Generator<Uint32Array, void> {
    for (let v = 0; v < this.virtualCpus; v++) {
      if (this.slices.hasBegun(v)) yield* this.close(v);
    }
    yield* this.pump(true);
  }

  private *pump(draining: boolean): Generator<Uint32Array, void> {
    while (this.run(draining)) yield this.out.take();
  }

  /** Writes slices in their order until the batch is full (true) or the next one is not known (false). */
  private run(draining: boolean): boolean {
    const { slices, sharing, out, lookAhead } = this;
    for (;;) {
      if (out.full) return true;
      if (this.loss !== null && this.clock >= this.loss.at) {
        if (!out.empty) return true;
        this.lose(this.loss);
      }
      const cpu = sharing.least();
      if (cpu < 0) return false;
      const virtualCpu = sharing.running[cpu];
      if (slices.next(virtualCpu)) {
        out.schedule(cpu, virtualCpu);
        const at = out.extend(slices.length);
        slices.take(virtualCpu, out.target, at);
        this.clock += slices.instructions;
        sharing.advance(cpu, slices.instructions, slices.idles);
      } else if (draining || slices.waiting >= lookAhead) sharing.park(cpu);
      else return false;
    }
  }

  /** What comes from here on is without what is lost. */
  private lose({ cpus, vms, lost }: LostCpus): void {
    this.loss = null;
    const gone = Array.from(this.isGone, (_, v) => v).filter((v) => vms.has(this.out.vmOf(v)));
    for (const v of gone) {
      this.isGone[v] = 1;
      this.slices.discard(v);
    }
    this.sharing.lose(cpus, gone);
    lost();
  }
}

/** Markers that say whose words follow, introduce what others use too, or are everybody's. */
const FOR_ALL: ReadonlySet<number> = new Set([Marker.cpu, Marker.region, Marker.part, Marker.task, Marker.window]);

/** Whether the CPU gives way: the instruction `wait`, or what a recording shows of it. */
function isIdle(word: number): boolean {
  const type = markerType(word);
  const a = markerOperand(word);
  if (type === Marker.idle) return a !== Idle.resume;
  return type === Marker.privileged && (a & 255) === Privileged.wait;
}
