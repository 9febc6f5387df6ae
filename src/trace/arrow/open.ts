import type { Input } from '../bytes/input.ts';
import { GRANULE_BITS } from '../words/layout.ts';
import { regranule } from '../words/regranule.ts';
import { addTotals, demandRecords, noTotals } from '../words/totals.ts';
import { addNote, type Batch, type Note, type Trace, type TraceHeader, warning } from '../words/trace.ts';
import { decompressFrame, FrameMemory } from './frames.ts';
import { Guard } from './guard.ts';
import { type Footer, headerText, parseRecordBatch, parseSchema, type RecordBatchLayout } from './metadata.ts';
import { COLUMNS, MessageHeader, STORED } from './schema.ts';
import { type Encapsulated, MAX_BODY_BYTES, MAX_METADATA_BYTES, MessageStream, readFooter } from './stream.ts';

/** Batches decompressed on the thread pool while the consumer works on the one before. */
const AHEAD = 2;
const NO_DETAILS = new Uint16Array(0);

export interface ArrowOptions {
  /** Decompress the details too, which conversions need; without them every batch's are empty. Default false. */
  details?: boolean;
  /** log2 of the granule's bytes, if other than the container's 4: the words are then made anew. */
  granuleBits?: number;
}

/** Opens our Arrow container. Throws a UserError if it is none, or is corrupt; one that was cut off gives a note. */
export async function openArrow(
  input: Input,
  { details = false, granuleBits = GRANULE_BITS }: ArrowOptions = {},
): Promise<Trace> {
  const header = await readHeader(input);
  const end = await readFooter(input);
  const again = granuleBits !== GRANULE_BITS;
  const notes = [...(end?.notes ?? [])];
  const known = { ...header, cpus: end?.totals.cpus ?? header.cpus };
  const read = (details: boolean, more: Pick<Reading, 'reuse' | 'problem'> = {}): AsyncGenerator<Batch, void> =>
    readBatches(input, { header: known, details, notes, ...more });
  const trace: Trace = {
    header: known,
    ...(end === undefined ? {} : { totals: end.totals }),
    notes,
    batches: (also = false, reuse = false) =>
      withRecords(input, header.only, read(details || again || also, { reuse })),
    unchecked: (problem) => read(true, { problem }),
  };
  return again ? regranule(trace, granuleBits) : trace;
}

/** The same batches. Throws a UserError at their end if there is no record in them. */
async function* withRecords(
  input: Input,
  only: TraceHeader['only'],
  batches: AsyncIterable<Batch>,
): AsyncGenerator<Batch, void> {
  const seen = noTotals();
  const wanted = only === 'events' ? 'events' : 'references';
  for await (const batch of batches) {
    if (seen[wanted] === 0) addTotals(seen, batch.words);
    yield batch;
  }
  demandRecords(seen, input.name, { only, truncated: input.truncated });
}

async function readHeader(input: Input): Promise<Trace['header']> {
  const lengths = await input.peek(16);
  const metadata = lengths.length < 16 ? 0 : lengths.readUInt32LE(12);
  const head = metadata > MAX_METADATA_BYTES ? lengths : await input.peek(16 + metadata);
  const stream = new MessageStream(input.name, once(head));
  await stream.start();
  const first = await stream.next();
  if (typeof first === 'string') throw stream.corrupt('it ends before its schema does');
  return stream.checked(() => parseSchema(input.name, first.message));
}

async function* once(head: Buffer): AsyncGenerator<Buffer, void> {
  yield head;
}

/** How batches are read. `reuse`: as for `Trace.batches`. `problem`, if given, is told of checksums that do not match, and words are given as they are. */
interface Reading {
  header: TraceHeader;
  details: boolean;
  notes: Note[];
  reuse?: boolean;
  problem?: (text: string) => void;
}

/** Memory of a batch's columns, if it is to be used again. */
type BatchMemory = readonly FrameMemory[] | undefined;

