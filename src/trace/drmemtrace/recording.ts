import type { BatchQueue } from '../bytes/text-trace.ts';
import type { AccessBlock } from '../words/encoder/access-block.ts';
import { Marker } from '../words/markers.ts';
import { change, MAX_CPUS, type Note, remark, warning } from '../words/trace.ts';
import { Mode } from '../words/vocabulary.ts';
import { MARKER_KINDS } from './marker-kinds.ts';

/** Whose records follow: a thread, its process and the recording's number of its CPU; -1 where they are not known. */
export interface Place {
  thread: number;
  process: number;
  cpu: number;
  mode: Mode;
}

/** CPUs named in a note. */
const MOST_NAMED = 32;
const listed = (cpus: readonly number[]): string =>
  cpus.length <= MOST_NAMED
    ? cpus.join(', ')
    : `${cpus.slice(0, MOST_NAMED).join(', ')} and ${cpus.length - MOST_NAMED} more`;

/** What all threads of a recording write to: the encoder, the numbers of CPUs and address spaces, and what there is to say at the end. */
export class Recording {
  references = 0;
  instructions = 0;
  prefetches = 0;
  flushes = 0;
  withoutSize = 0;
  private readonly queue: BatchQueue;
  /** The recording's CPU -> ours, in the order in which they appear. */
  private readonly cpus = new Map<number, number>();
  /** Process -> address space, from 1. */
  private readonly spaces = new Map<number, number>();
  private readonly modes: Mode[] = [];
  /** Kinds of markers left out -> how many. */
  private readonly leftOut = new Map<number, number>();
  private readonly warnings: Note[] = [];
  private window = -1;

  constructor(queue: BatchQueue) {
    this.queue = queue;
  }

  /** The next accesses, at a place. */
  accesses(place: Place, block: AccessBlock): void {
    this.enter(place);
    this.queue.references(block);
  }

  event(place: Place, type: Marker, a = 0, ...operands: number[]): void {
    this.enter(place);
    this.queue.encoder.event(type, a, ...operands);
  }

  /** The physical address behind a virtual one. */
  frame(place: Place, [virtual, physical]: readonly [bigint, bigint]): void {
    this.enter(place);
    const page = this.queue.encoder.page(Number(virtual >> 32n), Number(virtual & 0xffffffffn));
    const frame = physical >> 12n;
    this.queue.encoder.event(Marker.frame, page, Number(frame & 0xffffffffn), Number(frame >> 32n));
  }

  /** What follows belongs to this window: the first thread that comes to it begins it. */
  enterWindow(place: Place, window: number): void {
    if (window <= this.window) return;
    this.window = window;
    const halves = (n: number): [number, number] => [n >>> 0, Math.floor(n / 2 ** 32)];
    this.event(place, Marker.window, 0, ...halves(this.references), ...halves(this.instructions));
  }

  leave(markerType: number): void {
    this.leftOut.set(markerType, (this.leftOut.get(markerType) ?? 0) + 1);
  }

  warn(text: string): void {
    this.warnings.push(warning(text));
  }

  /** What was not taken as it stands. */
  notes(): Note[] {
    const notes = [...this.warnings];
    const say = (n: number, what: string): void => {
      if (n > 0) notes.push(change(`${n} ${what}`));
    };
    const recorded = [...this.cpus.keys()];
    if (recorded.some((cpu, n) => cpu !== n))
      notes.push(
        remark(`CPUs are numbered from 0 in the order in which they appear: ${listed(recorded)} in the recording`),
      );
    if (recorded.length > MAX_CPUS)
      notes.push(
        warning(
          `${recorded.length} CPUs are in the recording, more than ${MAX_CPUS}: they share ${MAX_CPUS} here, in turn`,
        ),
      );
    if (this.spaces.size > 1)
      notes.push(remark(`${this.spaces.size} processes, each with an address space of its own`));
    say(this.prefetches, 'prefetches are left out: they are hints, which no mechanism here takes');
    say(this.flushes, 'cache flushes are left out: they are no references');
    say(this.withoutSize, 'loads and stores of 0 bytes, whose size the recording does not know, are taken as 1 byte');
    const kinds = [...this.leftOut].sort(([a], [b]) => a - b);
    say(
      kinds.reduce((sum, [, n]) => sum + n, 0),
      `markers without a counterpart are left out: ${kinds.map(([type, n]) => `${n} ${MARKER_KINDS[type] ?? `of type ${type}`}`).join(', ')}`,
    );
    return notes;
  }

  private enter({ cpu, thread, process, mode }: Place): void {
    const { encoder } = this.queue;
    const number = cpu < 0 ? 0 : this.numberOf(this.cpus, cpu) % MAX_CPUS;
    encoder.cpu(number);
    if (thread >= 0) encoder.task(thread.toString(16), this.numberOf(this.spaces, process) + 1);
    if ((this.modes[number] ?? Mode.user) === mode) return;
    this.modes[number] = mode;
    encoder.event(Marker.mode, mode);
  }

  private numberOf(numbers: Map<number, number>, recorded: number): number {
    const known = numbers.get(recorded);
    if (known !== undefined) return known;
    numbers.set(recorded, numbers.size);
    return numbers.size - 1;
  }
}
