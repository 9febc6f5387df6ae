import { Marker, markerOperand, markerType } from '../trace/words/markers.ts';
import { Mode } from '../trace/words/vocabulary.ts';

/** What a trace has for one of its CPUs, and how far it is with it. */
interface Stream {
  /** Task it runs, -1 before its first. */
  task: number;
  mode: number;
  /** Services entered and not left. */
  services: number;
  /** Locks held. */
  locks: number[];
  /** Whether there are references since the last tally. */
  runOpen: boolean;
  /** Whether the second part of an access is to come. */
  halfway: boolean;
  /** Whether the present window's warm-up is over for it. */
  isMeasured: boolean;
  /** Whether it has come to a task that is free to go elsewhere since `hasSwitched` said so last; whether it ever came to another task. */
  switched: boolean;
  everSwitched: boolean;
}

/** How far each stream of a trace is: whether it is between two things, and has switched to another task. */
export class Streams {
  private readonly streams: readonly Stream[];

  constructor(count: number) {
    this.streams = Array.from({ length: count }, () => ({
      task: -1, mode: Mode.user, services: 0, locks: [], runOpen: false, halfway: false, isMeasured: false, switched: false, everSwitched: false,
    })); // biome-ignore format: a record
  }

  taskOf(stream: number): number {
    return this.streams[stream].task;
  }

  isMeasured(stream: number): boolean {
    return this.streams[stream].isMeasured;
  }

  everSwitched(stream: number): boolean {
    return this.streams[stream].everSwitched;
  }

  /** There was a reference. */
  refer(stream: number): void {
    const each = this.streams[stream];
    each.runOpen = true;
    each.halfway = false;
  }

  /** The stream runs a task, which is free to go elsewhere or not; whether in the place of another. */
  run(stream: number, task: number, isFree: boolean): boolean {
    const each = this.streams[stream];
    const isSwitch = each.task >= 0 && each.task !== task;
    each.task = task;
    each.switched = isSwitch && isFree;
    each.everSwitched ||= isSwitch;
    return isSwitch;
  }

  /** Whether the stream has come to a free task and is between two things, in user mode; says so once for each switch. */
  hasSwitched(stream: number): boolean {
    const each = this.streams[stream];
    const { switched, mode, services, locks, runOpen, halfway } = each;
    const isBetween = mode === Mode.user && services === 0 && locks.length === 0 && !runOpen && !halfway;
    if (!switched || !isBetween) return false;
    each.switched = false;
    return true;
  }

  /** Keeps the books of any other marker of the stream, at word `i`. */
  mark(stream: number, words: Uint32Array, i: number): void {
    const each = this.streams[stream];
    const a = markerOperand(words[i]);
    switch (markerType(words[i])) {
      case Marker.mode:
        each.mode = a;
        break;
      case Marker.serviceEnter:
        each.services++;
        break;
      case Marker.serviceLeave:
        each.services = Math.max(0, each.services - 1);
        break;
      case Marker.lockAcquire:
        each.locks.push(a);
        break;
      case Marker.lockRelease: {
        const held = each.locks.lastIndexOf(a);
        if (held >= 0) each.locks.splice(held, 1);
        break;
      }
      case Marker.tally:
        each.runOpen = each.halfway;
        break;
      case Marker.wide:
        this.refer(stream);
        break;
      case Marker.continued:
        each.halfway = true;
        break;
      case Marker.measure:
        each.isMeasured = true;
        break;
    }
  }

  /** A gap in the recording: a warm-up begins, and which locks are held is not known. */
  gap(): void {
    for (const each of this.streams) {
      each.isMeasured = false;
      each.locks.length = 0;
    }
  }
}
