import { ByteBuffer } from 'flatbuffers';

/** Thrown for metadata that points outside itself; the reader turns it into a message with the file's name. */
export class MetadataError extends Error {}

/** A FlatBuffers table, every look into it checked against the bytes there are. */
export class Table {
  private readonly bb: ByteBuffer;
  private readonly at: number;

  private constructor(bb: ByteBuffer, at: number) {
    this.bb = bb;
    this.at = at;
    const vtable = at - bb.readInt32(this.inside(at, 4));
    this.inside(vtable, bb.readUint16(this.inside(vtable, 4)));
  }

  static root(bytes: Uint8Array): Table {
    const bb = new ByteBuffer(bytes);
    return new Table(bb, bytes.length < 8 ? -1 : bb.readUint32(0));
  }

  int8 = (slot: number): number => this.scalar(slot, 1, (at) => this.bb.readInt8(at));
  int16 = (slot: number): number => this.scalar(slot, 2, (at) => this.bb.readInt16(at));
  int32 = (slot: number): number => this.scalar(slot, 4, (at) => this.bb.readInt32(at));
  int64 = (slot: number): number => this.scalar(slot, 8, (at) => this.readInt64(at));

  table(slot: number): Table | undefined {
    const at = this.field(slot);
    return at === 0 ? undefined : this.follow(at);
  }

  string(slot: number): string {
    const [start, length] = this.vector(slot, 1);
    return Buffer.from(this.bb.bytes().buffer, this.bb.bytes().byteOffset + start, length).toString('utf8');
  }

  tables(slot: number): Table[] {
    const [start, length] = this.vector(slot, 4);
    return Array.from({ length }, (_, i) => this.follow(start + 4 * i));
  }

  /** A vector of structs of `fields` 64-bit integers each. */
  structs(slot: number, fields: number): number[][] {
    const [start, length] = this.vector(slot, 8 * fields);
    return Array.from({ length }, (_, i) =>
      Array.from({ length: fields }, (_, j) => this.readInt64(start + 8 * (i * fields + j))),
    );
  }

  private scalar(slot: number, bytes: number, read: (at: number) => number): number {
    const at = this.field(slot);
    return at === 0 ? 0 : read(this.inside(at, bytes));
  }

  private field(slot: number): number {
    const offset = this.bb.__offset(this.at, 4 + 2 * slot);
    return offset === 0 ? 0 : this.at + offset;
  }

  private follow(at: number): Table {
    return new Table(this.bb, at + this.bb.readUint32(this.inside(at, 4)));
  }

  private vector(slot: number, elementBytes: number): [start: number, length: number] {
    const at = this.field(slot);
    if (at === 0) return [0, 0];
    const to = at + this.bb.readUint32(this.inside(at, 4));
    const length = this.bb.readUint32(this.inside(to, 4));
    return [this.inside(to + 4, length * elementBytes), length];
  }

  private readInt64(at: number): number {
    return Number(this.bb.readInt64(at));
  }

  private inside(at: number, bytes: number): number {
    if (at < 0 || at + bytes > this.bb.capacity()) throw new MetadataError('an offset points outside the metadata');
    return at;
  }
}
