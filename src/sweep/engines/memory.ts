import { setImmediate } from 'node:timers/promises';
import { runBy } from '../../guest/systems.ts';
import { marked } from '../../replay/warmup.ts';
import { cpusOf } from '../../trace/words/cpus.ts';
import type { Batch, OpenOptions, Trace, TraceHeader } from '../../trace/words/trace.ts';
import { openStream, type Stream } from '../plan/task.ts';

/** Bytes of a trace that are kept decoded, unless said otherwise: 256 M records. */
export const MEMORY_BYTES = 2 ** 30;

/** A stream decoded, its guest's work inserted, in memory that all threads see. */
export interface StreamMemory {
  header: TraceHeader;
  /** CPUs that its records show. */
  cpus: number;
  batches: readonly SharedArrayBuffer[];
  truncated: string | undefined;
}

/** Decodes a stream, once for all; null if it takes more than `most` bytes. */
export async function decodeStream(
  stream: Stream,
  most: number,
  options: OpenOptions = {},
): Promise<StreamMemory | null> {
  const opened = await openStream(stream, options);
  const known = opened.totals?.words;
  if (known !== undefined && known * 4 > most) return null;
  const cpus = await cpusOf(opened);
  const trace = marked(runBy(stream, opened, cpus), stream.reading.warmup ?? opened.header.warmup ?? 0);
  const batches: SharedArrayBuffer[] = [];
  let bytes = 0;
  for await (const { words } of trace.batches(false, true)) {
    bytes += words.byteLength;
    if (bytes > most) return null;
    const shared = new SharedArrayBuffer(words.byteLength);
    new Uint32Array(shared).set(words);
    batches.push(shared);
  }
  return { header: trace.header, cpus, batches, truncated: opened.truncated };
}

const NO_DETAILS = new Uint16Array(0);

/** The stream as a trace. Between batches the event loop turns, so that an interruption is noticed. */
export function traceOf({ header, cpus, batches, truncated }: StreamMemory): Trace {
  async function* read(): AsyncGenerator<Batch> {
    for (const batch of batches) {
      await setImmediate();
      yield { words: new Uint32Array(batch), details: NO_DETAILS };
    }
  }
  return { header, cpus, notes: [], batches: read, ...(truncated === undefined ? {} : { truncated }) };
}
