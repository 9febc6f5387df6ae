import type { Architecture } from './architecture.ts';
import type { Warmup } from './warmup.ts';

/** A slice of a trace: words (see `layout.ts`) and, beside each, its detail (`detail.ts`). Whole runs, whole markers. */
export interface Batch {
  /** References and markers, as `layout.ts` packs them. */
  readonly words: Uint32Array;
  /** Beside each word of a reference what it leaves out; else 0. */
  readonly details: Uint16Array;
}

/** What is known of a trace before its first record. */
export interface TraceHeader {
  /** Where it came from: a file name, a command, a generator. */
  source: string;
  /** The recorded command, where known. */
  command?: string;
  /** The entry of the catalogue that says where it comes from (`catalogue/entry.ts`): of a trace that comes along or was made by `disco trace fetch`. */
  catalogue?: string;
  /** What the records were read from: `arrow`, `csv`, `lackey`, `din-d`, ... */
  format: string;
  /** CPUs the recording may name, 0 to cpus - 1; 128 where the source does not say. How many it has, its records show: `cpusOf`. */
  cpus: number;
  /** `user`: programs only; `system`: the kernel's references are in the trace. */
  level: 'user' | 'system';
  /** How addresses are divided into segments. */
  architecture: Architecture;
  /** log2 of the bytes in a granule, 0 to 4. */
  granuleBits: number;
  /** Processes that can wait for a disk at the same time; idle time is computed from it. */
  jobs?: number;
  /** What of each window is the ramp-up, for whoever replays it and does not say otherwise; none unless given. */
  warmup?: Warmup;
  /** The ends of warm-ups are marked in the words already (`Marker.measure`); no recorded trace has it. */
  marked?: true;
  /** So many copies of a recording follow each other on its CPUs, each with a kernel of its own; no recorded trace has it. */
  copies?: number;
  /** Its processes go from one CPU to another, whichever these are, as its own schedule has it: the guest's moves none. */
  moves?: true;
  /** It has events and counts of instructions alone: no reference is in it, so that nothing is known of caches and TLBs (`EventsEncoder`). */
  only?: 'events';
  /** A guest's work was inserted into it (`withGuest`), so that its kernel is that guest's; no recorded trace has it. */
  inserted?: true;
}

export const MAX_CPUS = 128;
/** Most processes that can wait for a disk at once: the queueing network of idle time is solved for each number of them. */
export const MAX_JOBS = 1024;

/** Sums over the whole trace, known once it was read to its end. */
export interface Totals {
  /** References: accesses as recorded, before any splitting. An instruction run is one. */
  references: number;
  /** Instructions, those counted by tallies included. */
  instructions: number;
  /** References that fetch. */
  fetches: number;
  /** References that load. */
  loads: number;
  /** References that store. */
  stores: number;
  /** Markers that are no bookkeeping: what happened. */
  events: number;
  /** Words of 32 bits. */
  words: number;
  /** Regions of memory that are touched. */
  regions: number;
  /** Tasks: threads, or processes of one thread. */
  tasks: number;
  /** Windows of the recording; one, where it has no gaps. */
  windows: number;
  /** CPUs the trace names: the highest number and one. */
  cpus: number;
}

/**
 * What there is to say of a trace: `warning` of what makes it less than whole or sure, `change` of what was dropped, mended or added on the way in,
 * `remark` of anything else that is good to know.
 */
export const NOTE_KINDS = ['warning', 'change', 'remark'] as const;
/** How grave a note is. */
export type NoteKind = (typeof NOTE_KINDS)[number];
/** Something to know of a trace. */
export interface Note {
  /** How grave it is. */
  kind: NoteKind;
  /** A sentence for people, without its full stop. */
  text: string;
}

const noteOf =
  (kind: NoteKind) =>
  (text: string): Note => ({ kind, text });
export const warning = noteOf('warning');
export const change = noteOf('change');
export const remark = noteOf('remark');

/** Adds a note unless it is there already. */
export function addNote(notes: Note[], { kind, text }: Note): void {
  if (!notes.some((note) => note.text === text)) notes.push({ kind, text });
}

/** A trace that can be read, from its beginning, once for each call of `batches`; only once in all where it says so. */
export interface Trace {
  /** What is known before the first record. */
  readonly header: TraceHeader;
  /** Totals, when the source knows them without being read (a whole container). */
  readonly totals?: Totals;
  /** CPUs its records show, where that is known although the totals are not. */
  readonly cpus?: number;
  /** What was dropped, mended or found cut off, for people; grows while the trace is read. */
  readonly notes: Note[];
  /** A sentence, once a reading has ended because the input was cut off. */
  readonly truncated?: string;
  /** A sentence, after reading: bytes behind the compressed stream were passed over. */
  readonly surplus?: string;
  /** It comes through a pipe: `batches` can be called once. */
  readonly once?: boolean;
  /** Its tasks were put on CPUs where it was opened (`OpenOptions.cpus`). */
  readonly placed?: true;
  /**
   * `details`: with the details, which containers otherwise leave compressed unless they were opened with them. `reuse`: the caller is done with a
   * batch when it asks for the next, so that its memory may be used again; else every batch is the caller's to keep.
   */
  batches(details?: boolean, reuse?: boolean): AsyncIterable<Batch>;
  /**
   * Of a container: the batches with their details, their words as they are. `batches` throws where words are wrong; here `problem` is
   * told of checksums alone, and the words are for the caller to check.
   */
  unchecked?(problem: (text: string) => void): AsyncIterable<Batch>;
}

/** How to open a trace. */
export interface OpenOptions {
  /** log2 of the granule's bytes; smaller than 4 only for caches with lines under 16 bytes. Default 4. */
  granuleBits?: number;
  /** Reader by name instead of by content. */
  format?: string;
  /** Read as a text of this layout: a line's, or a YAML or JSON file's name (see `layout/document.ts`). */
  layout?: string;
  /** Keep what a full-system recording's own TLB and C library caused (see `csv/mend/`). Default false. */
  raw?: boolean;
  /**
   * Puts the tasks (threads) of a user-level trace on so many CPUs, 1 to 128, whichever they were recorded on; see docs/explanation/recording.md for
   * what is kept of their order. Unless given they stay where they are.
   */
  cpus?: number;
  /**
   * With `cpus`, which task goes where: `threads` (the default: in the order in which they appear, one CPU after the other), `processes` (all of
   * an address space on one CPU), a CSV file `task,cpu`, or the same as an object; tasks by their ids as reports show them.
   */
  map?: string | Readonly<Record<string, number>>;
  /** Containers: decompress the details too, which conversions need and replay does not. Default false. */
  details?: boolean;
  /**
   * Bytes of a text after which a second thread scans it, which is waited for; Infinity: never. Unless given, where there are two
   * cores, a long text's rest is scanned by one as soon as it is there. What is read is the same.
   */
  aloneBytes?: number | undefined;
  /** Told of progress: bytes read of the file so far, and in all where known. */
  onProgress?: (bytes: number, total: number | undefined) => void;
  /** Ends a reading with an AbortError. */
  signal?: AbortSignal;
}
