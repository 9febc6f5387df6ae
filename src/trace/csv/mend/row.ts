import type { AccessBlock } from '../../words/encoder/access-block.ts';
import { Kind } from '../../words/layout.ts';
import type { Note } from '../../words/trace.ts';
import type { CsvEvent } from '../events.ts';

/** What a row of a recording is: a reference as in the trace (`Kind`), or one of the rows only recordings have. */
export const RowKind = {
  fetch: Kind.fetch,
  load: Kind.load,
  event: Kind.marker,
  store: Kind.store,
  /** A load, then a store, of the same place. */
  modify: 4,
  /** The physical page behind the address just given. */
  frame: 5,
} as const;
export type RowKind = (typeof RowKind)[keyof typeof RowKind];

/** One row of a recording, parsed. The reader fills the same object again and again: copy what must last. */
export interface Row {
  cpu: number;
  /** The recording's own id. */
  task: string;
  kernel: boolean;
  kind: RowKind;
  /** Address, unsigned 32-bit halves. */
  high: number;
  low: number;
  bytes: number;
  /** Instructions retired by a fetch; 0 of other rows. */
  instructions: number;
  /** Instructions that its CPU has executed since its row before, of which no fetch is told: of tables of events alone. */
  executed: number;
  /** Physical page number of a `frame` row, unsigned 32-bit halves. */
  pageHigh: number;
  pageLow: number;
  /** The `info` column of an event row, '' of others. */
  info: string;
  events: readonly CsvEvent[];
  /** An event row `task ID`: the task the recorder believes the CPU runs from here on. */
  claim: string | undefined;
  /** An event row `thread ID` or `space N`: the address space of its task, which it is the first row of. */
  space: number | undefined;
  /** An event row `segment FLAG ...`: what the address's region is (`RegionFlag`). */
  segment: number | undefined;
}

export const newRow = (): Row => ({
  cpu: 0,
  task: '0',
  kernel: false,
  kind: RowKind.fetch,
  high: 0,
  low: 0,
  bytes: 0,
  instructions: 0,
  executed: 0,
  pageHigh: 0,
  pageLow: 0,
  info: '',
  events: [],
  claim: undefined,
  space: undefined,
  segment: undefined,
});

/** Where rows go: to the encoder, or through the mending first. */
export interface RowSink {
  put(row: Row): void;
  /** References in order, of the row's CPU, task and mode, as by `put`, which the row is filled with; no event, frame or `modify`. */
  accesses(row: Row, block: AccessBlock): void;
  /** Sentences on what was dropped or mended; called once, after the last row. */
  finish(): Note[];
}