/** The batches in order, the next ones being decompressed meanwhile. */
async function* readBatches(input: Input, reading: Reading): AsyncGenerator<Batch, void> {
  const { header, details, notes, reuse = false, problem } = reading;
  // In turns: when one is asked for, those of the AHEAD after it are under way, and the one before it is done with.
  const memories = Array.from({ length: AHEAD + 1 }, (): BatchMemory => (reuse ? COLUMNS.map(() => new FrameMemory()) : undefined)); // biome-ignore format: a line
  const stream = new MessageStream(input.name, input.chunks);
  const pending: Promise<Batch>[] = [];
  try {
    await stream.start();
    const schema = await stream.next();
    const guard = new Guard(input.name, header, typeof schema === 'string' ? '' : headerText(schema.message), problem);
    const guarded = async (): Promise<Batch> => {
      const batch = await pending.shift()!;
      guard.plain(batch);
      return details ? batch : { words: batch.words, details: NO_DETAILS };
    };
    for (let number = 0; ; number++) {
      const next = await stream.next();
      if (typeof next === 'string') {
        while (pending.length > 0) yield await guarded();
        const end = next === 'end' ? await stream.footer() : next;
        if (end !== 'cut') guard.end(end);
        for (const note of lastWords(input, end, next, number)) addNote(notes, note);
        return;
      }
      const layout = layoutOf(stream, next);
      guard.stored(next, layout);
      const batch = decodeBatch(stream, next, layout, {
        details: details || guard.checksWords,
        memory: memories[number % memories.length],
      });
      batch.catch(() => {}); // told when its turn comes
      pending.push(batch);
      if (pending.length > AHEAD) yield await guarded();
    }
  } finally {
    await stream.close();
  }
}

/** What there is to say at the end of the batches, given what the footer says. */
function lastWords(input: Input, end: Footer | undefined | 'cut', how: 'end' | 'cut', batches: number): Note[] {
  if (end !== 'cut') return end?.notes ?? [];
  const cut =
    how === 'end'
      ? 'in its footer; nothing else is missing'
      : `; ${batches} whole ${batches === 1 ? 'batch was' : 'batches were'} read`;
  input.truncated ??= `the file is cut off${how === 'end' ? ' ' : ''}${cut}`;
  return [warning(input.truncated)];
}

function layoutOf(stream: MessageStream, { message }: Encapsulated): RecordBatchLayout {
  if (message.type !== MessageHeader.recordBatch) throw stream.corrupt('a message that is no record batch');
  return stream.checked(() => parseRecordBatch(message));
}

async function decodeBatch(
  stream: MessageStream,
  { body }: Encapsulated,
  { rows, compressed, columns }: RecordBatchLayout,
  { details, memory }: { details: boolean; memory: BatchMemory },
): Promise<Batch> {
  const column = (i: number): Promise<Buffer> => {
    const { offset, length } = columns[i];
    const bytes = rows * COLUMNS[i].bytes;
    if (!(bytes >= 0 && bytes <= MAX_BODY_BYTES)) throw stream.corrupt(`a record batch of ${rows} rows`);
    if (!(offset >= 0 && length >= 0 && offset + length <= body.length))
      throw stream.corrupt('a buffer lies outside its record batch');
    return values(stream, body.subarray(offset, offset + length), bytes, { compressed, memory: memory?.[i] });
  };
  const [word, detail] = await Promise.all([column(0), details ? column(1) : undefined]);
  return {
    words: new Uint32Array(word.buffer as ArrayBuffer, word.byteOffset, rows),
    details: detail === undefined ? NO_DETAILS : new Uint16Array(detail.buffer as ArrayBuffer, detail.byteOffset, rows),
  };
}

/** A column's values: `bytes` of them, aligned for the typed array that will look at them. */
async function values(
  stream: MessageStream,
  stored: Buffer,
  bytes: number,
  { compressed, memory }: { compressed: boolean; memory: FrameMemory | undefined },
): Promise<Buffer> {
  if (compressed && stored.length < 8) throw stream.corrupt('a compressed buffer without its length');
  const length = compressed ? stored.readBigInt64LE() : STORED;
  const plain = compressed ? stored.subarray(8) : stored;
  if (length === STORED) {
    if (plain.length < bytes) throw stream.corrupt(`a column of ${plain.length} bytes; expected ${bytes}`);
    return aligned(plain.subarray(0, bytes));
  }
  if (length !== BigInt(bytes)) throw stream.corrupt(`a column of ${length} bytes; expected ${bytes}`);
  const result = await decompressFrame(plain, bytes, memory).catch((error: Error) => {
    throw stream.corrupt(`a column cannot be decompressed: ${error.message}`);
  });
  if (result.length !== bytes) throw stream.corrupt(`a column of ${result.length} bytes; expected ${bytes}`);
  return aligned(result);
}

/** The buffer, moved if it does not begin at a multiple of 8 bytes. */
function aligned(buffer: Buffer): Buffer {
  if (buffer.byteOffset % 8 === 0) return buffer;
  const moved = Buffer.allocUnsafeSlow(buffer.length);
  buffer.copy(moved);
  return moved;
}
