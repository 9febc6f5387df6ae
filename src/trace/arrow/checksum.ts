import zlib from 'node:zlib';
import type { BodyBuffer } from './schema.ts';

/** The key of a checksum: of a batch, in its message's custom metadata, and of the end, in the footer's JSON. */
export const CHECKSUM = 'crc32';
/** The same among the keys of others. */
export const CHECKSUM_KEY = `disco.${CHECKSUM}`;

/**
 * CRC-32 of a container up to and with a batch or its end, as its writer had it: of what it says of the trace, then of each batch's
 * layout and its body as it is stored, compressed, so that checking costs next to nothing. Who wrote one had checked the words: where it
 * matches they are right, and none was changed, left out or put elsewhere.
 */
export class Checksum {
  private value: number;

  /** `header`: the text of the trace's header. */
  constructor(header: string) {
    this.value = zlib.crc32(header);
  }

  /** After one batch more: of so many rows, with its columns' values there in its body. */
  batch(rows: number, columns: readonly BodyBuffer[], body: Buffer): string {
    const layout = columns.map(({ offset, length }) => `${offset} ${length}`);
    this.value = zlib.crc32(body, zlib.crc32(`${rows} ${layout.join(' ')};`, this.value));
    return hex(this.value);
  }

  /** At the end, with the text of the totals and notes (`withoutChecksum`). */
  end(text: string): string {
    return hex(zlib.crc32(text, this.value));
  }
}

/** The footer's JSON without its own checksum: what that is of. */
export function withoutChecksum(text: string): string {
  const { [CHECKSUM]: _, ...rest } = JSON.parse(text) as Record<string, unknown>;
  return JSON.stringify(rest);
}

const hex = (value: number): string => value.toString(16).padStart(8, '0');
