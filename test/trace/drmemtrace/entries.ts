import type { Input } from '../../../src/trace/bytes/input.ts';
import { ENTRY_BYTES, EntryType, MarkerType } from '../../../src/trace/drmemtrace/entries.ts';
import { inputOf } from '../text.ts';

export type Entry = readonly [type: number, size: number, address: bigint | number];

/** Entries as DynamoRIO's converter writes them. */
export function entries(...all: readonly Entry[]): Buffer {
  const bytes = Buffer.alloc(all.length * ENTRY_BYTES);
  for (const [n, [type, size, address]] of all.entries()) {
    bytes.writeUInt16LE(type, n * ENTRY_BYTES);
    bytes.writeUInt16LE(size, n * ENTRY_BYTES + 2);
    bytes.writeBigUInt64LE(BigInt(address), n * ENTRY_BYTES + 4);
  }
  return bytes;
}

export const marker = (type: number, value: bigint | number): Entry => [EntryType.marker, type, value];
export const at = (time: number): Entry => marker(MarkerType.timestamp, 13300000000000000n + BigInt(time));
export const fetch = (address: bigint | number, size = 4, type: number = EntryType.instruction): Entry => [
  type,
  size,
  address,
];
export const load = (address: bigint | number, size = 8): Entry => [EntryType.read, size, address];
export const store = (address: bigint | number, size = 8): Entry => [EntryType.write, size, address];

/** A thread's file: what stands at its beginning, its entries, and what stands at its end. */
export function threadFile(
  thread: number,
  body: readonly Entry[],
  { process = 7, fileType = 0x40, version = 7 } = {},
): Buffer {
  return entries(
    [EntryType.header, 0, version],
    marker(MarkerType.version, version),
    marker(MarkerType.fileType, fileType),
    [EntryType.thread, 4, thread],
    [EntryType.process, 4, process],
    marker(MarkerType.cacheLineSize, 64),
    marker(MarkerType.pageSize, 4096),
    ...body,
    [EntryType.threadExit, 4, thread],
    [EntryType.footer, 0, 0],
  );
}

/** An input of these bytes, in chunks of `size`. */
export function fileOf(name: string, bytes: Buffer, { size = 1 << 20, truncated = '' } = {}): Input {
  const input = inputOf(bytes, { size, truncated });
  return { ...input, name, compression: 'none', peek: async (n) => bytes.subarray(0, n) };
}
