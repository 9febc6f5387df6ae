import { createHash } from 'node:crypto';
import { UserError } from '../../src/errors.ts';
import type { TextInput } from '../../src/trace/bytes/lines.ts';
import { TraceDecoder } from '../../src/trace/words/decoder.ts';
import { Marker } from '../../src/trace/words/markers.ts';
import type { Trace } from '../../src/trace/words/trace.ts';

/** The text as an input of chunks of `size` bytes, which can be read again and again. */
export function inputOf(text: string | Buffer, { size = 1 << 20, truncated = '' } = {}): TextInput {
  const bytes = Buffer.from(text as string, 'latin1');
  const input = {
    name: 'in.txt',
    chunks: {
      async *[Symbol.asyncIterator]() {
        for (let i = 0; i < bytes.length; i += size) yield bytes.subarray(i, i + size);
      },
    },
  };
  return truncated === '' ? input : { ...input, truncated };
}

/** An access as `I 401b770,1 n1`, after its task's id where there is one; an event as its marker's number and operand. */
export async function recordsOf(trace: Trace): Promise<string[]> {
  const records: string[] = [];
  const decoder = new TraceDecoder(trace.header.granuleBits);
  const visitor = {
    reference({ kind, high, low, bytes, instructions, task }: Parameters<Visit>[0]) {
      const address = ((BigInt(high) << 32n) | BigInt(low)).toString(16);
      const text = `${'IL.S'[kind]} ${address},${bytes}${instructions === 0 ? '' : ` n${instructions}`}`;
      records.push(task === '' ? text : `${task}: ${text}`);
    },
    event({ type, a }: { type: Marker; a: number }) {
      if (type === Marker.syscall) records.push(`syscall ${a}`);
      else if (type === Marker.sysret) records.push(`sysret ${a}`);
    },
  };
  for await (const batch of trace.batches()) decoder.decode(batch, visitor);
  return records;
}
type Visit = import('../../src/trace/words/decoder.ts').Visitor['reference'];

/** The message of the user error that reading the trace ends in. */
export async function errorOf(trace: Trace): Promise<string> {
  try {
    for await (const _ of trace.batches());
  } catch (error) {
    if (error instanceof UserError) return error.message;
    throw error;
  }
  throw new Error('no error');
}

/** What a reading of a trace comes to: a digest of its words and details, its notes, its error. */
export async function outcomeOf(trace: Trace): Promise<{ words: string; notes: string[]; error?: string }> {
  const digest = createHash('sha256');
  let error: string | undefined;
  try {
    for await (const { words, details } of trace.batches(true))
      for (const column of [words, details])
        digest.update(`${column.length}:`).update(new Uint8Array(column.buffer, column.byteOffset, column.byteLength));
  } catch (wrong) {
    if (!(wrong instanceof UserError)) throw wrong;
    error = wrong.message;
  }
  const notes = trace.notes.map(({ text }) => text);
  return { words: digest.digest('hex'), notes, ...(error === undefined ? {} : { error }) };
}
