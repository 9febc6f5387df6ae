import { UserError } from '../errors.ts';
import { CpuWords } from '../trace/schedule/cpu-words.ts';
import { wordQueues } from '../trace/schedule/word-queues.ts';
import { Marker, markerOperand, markerType } from '../trace/words/markers.ts';
import type { Stage } from '../trace/words/stage.ts';
import { Mode } from '../trace/words/vocabulary.ts';
import { At, endOfMarker, isRegion, nextMarker } from '../trace/words/walk.ts';
import { Affinity } from './affinity.ts';
import { Streams } from './streams.ts';

/** Words that a stream is held back by at most: 4 MB. */
const MOST_HELD = 1 << 20;
const NONE = -1;

/** Where processes may go. */
export interface MoveShape {
  /** Instructions of a CPU that make full affinity, see `Affinity`. */
  affinityInstructions: number;
  /** Kernels, each of which has some of the trace's CPUs. */
  kernels: number;
  kernelOf: (cpu: number) => number;
}

/**
 * The guest's scheduler as far as it lets processes change CPUs. What the trace has for each of its CPUs is a *stream*; two streams of the
 * same kernel exchange their CPUs, so that all work is done once and no CPU has two processes at a time. Takes words with the guest's work
 * inserted, in which `Marker.cpu` names streams, and gives the same in which it names CPUs.
 *
 * When: IRIX dispatches a process on its last CPU as long as it has any affinity to it, and else on whichever comes free, each alike. So
 * for a switch to a process that has lost its affinity a kernel of n CPUs owes (n − 1) / n of a move; it has paid one for each process that runs on another CPU than it did
 * last. Once it owes one, the next stream to have switched to a process without affinity is held back, as that process
 * waits to run, until another of the kernel has: then these two exchange. Both are behind their switches, in user mode, with
 * no run, service, lock or access begun, so that nothing of one process is counted on two CPUs. A stream is not held back beyond its
 * next switch, the end of its warm-up, which belongs to its CPU, a gap, the end or `MOST_HELD` words. Streams of which one is still in the
 * warm-up do not exchange.
 *
 * Each stream's words come out once, in their order; regions and tasks are introduced before what is held back. With one
 * CPU for each kernel, the words that come out are those that went in.
 */
export class ProcessMoves implements Stage<Uint32Array> {
  private readonly kernelOf: (cpu: number) => number;
  private readonly mostHeld: number;
  private readonly streams: Streams;
  private readonly out = new CpuWords();
  /** Stream -> its CPU. */
  private readonly cpuOf: Int32Array;
  private readonly affinity: Affinity;
  /** Kernel -> moves that it owes. */
  private readonly owed: Float64Array;
  /** Kernel -> the stream that is held back, -1: none. */
  private readonly waiting: Int32Array;
  /** Kernel -> its CPUs. */
  private readonly cpus: Int32Array;
  /** Kernel -> how many of its streams have switched processes. */
  private readonly switching: Int32Array;
  private readonly held = wordQueues(0);
  /** Stream -> words of it that are held back. */
  private readonly heldWords: Int32Array;
  /** Stream -> its instructions in these. */
  private readonly heldInstructions: Float64Array;
  /** Stream of the words being read. */
  private stream = 0;

  /** `cpus`: of the trace. */
  constructor({ affinityInstructions, kernels, kernelOf }: MoveShape, cpus: number, mostHeld = MOST_HELD) {
    this.kernelOf = kernelOf;
    this.mostHeld = mostHeld;
    this.streams = new Streams(cpus);
    this.cpuOf = Int32Array.from({ length: cpus }, (_, stream) => stream);
    this.affinity = new Affinity(affinityInstructions, cpus);
    this.cpus = new Int32Array(kernels);
    for (let cpu = 0; cpu < cpus; cpu++) this.cpus[kernelOf(cpu)]++;
    this.owed = new Float64Array(kernels);
    this.waiting = new Int32Array(kernels).fill(NONE);
    this.switching = new Int32Array(kernels);
    this.held.grow(cpus);
    this.heldWords = new Int32Array(cpus);
    this.heldInstructions = new Float64Array(cpus);
  }

