import { excerpt, UserError } from '../../errors.ts';

/** What is said where the record behind so many whole ones is not whole. */
export const recordDropped = (whole: number): string => `record ${whole + 1} is cut off and was dropped`;

/** Cuts a stream of chunks into blocks of whole records of a fixed length: only a record that straddles two chunks is copied. */
export class RecordCutter {
  /** Records of the blocks handed out so far. */
  records = 0;
  private readonly name: string;
  private readonly recordBytes: number;
  private rest: Buffer;
  private restBytes = 0;

  /** `name` is what errors call the input. */
  constructor(name: string, recordBytes: number) {
    this.name = name;
    this.recordBytes = recordBytes;
    this.rest = Buffer.alloc(recordBytes);
  }

  /** The whole records of a chunk and of what was left of those before, in at most two blocks. A block is counted when the next is asked for. */
  *cut(chunk: Buffer): Generator<DataView, void, undefined> {
    const { recordBytes } = this;
    let from = 0;
    if (this.restBytes > 0) {
      from = chunk.copy(this.rest, this.restBytes);
      this.restBytes += from;
      if (this.restBytes < recordBytes) return;
      const straddling = this.rest;
      this.rest = Buffer.alloc(recordBytes);
      this.restBytes = 0;
      yield new DataView(straddling.buffer, straddling.byteOffset, recordBytes);
      this.records++;
    }
    const whole = Math.floor((chunk.length - from) / recordBytes);
    this.restBytes = chunk.copy(this.rest, 0, from + whole * recordBytes);
    if (whole === 0) return;
    yield new DataView(chunk.buffer, chunk.byteOffset + from, whole * recordBytes);
    this.records += whole;
  }

  /** No more chunks. An incomplete last record is dropped, which the remark says; an error where none is whole, as nobody knows what it is. */
  end(): string | undefined {
    if (this.restBytes === 0) return undefined;
    if (this.records === 0)
      this.malformed(
        0,
        `${this.restBytes} bytes (${this.rest.toString('hex', 0, Math.min(this.restBytes, 16))})`,
        `${this.recordBytes} bytes, a whole record: the file is cut off`,
      );
    return recordDropped(this.records);
  }

  /** Throws for what was found in the record at byte `at` of the present block. */
  malformed(at: number, found: string, expected: string): never {
    const record = this.records + Math.floor(at / this.recordBytes);
    throw new UserError(
      `${this.name}: record ${record + 1} (byte ${record * this.recordBytes}): found ${excerpt(found)}, expected ${expected}`,
    );
  }
}
