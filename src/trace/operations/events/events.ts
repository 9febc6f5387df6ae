import { type Actor, TraceDecoder, type TraceEvent } from '../../words/decoder.ts';
import { MARKER_NAMES, Marker, type MarkerName } from '../../words/markers.ts';
import type { Trace, TraceHeader } from '../../words/trace.ts';
import { Idle, Mode, Privileged, SERVICE_NAMES } from '../../words/vocabulary.ts';
import { Blocks, type BlockUse } from './blocks.ts';

/** What somebody executed, and the events that happened meanwhile. */
export interface Doing {
  /** Instructions executed. */
  instructions: number;
  /** Of these, in kernel mode. */
  kernel: number;
  /** Events that happened meanwhile. */
  events: number;
}

/** What a trace of events alone tells, whatever machine it would run on. */
export interface EventProfile extends Doing {
  /** The trace's header. */
  header: TraceHeader;
  /** Windows of the recording. */
  windows: number;
  /** What each CPU executed. */
  cpus: (Doing & { cpu: number })[];
  /** By the recording's id, hexadecimal; '' of what a CPU did before its first task. */
  tasks: (Doing & { task: string })[];
  /** Events of each kind that occurs, the most frequent first. */
  kinds: { event: MarkerName; count: number }[];
  /** How often each service of the kernel was entered. */
  services: { service: string; entries: number }[];
  /** System call instructions by number, the most frequent first. */
  calls: { number: number; count: number }[];
  /** Returns from exceptions. */
  returns: number;
  /** Times a CPU began to wait. */
  idle: number;
  /** Requests to disks. */
  disk: BlockUse;
}

/**
 * Reads a trace of events alone through once. Memory grows with the tasks and the blocks of disks that it names.
 *
 * @param trace - an open trace
 * @param options - `signal` ends the reading with an AbortError
 * @returns what was executed, and which events happened
 * @example
 * ```ts
 * import { eventProfile, eventsOnly, openTrace } from 'disco-replay';
 *
 * const trace = eventsOnly(await openTrace('shell-mips', { details: true }));
 * const { kinds, disk } = await eventProfile(trace);
 * console.log(kinds[0], disk);
 * ```
 */
export async function eventProfile(trace: Trace, { signal }: { signal?: AbortSignal } = {}): Promise<EventProfile> {
  const decoder = new TraceDecoder(trace.header.granuleBits);
  const counter = new EventCounter();
  for await (const batch of trace.batches(true)) {
    signal?.throwIfAborted();
    decoder.decode(batch, counter);
  }
  return counter.profile(trace.header);
}

const nothing = (): Doing => ({ instructions: 0, kernel: 0, events: 0 });

/** By key, made where there is none. */
function at<K>(map: Map<K, Doing>, key: K): Doing {
  const found = map.get(key) ?? nothing();
  map.set(key, found);
  return found;
}

const count = (map: Map<number, number>, key: number): void => {
  map.set(key, (map.get(key) ?? 0) + 1);
};

/** Most first, then by number. */
const ranked = (map: ReadonlyMap<number, number>): [number, number][] =>
  [...map].sort(([a, n], [b, m]) => m - n || a - b);

class EventCounter {
  private readonly all = nothing();
  private readonly cpus = new Map<number, Doing>();
  private readonly tasks = new Map<string, Doing>();
  private readonly kinds = new Map<number, number>();
  private readonly services = new Map<number, number>();
  private readonly calls = new Map<number, number>();
  private readonly waiting = new Set<number>();
  private readonly blocks = new Blocks();
  private windows = 0;
  private idle = 0;
  private returns = 0;

  /** A trace of events alone has none. */
  reference(): void {}

  instructions(n: number, by: Readonly<Actor>): void {
    for (const doing of this.doings(by)) {
      doing.instructions += n;
      if (by.mode === Mode.kernel) doing.kernel += n;
    }
  }

  event(event: TraceEvent): void {
    const { type, a, cpu } = event;
    for (const doing of this.doings(event)) doing.events++;
    count(this.kinds, type);
    if (type === Marker.serviceEnter) count(this.services, a);
    else if (type === Marker.syscall) count(this.calls, a);
    else if (type === Marker.window) this.windows++;
    else if (type === Marker.privileged && (a & 255) === Privileged.exceptionReturn) this.returns++;
    else if (type === Marker.idle) {
      if (a === Idle.resume) this.waiting.delete(cpu);
      else if (!this.waiting.has(cpu)) {
        this.waiting.add(cpu);
        this.idle++;
      }
    } else this.blocks.see(event);
  }

  profile(header: TraceHeader): EventProfile {
    return {
      header,
      ...this.all,
      windows: this.windows,
      cpus: [...this.cpus].sort(([a], [b]) => a - b).map(([cpu, doing]) => ({ cpu, ...doing })),
      tasks: [...this.tasks].map(([task, doing]) => ({ task, ...doing })),
      kinds: ranked(this.kinds).map(([type, n]) => ({ event: MARKER_NAMES[type] as MarkerName, count: n })),
      services: ranked(this.services).map(([service, entries]) => ({ service: SERVICE_NAMES[service], entries })),
      calls: ranked(this.calls).map(([number, n]) => ({ number, count: n })),
      returns: this.returns,
      idle: this.idle,
      disk: this.blocks.use(),
    };
  }

  private doings({ cpu, task }: Readonly<Actor>): Doing[] {
    return [this.all, at(this.cpus, cpu), at(this.tasks, task)];
  }
}
