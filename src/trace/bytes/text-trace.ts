import { UserError } from '../../errors.ts';
import type { AccessBlock } from '../words/encoder/access-block.ts';
import { TraceEncoder } from '../words/encoder/encoder.ts';
import { RegionLimit } from '../words/encoder/region-numbers.ts';
import { GRANULE_BITS } from '../words/layout.ts';
import { demandRecords } from '../words/totals.ts';
import {
  type Batch,
  type Note,
  type OpenOptions,
  type Totals,
  type Trace,
  type TraceHeader,
  warning,
} from '../words/trace.ts';
import type { TextInput } from './lines.ts';
import { ReadingNotes } from './reading-notes.ts';

/** What turns chunks into accesses: a `LineScanner`, or a scanner of fixed records. */
export interface ChunkScanner {
  /** What it finds in steps is used step by step. */
  push(chunk: Buffer): void | AsyncIterable<void>;
  /** Before `end`: steps that are left. */
  finish?(truncated: boolean): AsyncIterable<void>;
  /** See `LineScanner.end`. */
  end(truncated: boolean): string | undefined;
  /** Nothing more is asked of it. */
  close?(): void;
  /** The line it is at, from 1, where there are lines. */
  readonly line?: number;
}

/** An encoder whose full batches wait until the scanner is through with its chunk. */
export class BatchQueue {
  readonly encoder: TraceEncoder;
  private ready: Batch[] = [];

  constructor(encoder: TraceEncoder) {
    this.encoder = encoder;
  }

  references(block: AccessBlock): void {
    this.encoder.references(block);
    if (this.encoder.full) this.ready.push(this.encoder.take());
  }

  drain(): Batch[] {
    const ready = this.ready;
    this.ready = [];
    return ready;
  }
}

/** Where a scanner's records become batches: a `BatchQueue`, or what encodes rows. */
interface Encoded {
  readonly encoder: TraceEncoder;
  /** What alone the trace has, as in its header. */
  readonly only?: TraceHeader['only'];
  drain(): Iterable<Batch>;
}

interface ScanOptions {
  readonly signal: AbortSignal | undefined;
  /** As for `Trace.batches`. */
  readonly reuse: boolean | undefined;
}

/**
 * The batches of a source, to its end. What was cut off or dropped goes to `notes`, and then what `remarks` says at the end.
 * Throws a UserError if there was no record.
 */
export async function* scanThrough(
  input: TextInput,
  scanner: ChunkScanner,
  encoded: Encoded,
  notes: ReadingNotes,
  { signal, reuse = false }: ScanOptions,
  remarks: () => readonly Note[] = () => [],
): AsyncGenerator<Batch, void, undefined> {
  function* drained(): Generator<Batch> {
    for (const batch of encoded.drain()) {
      yield batch;
      if (reuse) encoded.encoder.giveBack(batch);
    }
  }
  for await (const chunk of input.chunks) {
    signal?.throwIfAborted();
    for await (const _ of atLine(input.name, scanner, () => scanner.push(chunk))) yield* drained();
    input.release?.(chunk);
  }
  const cut = input.truncated;
  for await (const _ of atLine(input.name, scanner, () => scanner.finish?.(cut !== undefined))) yield* drained();
  let dropped: string | undefined;
  const end = (): void => {
    dropped = scanner.end(cut !== undefined);
  };
  for await (const _ of atLine(input.name, scanner, end));
  if (cut !== undefined) notes.push(warning(`${input.name}: ${cut}`));
  if (input.surplus !== undefined) notes.push(warning(`${input.name}: ${input.surplus}`));
  if (dropped !== undefined) {
    input.truncated ??= dropped;
    notes.push(warning(`${input.name}: ${dropped}`));
  }
  notes.push(...remarks());
  yield* drained();
  const last = encoded.encoder.finish();
  demandRecords(encoded.encoder.totals, input.name, { only: encoded.only, truncated: input.truncated });
  yield last;
}

/** Does it, in its steps and one last; where the trace can hold no more, says up to which line it could: accesses are encoded some at a time. */
async function* atLine(
  name: string,
  scanner: ChunkScanner,
  scan: () => void | AsyncIterable<void>,
): AsyncGenerator<void> {
  try {
    const steps = scan();
    if (steps !== undefined) yield* steps;
    yield;
  } catch (error) {
    if (!(error instanceof RegionLimit) || scanner.line === undefined) throw error;
    throw new UserError(`${name}:${scanner.line}: here or shortly before, ${error.message}`);
  }
}

/** A one-CPU user-level trace from a stream of records; its `totals` appear when it has been read to the end. */
export function openText(
  input: TextInput,
  format: string,
  options: OpenOptions,
  scannerFor: (queue: BatchQueue, header: TraceHeader, notes: ReadingNotes) => ChunkScanner,
): Trace {
  const { granuleBits = GRANULE_BITS, signal } = options;
  const header: TraceHeader = {
    source: input.origin ?? input.name,
    format,
    cpus: 1,
    level: 'user',
    architecture: 'flat',
    granuleBits,
  };
  const trace: Trace & { totals?: Totals } = { header, notes: [], batches };
  const notes = new ReadingNotes(trace.notes);
  let begun = false;

  async function* batches(_details?: boolean, reuse?: boolean): AsyncGenerator<Batch, void, undefined> {
    // An iterator is its own iterable: it can be gone through once.
    const once = (input.chunks as Partial<AsyncIterator<Buffer>>).next !== undefined;
    if (begun && once) throw new UserError(`${input.name} can be read once only; save it to a file first`);
    begun = true;
    notes.begin();
    const encoder = new TraceEncoder({ architecture: 'flat', granuleBits });
    const queue = new BatchQueue(encoder);
    const scanner = scannerFor(queue, header, notes);
    try {
      yield* scanThrough(input, scanner, queue, notes, { signal, reuse });
    } finally {
      scanner.close?.();
    }
    trace.totals = encoder.totals;
  }

  return trace;
}
