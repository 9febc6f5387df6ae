import { EntryType } from './entries.ts';

/** Whether the first bytes are the header of a drmemtrace file, of either endianness and width of addresses. */
export function sniffDrmemtrace(head: Buffer): boolean {
  if (head.length < 8) return false;
  const little = head.readUInt16LE(0) === EntryType.header && head.readUInt16LE(2) === 0;
  const big = head.readUInt16BE(0) === EntryType.header && head.readUInt16BE(2) === 0;
  const version = little ? head.readUInt32LE(4) : head.readUInt32BE(big && head.length >= 12 ? 8 : 4);
  return (little || big) && version > 0 && version < 256;
}
