import type { Assembled } from './assembler.ts';

const HEADER = 52;
const PROGRAM_HEADER = 32;

/** An ELF file (32 bits, little-endian, MIPS32r2) of these segments, started at `entry`. */
export function elf({ segments, symbols }: Assembled, entry: string): Buffer {
  const start = HEADER + PROGRAM_HEADER * segments.length;
  const header = Buffer.alloc(start);
  header.write('\x7fELF\x01\x01\x01', 'latin1');
  header.writeUInt16LE(2, 16); // ET_EXEC
  header.writeUInt16LE(8, 18); // EM_MIPS
  header.writeUInt32LE(1, 20);
  header.writeUInt32LE(symbols.get(entry)!, 24);
  header.writeUInt32LE(HEADER, 28);
  header.writeUInt32LE(0x70001001, 36); // flags: MIPS32r2, O32, no reordering
  header.writeUInt16LE(HEADER, 40);
  header.writeUInt16LE(PROGRAM_HEADER, 42);
  header.writeUInt16LE(segments.length, 44);
  const parts = [header];
  let offset = start;
  segments.forEach(({ place, words }, n) => {
    const bytes = Buffer.alloc(4 * words.length);
    words.forEach((word, index) => {
      bytes.writeUInt32LE(word, 4 * index);
    });
    // Type PT_LOAD, offset, virtual and physical address, bytes in the file and in memory, flags RWX, alignment.
    [1, offset, place, place, bytes.length, bytes.length, 7, 4].forEach((value, field) => {
      header.writeUInt32LE(value, HEADER + PROGRAM_HEADER * n + 4 * field);
    });
    parts.push(bytes);
    offset += bytes.length;
  });
  return Buffer.concat(parts);
}

/** Lines `address type name`, as in /proc/kallsyms: the kernel's labels but for local ones, `L_…`. */
export function symbolLines({ symbols }: Assembled): string {
  return [...symbols]
    .filter(([name, address]) => address >= 0x80000000 && !name.startsWith('L_'))
    .sort(([, one], [, other]) => one - other)
    .map(([name, address]) => `${address.toString(16).padStart(8, '0')} T ${name}\n`)
    .join('');
}
