import { UserError } from '../errors.ts';
import type { AccessBlock } from './access-block.ts';
import type { TextInput } from './chunks.ts';
import { TraceEncoder } from './encoder.ts';
import { GRANULE_BITS } from './record.ts';
import type { Batch, OpenOptions, Totals, Trace, TraceHeader } from './trace.ts';

/** What turns chunks into accesses: a `LineScanner`, or a scanner of fixed records. */
export interface ChunkScanner {
  push(chunk: Buffer): void;
  /** See `LineScanner.end`. */
  end(truncated: boolean): string | undefined;
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

/** A one-CPU user-level trace from a stream of records; its `totals` appear when it has been read to the end. */
export function openText(
  input: TextInput,
  format: string,
  options: OpenOptions,
  scannerFor: (queue: BatchQueue, header: TraceHeader, notes: string[]) => ChunkScanner,
): Trace {
  const { granuleBits = GRANULE_BITS, signal } = options;
  const header: TraceHeader = {
    source: input.name,
    format,
    cpus: 1,
    level: 'user',
    architecture: 'flat',
    granuleBits,
  };
  const trace: Trace & { totals?: Totals } = { header, notes: [], batches };
  let begun = false;

  async function* batches(): AsyncGenerator<Batch, void, undefined> {
    // An iterator is its own iterable: it can be gone through once.
    const once = (input.chunks as Partial<AsyncIterator<Buffer>>).next !== undefined;
    if (begun && once) throw new UserError(`${input.name} can be read once only; save it to a file first`);
    begun = true;
    trace.notes.length = 0;
    const encoder = new TraceEncoder({ architecture: 'flat', granuleBits });
    const queue = new BatchQueue(encoder);
    const scanner = scannerFor(queue, header, trace.notes);
    for await (const chunk of input.chunks) {
      signal?.throwIfAborted();
      scanner.push(chunk);
      yield* queue.drain();
    }
    const cut = input.truncated;
    const dropped = scanner.end(cut !== undefined);
    if (cut !== undefined) trace.notes.push(`${input.name}: ${cut}`);
    if (dropped !== undefined) trace.notes.push(`${input.name}: ${dropped}`);
    yield* queue.drain();
    const last = encoder.finish();
    if (encoder.totals.references === 0)
      throw new UserError(`no record in ${input.name}: it holds no memory reference`);
    yield last;
    trace.totals = encoder.totals;
  }

  return trace;
}
