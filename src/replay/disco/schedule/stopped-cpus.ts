import { Marker, markerOperand, markerType } from '../../../trace/words/markers.ts';
import type { Stage } from '../../../trace/words/stage.ts';
import { At, endOfMarker, nextMarker } from '../../../trace/words/walk.ts';

/** When CPUs stop, and which. */
export interface Stop {
  /** Instructions of all CPUs. */
  at: number;
  cpus: ReadonlySet<number>;
  /** They do not stop after all: the moment at which the last would have is told, and they go on. */
  spared: boolean;
}

/** Markers that introduce what others use too, or are everybody's. */
const FOR_ALL: ReadonlySet<number> = new Set([Marker.region, Marker.part, Marker.task, Marker.window]);

/**
 * Leaves out what CPUs do from a moment on, where each virtual CPU has a CPU of its own. A CPU that stops ends its run of references first, so
 * that all it referred to is told. All that comes before the last has stopped comes out first, then `stopped` is called, then what others do.
 */
export class StoppedCpus implements Stage<Uint32Array> {
  private readonly at: number;
  private readonly stopped: () => void;
  private clock = 0;
  private cpu = 0;
  private state: 'before' | 'stopping' | 'after' = 'before';
  /** CPUs that are to stop, and have not yet. */
  private readonly running: Set<number>;
  private readonly stops: ReadonlySet<number>;
  private readonly spared: boolean;
  /** CPUs within a run of references. */
  private readonly within = new Set<number>();

  constructor({ at, cpus, spared }: Stop, stopped: () => void) {
    this.at = at;
    this.stops = cpus;
    this.spared = spared;
    this.running = new Set(cpus);
    this.stopped = stopped;
  }

  *push(words: Uint32Array): Generator<Uint32Array, void> {
    if (this.isDue()) this.stop();
    /** Words before this have gone out, or are left out. */
    let from = 0;
    for (let next = 0; next < words.length; ) {
      const i = nextMarker(words, next);
      const end = i < words.length ? endOfMarker(words, i) : i;
      const isLeftOut = this.isStopped(this.cpu);
      if (isLeftOut) {
        yield* out(words, from, next);
        from = i;
      } else if (i > next) this.within.add(this.cpu);
      if (i < words.length) {
        if (!this.isKept(words[i], isLeftOut)) {
          yield* out(words, from, i);
          from = end;
        }
        this.mark(words, i, isLeftOut);
        if (this.isDue()) {
          yield* out(words, from, end);
          from = end;
          this.stop();
        }
      }
      next = end;
    }
    yield* out(words, from, words.length);
  }

  finish(): [] {
    return [];
  }

  private isStopped(cpu: number): boolean {
    return this.state !== 'before' && !this.spared && this.stops.has(cpu) && !this.running.has(cpu);
  }

  private isKept(word: number, isLeftOut: boolean): boolean {
    const type = markerType(word);
    return type === Marker.cpu ? !this.isStopped(markerOperand(word)) : !isLeftOut || FOR_ALL.has(type);
  }

  /** Keeps the books of a marker. */
  private mark(words: Uint32Array, i: number, isLeftOut: boolean): void {
    const type = markerType(words[i]);
    if (type === Marker.cpu) this.cpu = markerOperand(words[i]);
    else if (type === Marker.window) this.within.clear();
    else if (isLeftOut) return;
    else if (type === Marker.wide) this.within.add(this.cpu);
    else if (type === Marker.tally) {
      this.within.delete(this.cpu);
      this.clock += words[i + At.tally.instructions];
    }
  }

  /** Whether the moment has come, and none of the CPUs that are to stop is within a run; those of them that are not do stop. */
  private isDue(): boolean {
    if (this.state === 'after' || this.clock < this.at) return false;
    this.state = 'stopping';
    for (const cpu of this.running) if (!this.within.has(cpu)) this.running.delete(cpu);
    return this.running.size === 0;
  }

  private stop(): void {
    this.state = 'after';
    this.stopped();
  }
}

function* out(words: Uint32Array, from: number, to: number): Generator<Uint32Array, void> {
  if (to > from) yield words.subarray(from, to);
}