  /** Takes whole markers; yields what is full. */
  *push(words: Uint32Array): Generator<Uint32Array, void> {
    const { streams, out } = this;
    const end = words.length;
    /** Words before this have found their place. */
    let from = 0;
    for (let next = 0; next < end; ) {
      const i = nextMarker(words, next);
      if (i > next) streams.refer(this.stream);
      if (i === end) break;
      const word = words[i];
      const type = markerType(word);
      next = endOfMarker(words, i);
      if (type === Marker.cpu) {
        this.put(words, from, i);
        from = next;
        this.select(markerOperand(word));
      } else if (type === Marker.window) {
        this.put(words, from, i);
        from = next;
        for (let kernel = 0; kernel < this.waiting.length; kernel++) this.release(kernel);
        streams.gap();
        out.copy(words, i, next);
      } else if ((isRegion(type) || type === Marker.task) && this.isHeld) {
        this.put(words, from, i);
        from = next;
        out.copy(words, i, next);
      } else if (type === Marker.run) {
        this.put(words, from, i);
        from = i;
        this.run(markerOperand(word));
      } else {
        if (type === Marker.measure && this.isHeld) {
          this.put(words, from, i);
          from = i;
          this.release(this.kernelOf(this.stream));
        }
        streams.mark(this.stream, words, i);
        if (type === Marker.tally) this.advance(words[i + At.tally.instructions]);
        if (type !== Marker.mode || markerOperand(word) !== Mode.user || !streams.hasSwitched(this.stream)) continue;
        this.put(words, from, next);
        from = next;
        this.offer(this.stream);
      }
      if (out.full) yield out.take();
    }
    this.put(words, from, end);
    if (out.full) yield out.take();
  }

  *finish(): Generator<Uint32Array, void> {
    for (let kernel = 0; kernel < this.waiting.length; kernel++) this.release(kernel);
    if (!this.out.empty) yield this.out.take();
  }

  private select(stream: number): void {
    if (stream >= this.cpuOf.length)
      throw new UserError(
        `the trace names CPU ${stream}; it should have ${this.cpuOf.length} CPUs (0 to ${this.cpuOf.length - 1})`,
      );
    this.stream = stream;
  }

  /** The present stream executes so many instructions, at once or when it is no longer held back. */
  private advance(instructions: number): void {
    if (this.isHeld) this.heldInstructions[this.stream] += instructions;
    else this.affinity.advance(this.cpuOf[this.stream], instructions);
  }

  private get isHeld(): boolean {
    return this.waiting[this.kernelOf(this.stream)] === this.stream;
  }

  /** Words [from, to) are the present stream's. */
  private put(words: Uint32Array, from: number, to: number): void {
    if (from === to) return;
    const { stream } = this;
    if (!this.isHeld) {
      this.out.select(this.cpuOf[stream]);
      this.out.copy(words, from, to);
      return;
    }
    this.held.append(stream, words, from, to);
    this.heldWords[stream] += to - from;
    if (this.heldWords[stream] >= this.mostHeld) this.release(this.kernelOf(stream));
  }

  /** The present stream runs a task from here on. */
  private run(task: number): void {
    const { stream, streams } = this;
    const kernel = this.kernelOf(stream);
    if (this.isHeld) this.release(kernel);
    const { affinity } = this;
    const cpu = this.cpuOf[stream];
    const before = streams.taskOf(stream);
    const last = affinity.cpuOf(task);
    if (before === task) return;
    const isFirst = !streams.everSwitched(stream);
    affinity.end(before);
    const isFree = !affinity.has(task);
    if (streams.run(stream, task, isFree) && isFirst) this.switching[kernel]++;
    if (last !== undefined && isFree) this.owed[kernel] += 1 - 1 / this.cpus[kernel];
    if (last !== undefined && last !== cpu) this.owed[kernel]--;
    affinity.begin(task, cpu);
  }

  /** A stream is behind a switch: it may exchange its CPU with another that is. */
  private offer(stream: number): void {
    const kernel = this.kernelOf(stream);
    const other = this.waiting[kernel];
    const pairs = other !== NONE && this.streams.isMeasured(other) === this.streams.isMeasured(stream);
    if (pairs) this.exchange(other, stream);
    this.release(kernel);
    if (!pairs && this.owed[kernel] >= 1 && this.switching[kernel] > 1) this.waiting[kernel] = stream;
  }

  private exchange(one: number, other: number): void {
    const { cpuOf } = this;
    [cpuOf[one], cpuOf[other]] = [cpuOf[other], cpuOf[one]];
    for (const stream of [one, other]) {
      const task = this.streams.taskOf(stream);
      this.affinity.end(task);
      this.affinity.begin(task, cpuOf[stream]);
      this.owed[this.kernelOf(stream)]--;
    }
  }

  /** What a kernel holds back goes out. */
  private release(kernel: number): void {
    const stream = this.waiting[kernel];
    if (stream === NONE) return;
    this.waiting[kernel] = NONE;
    const count = this.heldWords[stream];
    this.affinity.advance(this.cpuOf[stream], this.heldInstructions[stream]);
    this.heldWords[stream] = this.heldInstructions[stream] = 0;
    if (count === 0) return;
    this.out.select(this.cpuOf[stream]);
    const at = this.out.extend(count);
    this.held.take(stream, count, this.out.target, at);
  }
}
