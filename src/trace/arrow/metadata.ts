import { z } from 'zod';
import { describeIssue, issuesOf } from '../../config/issue.ts';
import { UserError } from '../../errors.ts';
import { ARCHITECTURES } from '../words/architecture.ts';
import { MAX_CPUS, MAX_JOBS, NOTE_KINDS, type NoteKind, type TraceHeader } from '../words/trace.ts';
import { CHECKSUM, withoutChecksum } from './checksum.ts';
import { type BodyBuffer, CODEC_ZSTD, COLUMNS, METADATA_V5, METHOD_BUFFER, MessageHeader, TYPE_INT } from './schema.ts';
import { MetadataError, Table } from './table.ts';
import { CONTAINER_VERSION, TOTALS_KEY, TRACE_KEY, type TraceEnd } from './write.ts';

/** A record batch's layout. */
export interface RecordBatchLayout {
  rows: number;
  compressed: boolean;
  /** Of each column its values' place in the body. */
  columns: BodyBuffer[];
}

/** A message's metadata: its kind, its header table, the bytes of the body that follows and its custom keys. */
export interface Message {
  type: number;
  header: Table;
  bodyLength: number;
  metadata: ReadonlyMap<string, string>;
}

/** What a footer says: the trace's end, the text that its checksum is of, and the checksum, where there is one. */
export interface Footer extends TraceEnd {
  text: string;
  checksum?: string;
}

const count = z.int().min(0);
const trace = z.object({
  version: z.literal(CONTAINER_VERSION),
  header: z.object({
    source: z.string(),
    command: z.string().optional(),
    catalogue: z.string().optional(),
    format: z.string(),
    cpus: z.int().min(1).max(MAX_CPUS),
    level: z.enum(['user', 'system']),
    architecture: z.enum(ARCHITECTURES),
    granuleBits: z.literal(4),
    jobs: z.int().min(1).max(MAX_JOBS).optional(),
    warmup: z.union([z.int().min(0), z.string().regex(/^\d+refs$/)]).optional(),
    only: z.literal('events').optional(),
  }),
});
const end = z.object({
  totals: z.object({
    references: count,
    instructions: count,
    fetches: count,
    loads: count,
    stores: count,
    events: count,
    words: count,
    regions: count,
    tasks: count,
    windows: count,
    cpus: z.int().min(1).max(MAX_CPUS),
  }),
  notes: z.array(z.string()),
  /** Of each note; files of before have none. */
  noteKinds: z.array(z.enum(NOTE_KINDS)).optional(),
  [CHECKSUM]: z.string().optional(),
});

export function parseMessage(bytes: Uint8Array): Message {
  const table = Table.root(bytes);
  const header = table.table(2);
  if (table.int16(0) !== METADATA_V5 || header === undefined)
    throw new MetadataError('it is no Arrow message of version 5');
  const bodyLength = table.int64(3);
  if (bodyLength < 0 || bodyLength % 8 !== 0) throw new MetadataError(`a message body of ${bodyLength} bytes`);
  return { type: table.int8(1), header, bodyLength, metadata: pairsIn(table.tables(4)) };
}

/** The text of the trace's header in the leading schema message. */
export const headerText = ({ header }: Message): string => customMetadata(header).get(TRACE_KEY) ?? '';

/** The trace's header out of the leading schema message. Throws if the columns or our metadata are not there. */
export function parseSchema(name: string, { type, header, bodyLength }: Message): TraceHeader {
  if (type !== MessageHeader.schema || bodyLength !== 0) throw new MetadataError('the first message is no schema');
  const found = header.tables(1).map(describeField);
  const expected = COLUMNS.map(({ name, bytes }) => `${name}: uint${bytes * 8}`);
  if (found.join(', ') !== expected.join(', '))
    throw new UserError(
      `${name} is an Arrow file but no trace: its columns are ${found.join(', ') || 'none'}; expected ${expected.join(', ')} (disco trace convert writes such files)`,
    );
  const text = customMetadata(header).get(TRACE_KEY);
  if (text === undefined)
    throw new UserError(
      `${name} has a trace's columns but not its metadata (key ${TRACE_KEY}), which the program that rewrote it left out`,
    );
  return parseJson(name, TRACE_KEY, trace, text).header as TraceHeader;
}

/** The kind of a note in a file that has none beside it, by what the programs that wrote such files said. */
function kindOfText(text: string): NoteKind {
  if (/cut off|ends early|was interrupted|ended with signal|ended with exit code [1-9]/.test(text)) return 'warning';
  return /\b(dropped|mended|inserted|left out|not understood)\b/.test(text) ? 'change' : 'remark';
}

/** Totals and notes out of the footer. Undefined for a footer without them. */
export function parseFooter(name: string, footer: Uint8Array): Footer | undefined {
  const schema = Table.root(footer).table(1);
  const text = schema && customMetadata(schema).get(TOTALS_KEY);
  if (text === undefined) return undefined;
  const { totals, notes, noteKinds = [], [CHECKSUM]: checksum } = parseJson(name, TOTALS_KEY, end, text);
  return {
    totals,
    notes: notes.map((text, n) => ({ kind: noteKinds[n] ?? kindOfText(text), text })),
    text: withoutChecksum(text),
    ...(checksum === undefined ? {} : { checksum }),
  };
}

export function parseRecordBatch({ header }: Message): RecordBatchLayout {
  const rows = header.int64(0);
  const nodes = header.structs(1, 2);
  const buffers = header.structs(2, 2);
  const compression = header.table(3);
  if (nodes.length !== COLUMNS.length || buffers.length !== 2 * COLUMNS.length)
    throw new MetadataError(`a record batch of ${nodes.length} columns and ${buffers.length} buffers`);
  if (nodes.some(([length, nulls]) => length !== rows || nulls !== 0))
    throw new MetadataError('a record batch with missing values');
  if (compression !== undefined && (compression.int8(0) !== CODEC_ZSTD || compression.int8(1) !== METHOD_BUFFER))
    throw new MetadataError('a record batch compressed otherwise than by zstd, buffer by buffer');
  const columns = COLUMNS.map((_, i) => ({ offset: buffers[2 * i + 1][0], length: buffers[2 * i + 1][1] }));
  return { rows, compressed: compression !== undefined, columns };
}

/** The texts of key-value pairs, by key. */
const pairsIn = (pairs: readonly Table[]): Map<string, string> =>
  new Map(pairs.map((pair) => [pair.string(0), pair.string(1)]));

/** The texts that a schema carries beside its columns, by key. */
export function customMetadata(schema: Table): Map<string, string> {
  return pairsIn(schema.tables(2));
}

function describeField(field: Table): string {
  const name = field.string(0);
  const type = field.table(3);
  if (field.int8(2) !== TYPE_INT || type === undefined) return `${name}: another type`;
  return `${name}: ${type.int8(1) !== 0 ? 'int' : 'uint'}${type.int32(0)}`;
}

function parseJson<T>(name: string, key: string, shape: z.ZodType<T>, text: string): T {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new UserError(`${name}: the metadata under ${key} is no JSON`);
  }
  const result = shape.safeParse(value);
  if (result.success) return result.data;
  const [issue] = issuesOf(result.error.issues);
  const found = issue.path.reduce<unknown>((at, each) => (at as Record<PropertyKey, unknown> | null)?.[each], value);
  throw new UserError(
    `${name}: the metadata under ${key} is not understood: ${issue.path.join('.')}: ${describeIssue(issue, found)}`,
  );
}
