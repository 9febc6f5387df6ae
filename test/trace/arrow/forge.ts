import { writeFileSync } from 'node:fs';
import { CHECKSUM, CHECKSUM_KEY, Checksum } from '../../../src/trace/arrow/checksum.ts';
import {
  type Block,
  fileEnd,
  MAGIC,
  pad8,
  recordBatchMessage,
  STORED,
  schemaMessage,
} from '../../../src/trace/arrow/schema.ts';
import { TOTALS_KEY, TRACE_KEY } from '../../../src/trace/arrow/write.ts';
import type { Batch, Totals, TraceHeader } from '../../../src/trace/words/trace.ts';

/** What stands for the checksums: none, those of other words, or the right ones of words that nobody checked. */
export type Sums = 'absent' | 'stale' | 'recomputed';

/** Writes a container of words as they are, uncompressed. `others`: the batches whose checksums stale ones are. */
export function forge(
  path: string,
  header: TraceHeader,
  batches: readonly Batch[],
  totals: Totals,
  { sums, others = batches }: { sums: Sums; others?: readonly Batch[] },
): void {
  const trace = JSON.stringify({ version: 1, header });
  const checksum = new Checksum(trace);
  const pieces: Buffer[] = [Buffer.from(`${MAGIC}\0\0`), schemaMessage({ [TRACE_KEY]: trace })];
  const blocks: Block[] = [];
  let position = pieces.reduce((sum, { length }) => sum + length, 0);
  batches.forEach((batch, n) => {
    const { buffers, body } = stored(batch);
    const summed = sums === 'stale' ? stored(others[n]) : { buffers, body };
    const rows = sums === 'stale' ? others[n].words.length : batch.words.length;
    const sum = checksum.batch(rows, summed.buffers.filter((_, k) => k % 2 === 1), summed.body);
    const metadata = recordBatchMessage(batch.words.length, buffers, body.length, sums === 'absent' ? {} : { [CHECKSUM_KEY]: sum });
    blocks.push({ offset: position, metadataLength: metadata.length, bodyLength: body.length });
    pieces.push(metadata, body);
    position += metadata.length + body.length;
  });
  const end = { totals, notes: [], noteKinds: [] };
  const sum = sums === 'absent' ? {} : { [CHECKSUM]: checksum.end(JSON.stringify(end)) };
  pieces.push(fileEnd({ [TRACE_KEY]: trace, [TOTALS_KEY]: JSON.stringify({ ...end, ...sum }) }, blocks));
  writeFileSync(path, Buffer.concat(pieces));
} // biome-ignore format: long calls

function stored({ words, details }: Batch): { buffers: { offset: number; length: number }[]; body: Buffer } {
  const length = Buffer.alloc(8);
  length.writeBigInt64LE(STORED);
  const columns = [words, details].map((c) => Buffer.concat([length, Buffer.from(c.buffer, c.byteOffset, c.byteLength)]));
  const second = pad8(columns[0].length);
  const body = Buffer.alloc(second + pad8(columns[1].length));
  columns[0].copy(body);
  columns[1].copy(body, second);
  const place = (offset: number, { length }: Buffer) => [{ offset, length: 0 }, { offset, length }];
  return { buffers: [...place(0, columns[0]), ...place(second, columns[1])], body };
} // biome-ignore format: long calls
