import zlib from 'node:zlib';

/** Files by their names; in a list several may have one name. */
export type Files =
  | Readonly<Record<string, Buffer | string>>
  | readonly (readonly [name: string, content: Buffer | string])[];

const entriesOf = (files: Files): (readonly [string, Buffer | string])[] =>
  Array.isArray(files) ? [...files] : Object.entries(files);

const field = (value: number, bytes: number): Buffer => {
  const all = Buffer.alloc(8);
  all.writeBigUInt64LE(BigInt(value));
  return all.subarray(0, bytes);
};

/** A zip archive of files, deflated unless `method` (0 or 8) says otherwise (PKWARE's APPNOTE, 4.3); flags of each as given. */
export function zipOf(files: Files, { method = 8, flags = 0x800 } = {}): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, content] of entriesOf(files)) {
    const data = Buffer.from(content as string, 'latin1');
    const packed = method === 8 ? zlib.deflateRawSync(data) : data;
    const what = Buffer.concat([
      field(20, 2), field(flags, 2), field(method, 2), field(0, 4), field(zlib.crc32(data), 4), field(packed.length, 4), field(data.length, 4), field(Buffer.byteLength(name), 2), field(0, 2),
    ]); // biome-ignore format: a header
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), what, Buffer.from(name), packed]);
    directory.push(Buffer.from('PK\x01\x02'), field(20, 2), what, field(0, 10 - 8), field(0, 4), field(0, 4), field(offset, 4), Buffer.from(name)); // biome-ignore format: a header
    parts.push(local);
    offset += local.length;
  }
  const central = Buffer.concat(directory);
  const count = field(directory.length / 8, 2);
  const end = [Buffer.from('PK\x05\x06'), field(0, 4), count, count, field(central.length, 4), field(offset, 4), field(0, 2)]; // biome-ignore format: a record
  return Buffer.concat([...parts, central, ...end]);
}

/** A tar archive of files (POSIX ustar). */
export function tarOf(files: Files): Buffer {
  const blocks = entriesOf(files).map(([name, content]) => {
    const data = Buffer.from(content as string, 'latin1');
    const header = Buffer.alloc(512);
    header.write(name, 0);
    header.write('0000644\0', 100);
    header.write('0000000\0', 108);
    header.write('0000000\0', 116);
    header.write(`${data.length.toString(8).padStart(11, '0')}\0`, 124);
    header.write('00000000000\0', 136);
    header.write('        ', 148);
    header.write('0', 156);
    header.write('ustar\x0000', 257);
    const sum = header.reduce((all, byte) => all + byte, 0);
    header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
    return Buffer.concat([header, data, Buffer.alloc(-data.length & 511)]);
  });
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}
