import { promisify } from 'node:util';
import zlib from 'node:zlib';
import { writeAside } from '../bytes/atomic-file.ts';
import type { WriteOptions } from '../bytes/format.ts';
import { WordChecker } from '../words/check/word-checker.ts';
import { GRANULE_BITS } from '../words/layout.ts';
import { addTotals, noTotals } from '../words/totals.ts';
import type { Batch, Note, Totals, Trace, TraceHeader } from '../words/trace.ts';
import { CHECKSUM, CHECKSUM_KEY, Checksum } from './checksum.ts';
import {
  type Block,
  type BodyBuffer,
  fileEnd,
  MAGIC,
  pad8,
  recordBatchMessage,
  STORED,
  schemaMessage,
} from './schema.ts';

const compress = promisify(zlib.zstdCompress);
/** zstd's own default: quick. */
export const DEFAULT_LEVEL = 3;

/** Keys of the schema's custom metadata. */
export const TRACE_KEY = 'disco.trace';
export const TOTALS_KEY = 'disco.totals';
export const CONTAINER_VERSION = 1;

/** What is known at the end of the trace. */
export interface TraceEnd {
  totals: Totals;
  notes: Note[];
}

/** The end for the footer: the notes' texts and, beside them, their kinds, so that who reads texts alone still can. */
const endOf = ({ totals, notes }: TraceEnd): object => ({
  totals,
  notes: notes.map(({ text }) => text),
  noteKinds: notes.map(({ kind }) => kind),
});

/**
 * Writes a trace as an Arrow IPC file: one record batch for each batch, columns `word: uint32` and `detail: uint16`,
 * zstd-compressed. `finish` is called after the last batch. The file appears at `path` when it is complete.
 * The header's granule must be 16 bytes. `level` is zstd's, 1 (quick) to 22 (small). Words that are right get a checksum; who reads
 * those of a batch that has none checks them.
 */
export async function writeArrow(
  path: string,
  header: TraceHeader,
  batches: AsyncIterable<Batch>,
  finish: () => TraceEnd,
  level = DEFAULT_LEVEL,
): Promise<void> {
  if (header.granuleBits !== GRANULE_BITS) throw new Error(`a container's granules have ${1 << GRANULE_BITS} bytes`);
  const trace = JSON.stringify({ version: CONTAINER_VERSION, header });
  const checksum = new Checksum(trace);
  let isRight = true;
  const checker = new WordChecker(header, () => {
    isRight = false;
  });
  await writeAside(path, async (handle) => {
    const blocks: Block[] = [];
    let position = 0;
    const put = async (bytes: Buffer): Promise<void> => {
      await handle.writeFile(bytes);
      position += bytes.length;
    };
    const putBatch = async (compressed: Promise<StoredBatch>, isRight: boolean): Promise<void> => {
      const { rows, buffers, body } = await compressed;
      const values = buffers.filter((_, n) => n % 2 === 1);
      const sum = checksum.batch(rows, values, body);
      const metadata = recordBatchMessage(rows, buffers, body.length, isRight ? { [CHECKSUM_KEY]: sum } : {});
      blocks.push({ offset: position, metadataLength: metadata.length, bodyLength: body.length });
      await put(metadata);
      await put(body);
    };
    await put(Buffer.from(`${MAGIC}\0\0`));
    await put(schemaMessage({ [TRACE_KEY]: trace }));
    // One batch is compressed on the thread pool while the next is made.
    let inFlight: Promise<void> = Promise.resolve();
    for await (const batch of batches) {
      await inFlight;
      if (batch.words.length === 0) continue;
      checker.check(batch);
      inFlight = putBatch(storedBatch(batch, level), isRight);
      inFlight.catch(() => {}); // told when it is awaited
    }
    await inFlight;
    const end = finish();
    checker.end(end.totals);
    const said = endOf(end);
    const sum = isRight ? { [CHECKSUM]: checksum.end(JSON.stringify(said)) } : {};
    await put(fileEnd({ [TRACE_KEY]: trace, [TOTALS_KEY]: JSON.stringify({ ...said, ...sum }) }, blocks));
  });
}

/** Writes a trace as a container, with totals by its source or else as counted. `level`: of zstd. */
export async function writeTrace(trace: Trace, path: string, { level, signal }: WriteOptions = {}): Promise<void> {
  const counted = noTotals();
  async function* batches(): AsyncGenerator<Batch> {
    for await (const batch of trace.batches()) {
      signal?.throwIfAborted();
      addTotals(counted, batch.words);
      yield batch;
    }
  }
  await writeArrow(
    path,
    trace.header,
    batches(),
    () => ({ totals: trace.totals ?? counted, notes: trace.notes }),
    level,
  );
}

/** A batch as it is stored: of each column a validity bitmap's place, which is empty, and its values' in the body. */
interface StoredBatch {
  rows: number;
  buffers: BodyBuffer[];
  body: Buffer;
}

async function storedBatch({ words, details }: Batch, level: number): Promise<StoredBatch> {
  const columns = await Promise.all([words, details].map((column) => compressColumn(column, level)));
  const buffers: BodyBuffer[] = [];
  let offset = 0;
  for (const { length } of columns) {
    buffers.push({ offset, length: 0 }, { offset, length }); // no validity bitmap, then the values
    offset += pad8(length);
  }
  const body = Buffer.alloc(offset);
  columns.forEach((column, i) => {
    column.copy(body, buffers[2 * i + 1].offset);
  });
  return { rows: words.length, buffers, body };
}

/** The int64 of the uncompressed length, then the zstd frame; or -1 and the values as they are, if that is shorter. */
async function compressColumn(column: Uint32Array | Uint16Array, level: number): Promise<Buffer> {
  const values = Buffer.from(column.buffer, column.byteOffset, column.byteLength);
  // With a checksum, so that a flipped bit in the values is found; it costs no measurable time.
  const params = { [zlib.constants.ZSTD_c_checksumFlag]: 1, [zlib.constants.ZSTD_c_compressionLevel]: level };
  const frame = await compress(values, { params });
  const shorter = frame.length < values.length;
  const bytes = Buffer.alloc(8 + (shorter ? frame : values).length);
  bytes.writeBigInt64LE(shorter ? BigInt(values.length) : STORED);
  (shorter ? frame : values).copy(bytes, 8);
  return bytes;
}
