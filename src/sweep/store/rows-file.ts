import { customMetadata, parseMessage } from '../../trace/arrow/metadata.ts';
import { MAGIC, MessageHeader } from '../../trace/arrow/schema.ts';
import { MetadataError, Table } from '../../trace/arrow/table.ts';

/** Rows of an Arrow file of three columns (array: text, index: 32-bit integer, value: 64-bit float), as they lie in it. */
export interface Rows {
  length: number;
  /** Where each row's text begins in `text`, and where the last ends. */
  offsets: Int32Array;
  text: Uint8Array;
  index: Int32Array;
  value: Float64Array;
}

/** Buffers of a batch's columns, by place: each column's marks of nulls come first, and are empty. */
const BUFFER = { offsets: 1, text: 2, index: 4, value: 6, all: 7 } as const;
const COLUMNS = 3;
/** Bytes before a message's metadata: a mark and a length. */
const PREFIX = 8;
const END = 4 + MAGIC.length;

/**
 * Takes an Arrow file of counts apart, which may come from anywhere: every offset and length in it is checked against the bytes there are, so
 * that neither time nor memory depends on anything but their number. Throws MetadataError for what is no such file.
 */
export function readRowsFile(bytes: Uint8Array): { metadata: Map<string, string>; batches: Rows[] } {
  const magic = (at: number): string => Buffer.from(bytes.subarray(at, at + MAGIC.length)).toString('latin1');
  if (bytes.length < 2 * PREFIX + END || magic(0) !== MAGIC || magic(bytes.length - MAGIC.length) !== MAGIC)
    throw new MetadataError('it is no Arrow file');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const footerLength = view.getInt32(bytes.length - END, true);
  const footer = Table.root(part(bytes, bytes.length - END - footerLength, footerLength));
  const schema = footer.table(1);
  if (schema === undefined) throw new MetadataError('it has no schema');
  if (footer.structs(2, 3).length !== 0) throw new MetadataError('it has dictionaries');
  const batches = footer.structs(3, 3).map(([offset, metadata, body]) => batchAt(bytes, offset, metadata % 2 ** 32, body));
  return { metadata: customMetadata(schema), batches };
} // biome-ignore format: a line

/** The record batch that a block of the footer names. */
function batchAt(bytes: Uint8Array, offset: number, metadataLength: number, bodyLength: number): Rows {
  const { type, header } = parseMessage(part(bytes, offset + PREFIX, metadataLength - PREFIX));
  if (type !== MessageHeader.recordBatch) throw new MetadataError('a block that is no record batch');
  if (header.table(3) !== undefined) throw new MetadataError('a compressed record batch');
  const body = part(bytes, offset + metadataLength, bodyLength);
  const length = header.int64(0);
  const nodes = header.structs(1, 2);
  const buffers = header.structs(2, 2).map(([at, size]) => part(body, at, size));
  if (nodes.length !== COLUMNS || nodes.some(([rows, nulls]) => rows !== length || nulls !== 0))
    throw new MetadataError('columns that differ in length, or have gaps');
  if (buffers.length !== BUFFER.all) throw new MetadataError(`${buffers.length} buffers instead of ${BUFFER.all}`);
  const { offsets, text, index, value } = BUFFER;
  return {
    length,
    offsets: numbers(Int32Array, buffers[offsets], length + 1),
    text: buffers[text],
    index: numbers(Int32Array, buffers[index], length),
    value: numbers(Float64Array, buffers[value], length),
  };
}

function part(bytes: Uint8Array, at: number, length: number): Uint8Array {
  if (!(at >= 0 && length >= 0 && at + length <= bytes.length)) throw new MetadataError('an offset points outside');
  return bytes.subarray(at, at + length);
}

/** So many numbers of a buffer, copied where they do not lie as the machine needs them. */
function numbers<T extends Int32Array | Float64Array>(
  type: { new (buffer: ArrayBufferLike, at: number, length: number): T; readonly BYTES_PER_ELEMENT: number },
  buffer: Uint8Array,
  length: number,
): T {
  const bytes = part(buffer, 0, length * type.BYTES_PER_ELEMENT);
  const placed = bytes.byteOffset % type.BYTES_PER_ELEMENT === 0 ? bytes : bytes.slice();
  return new type(placed.buffer, placed.byteOffset, length);
}
