import { Builder } from 'flatbuffers';

/*
 * The metadata of an Arrow IPC file, after format/Message.fbs, Schema.fbs and File.fbs of Apache Arrow.
 * A number after a field's name is its slot in the FlatBuffers table.
 */

export const MAGIC = 'ARROW1';
export const METADATA_V5 = 4;
export const MessageHeader = { schema: 1, dictionaryBatch: 2, recordBatch: 3 } as const;
export const TYPE_INT = 2;
export const CODEC_ZSTD = 1;
/** BodyCompressionMethod: each buffer is compressed by itself, after an int64 with its uncompressed length. */
export const METHOD_BUFFER = 0;
/** In place of the uncompressed length: the buffer is stored as it is. */
export const STORED = -1n;

/** The container's columns, all of them without nulls. */
export const COLUMNS = [
  { name: 'word', bytes: 4 },
  { name: 'detail', bytes: 2 },
] as const;

/** Where a message lies in the file: `metadataLength` includes its 8-byte prefix. */
export interface Block {
  offset: number;
  metadataLength: number;
  bodyLength: number;
}

/** A buffer of a record batch, relative to the message's body. */
export interface BodyBuffer {
  offset: number;
  length: number;
}

export const pad8 = (bytes: number): number => (bytes + 7) & ~7;

/** The schema message, with its prefix; `metadata` are the schema's custom keys. */
export function schemaMessage(metadata: Readonly<Record<string, string>>): Buffer {
  const b = new Builder(1024);
  return message(b, MessageHeader.schema, schema(b, metadata), 0);
}

/** A record batch message, with its prefix; its body follows. `metadata` are the message's custom keys. */
export function recordBatchMessage(
  rows: number,
  buffers: readonly BodyBuffer[],
  bodyLength: number,
  metadata: Readonly<Record<string, string>>,
): Buffer {
  const b = new Builder(512);
  b.startVector(16, COLUMNS.length, 8); // FieldNode: length, null count
  for (let i = 0; i < COLUMNS.length; i++) {
    b.addInt64(0n);
    b.addInt64(BigInt(rows));
  }
  const nodes = b.endVector();
  b.startVector(16, buffers.length, 8);
  for (const { offset, length } of buffers.toReversed()) {
    b.addInt64(BigInt(length));
    b.addInt64(BigInt(offset));
  }
  const bodyBuffers = b.endVector();
  b.startObject(2); // BodyCompression
  b.addFieldInt8(0, CODEC_ZSTD, 0);
  b.addFieldInt8(1, METHOD_BUFFER, 0);
  const compression = b.endObject();
  b.startObject(5); // RecordBatch
  b.addFieldInt64(0, BigInt(rows), 0n);
  b.addFieldOffset(1, nodes, 0);
  b.addFieldOffset(2, bodyBuffers, 0);
  b.addFieldOffset(3, compression, 0);
  return message(b, MessageHeader.recordBatch, b.endObject(), bodyLength, metadata);
}

/** The end of the file: end-of-stream mark, footer, its length, magic. */
export function fileEnd(metadata: Readonly<Record<string, string>>, blocks: readonly Block[]): Buffer {
  const b = new Builder(1024);
  const schemaOffset = schema(b, metadata);
  b.startVector(24, 0, 8);
  const dictionaries = b.endVector();
  b.startVector(24, blocks.length, 8);
  for (const { offset, metadataLength, bodyLength } of blocks.toReversed()) {
    b.addInt64(BigInt(bodyLength));
    b.addInt32(0); // padding
    b.addInt32(metadataLength);
    b.addInt64(BigInt(offset));
  }
  const recordBatches = b.endVector();
  b.startObject(5); // Footer
  b.addFieldInt16(0, METADATA_V5, 0);
  b.addFieldOffset(1, schemaOffset, 0);
  b.addFieldOffset(2, dictionaries, 0);
  b.addFieldOffset(3, recordBatches, 0);
  b.finish(b.endObject());
  const footer = b.asUint8Array();
  const length = Buffer.alloc(4);
  length.writeInt32LE(footer.length);
  return Buffer.concat([prefix(0), footer, length, Buffer.from(MAGIC)]);
}

function schema(b: Builder, metadata: Readonly<Record<string, string>>): number {
  const fields = COLUMNS.map(({ name, bytes }) => {
    const text = b.createString(name);
    b.startVector(4, 0, 4);
    const children = b.endVector();
    b.startObject(2); // Int
    b.addFieldInt32(0, bytes * 8, 0);
    b.addFieldInt8(1, 0, 0); // unsigned
    const type = b.endObject();
    b.startObject(7); // Field
    b.addFieldOffset(0, text, 0);
    b.addFieldInt8(2, TYPE_INT, 0);
    b.addFieldOffset(3, type, 0);
    b.addFieldOffset(5, children, 0);
    return b.endObject();
  });
  const fieldVector = offsetVector(b, fields);
  const pairVector = keyValues(b, metadata);
  b.startObject(4); // Schema
  b.addFieldOffset(1, fieldVector, 0);
  b.addFieldOffset(2, pairVector, 0);
  return b.endObject();
}

function keyValues(b: Builder, metadata: Readonly<Record<string, string>>): number {
  const pairs = Object.entries(metadata).map(([key, value]) => {
    const offsets = [b.createString(key), b.createString(value)];
    b.startObject(2); // KeyValue
    b.addFieldOffset(0, offsets[0], 0);
    b.addFieldOffset(1, offsets[1], 0);
    return b.endObject();
  });
  return offsetVector(b, pairs);
}

function offsetVector(b: Builder, offsets: readonly number[]): number {
  b.startVector(4, offsets.length, 4);
  for (const offset of offsets.toReversed()) b.addOffset(offset);
  return b.endVector();
}

function message(
  b: Builder,
  type: number,
  header: number,
  bodyLength: number,
  metadata: Readonly<Record<string, string>> = {},
): Buffer {
  const pairs = Object.keys(metadata).length === 0 ? 0 : keyValues(b, metadata);
  b.startObject(5); // Message
  b.addFieldInt16(0, METADATA_V5, 0);
  b.addFieldInt8(1, type, 0);
  b.addFieldOffset(2, header, 0);
  b.addFieldInt64(3, BigInt(bodyLength), 0n);
  b.addFieldOffset(4, pairs, 0);
  b.finish(b.endObject());
  const bytes = b.asUint8Array();
  const padding = pad8(bytes.length) - bytes.length;
  return Buffer.concat([prefix(bytes.length + padding), bytes, Buffer.alloc(padding)]);
}

/** What stands before every message: the continuation mark and the metadata's length; 0 ends the stream. */
function prefix(length: number): Buffer {
  const bytes = Buffer.alloc(8, 0xff);
  bytes.writeInt32LE(length, 4);
  return bytes;
}
