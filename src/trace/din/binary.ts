import { excerpt, UserError } from '../../errors.ts';
import { recordDropped } from '../bytes/records.ts';
import { DIN_LABELS, type DinAccesses, DinLabel } from './accesses.ts';

/** Little-endian: address:32 size:16 label:8 padding:8. */
const RECORD_BYTES = 8;

/** Reads DineroIV's binary layout. Its addresses have 32 bits. */
export class DinBinaryScanner {
  private readonly name: string;
  private readonly accesses: DinAccesses;
  private readonly rest = Buffer.alloc(RECORD_BYTES);
  private restBytes = 0;
  private records = 0;

  constructor(name: string, accesses: DinAccesses) {
    this.name = name;
    this.accesses = accesses;
  }

  push(chunk: Buffer): void {
    let p = 0;
    if (this.restBytes > 0) {
      p = chunk.copy(this.rest, this.restBytes);
      this.restBytes += p;
      if (this.restBytes < RECORD_BYTES) return;
      this.record(this.rest, 0);
      this.restBytes = 0;
    }
    for (; p + RECORD_BYTES <= chunk.length; p += RECORD_BYTES) this.record(chunk, p);
    this.restBytes = chunk.copy(this.rest, 0, p);
    this.accesses.flush();
  }

  /** As `RecordCutter.end`. */
  end(): string | undefined {
    if (this.restBytes === 0) return undefined;
    if (this.records === 0)
      this.bad(this.rest.toString('hex', 0, this.restBytes), `${RECORD_BYTES} bytes for each record`);
    return recordDropped(this.records);
  }

  private record(b: Buffer, p: number): void {
    const bytes = b[p + 4] | (b[p + 5] << 8);
    const label = b[p + 6];
    if (label >= DIN_LABELS || (bytes === 0 && label < DinLabel.copyBack)) this.malformed(b, p);
    const low = b[p] | (b[p + 1] << 8) | (b[p + 2] << 16) | (b[p + 3] << 24);
    this.accesses.add(label, 0, low, bytes);
    this.records++;
  }

  private malformed(b: Buffer, p: number): never {
    const label = b[p + 6];
    if (label >= DIN_LABELS) return this.bad(`label ${label}`, `a label from 0 to ${DIN_LABELS - 1} in byte 6 of 8`);
    return this.bad('size 0', 'a size of 1 to 65535 in bytes 4 and 5 of 8, little-endian');
  }

  private bad(found: string, expected: string): never {
    const record = this.records + 1;
    const at = `${this.name}: record ${record} (byte ${this.records * RECORD_BYTES})`;
    throw new UserError(`${at}: found ${excerpt(found)}, expected ${expected}; is this din-b?`);
  }
}
