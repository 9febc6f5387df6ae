import { BLOCK_ACCESSES } from '../../words/encoder/access-block.ts';

/** Bytes of a text that are scanned at once: those of one read of a file. */
export const SLOT_BYTES = 1 << 20;
const COLUMNS = 5;
const COLUMN_BYTES = 4;

/** Memory that threads share: bytes of a text, and the accesses found in them. Of its 21 MB only what is used is real. */
export class Slot {
  readonly buffer: SharedArrayBuffer;
  readonly bytes: Buffer;
  readonly metas: Int32Array;
  readonly highs: Int32Array;
  readonly lows: Int32Array;
  /** The blocks in which the accesses were told: their length, and the line at which the scanner was. */
  readonly counts: Int32Array;
  readonly lines: Int32Array;

  /** The buffer of another slot, or so many bytes. */
  constructor(of: SharedArrayBuffer | number) {
    this.buffer = typeof of === 'number' ? new SharedArrayBuffer(of + COLUMNS * COLUMN_BYTES * accessesIn(of)) : of;
    const slack = COLUMNS * COLUMN_BYTES * BLOCK_ACCESSES;
    const bytes = (this.buffer.byteLength - slack) / (1 + COLUMNS * COLUMN_BYTES);
    const length = accessesIn(bytes);
    const column = (n: number) => new Int32Array(this.buffer, n * COLUMN_BYTES * length, length);
    [this.metas, this.highs, this.lows, this.counts, this.lines] = [0, 1, 2, 3, 4].map(column);
    this.bytes = Buffer.from(this.buffer, COLUMNS * COLUMN_BYTES * length, bytes);
  }
}

/** Accesses that so many bytes can be, with those of the line that began before them: every one takes a byte at least. */
const accessesIn = (bytes: number): number => bytes + BLOCK_ACCESSES;
