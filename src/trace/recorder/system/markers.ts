/** Immediate operands of `ori $0,$0,n`, an instruction that does nothing: where a recording begins and ends. */
export const START_MARKER = 0xd151;
export const STOP_MARKER = 0xd152;

/** Names of the programs that execute them, in the guest. The first is the running task's name (`comm`) at the start marker. */
export const START_PROGRAM = 'disco-mark';
export const STOP_PROGRAM = 'disco-stop';

const BASE = 0x400000; // where MIPS programs are linked to
const HEADER_BYTES = 52;
const SEGMENT_BYTES = 32;
const EXIT = 4001; // the system call `exit` of the o32 interface

/** A static little-endian MIPS program of one segment that executes the marker and exits with 0. */
export function markerProgram(marker: number): Buffer {
  const code = [
    0x34000000 | marker, // ori $0, $0, marker
    0x24020000 | EXIT, // addiu $v0, $0, EXIT
    0x00002021, // addu $a0, $0, $0
    0x0000000c, // syscall
    0x00000000, // nop
  ];
  const start = HEADER_BYTES + SEGMENT_BYTES;
  const bytes = Buffer.alloc(start + code.length * 4);
  bytes.set([0x7f, 0x45, 0x4c, 0x46, 1, 1, 1]); // ELF of 32 bits, little-endian, version 1
  const words = [
    (8 << 16) | 2, // EM_MIPS, ET_EXEC
    1,
    BASE + start, // entry
    HEADER_BYTES, // segments
    0, // sections
    0x70001005, // MIPS32 release 1's o32, position-independent calls, no reordering
    (SEGMENT_BYTES << 16) | HEADER_BYTES,
    1, // one segment
    0,
    // The segment: PT_LOAD, from the file's begin, readable and executable, on pages of at most 64 KB.
    ...[1, 0, BASE, BASE, bytes.length, bytes.length, 5, 0x10000],
    ...code,
  ];
  for (const [index, word] of words.entries()) bytes.writeUInt32LE(word, 16 + index * 4);
  return bytes;
}
