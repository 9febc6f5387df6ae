import type { Batch, Note, OpenOptions, Totals, TraceHeader } from '../words/trace.ts';

/** What a reader is started with. */
export interface Task {
  readonly path: string;
  readonly options: ReadOptions;
  /** Where compiled code is kept, if anywhere. */
  readonly compiled: string | undefined;
}

/** Options of opening that can be sent. */
export type ReadOptions = Omit<OpenOptions, 'onProgress' | 'signal'>;

/** What is known of a trace when something is said of it. */
export interface Facts {
  readonly header: TraceHeader;
  /** Those that are new since something was said last. */
  readonly notes: readonly Note[];
  readonly totals: Totals | undefined;
  readonly cpus: number | undefined;
  readonly placed: true | undefined;
  readonly truncated: string | undefined;
  readonly surplus: string | undefined;
}

/** What a reader says: that the trace is open; how far it is; its batches in order, each in memory that is shared until its number is given back; that it is through. */
export type Message =
  | { kind: 'open' | 'end'; facts: Facts }
  | { kind: 'progress'; bytes: number; total: number | undefined }
  | { kind: 'batch'; batch: Batch; slot: number; facts: Facts }
  | { kind: 'wrong'; message: string; byUser: boolean; facts: Facts | undefined };
