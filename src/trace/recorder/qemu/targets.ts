import { excerpt, UserError } from '../../../errors.ts';

/** The package that has the emulators, and how to get it without the two hundred packages it recommends. */
export const PACKAGE = 'qemu-user';
export const INSTALL = `apt-get install --no-install-recommends ${PACKAGE}`;

/** What an ELF header says of its program. */
export interface Elf {
  bits: 32 | 64;
  big: boolean;
  /** `e_machine`, `e_flags`. */
  machine: number;
  flags: number;
}

/** Bytes of the longer header. */
export const ELF_BYTES = 64;
/** `e_flags` of MIPS: the n32 ABI. */
const N32 = 0x20;

/** QEMU's name of the target by machine, or what tells its variants apart. Source: elf.h; linux-user of QEMU 7.2. */
const TARGETS: Readonly<Record<number, (elf: Elf) => string>> = {
  2: () => 'sparc',
  3: () => 'i386',
  4: () => 'm68k',
  8: ({ bits, big, flags }) => {
    const variant = bits === 64 ? 'mips64' : flags & N32 ? 'mipsn32' : 'mips';
    return big ? variant : `${variant}el`;
  },
  15: () => 'hppa',
  18: () => 'sparc32plus',
  20: () => 'ppc',
  21: ({ big }) => (big ? 'ppc64' : 'ppc64le'),
  22: () => 's390x',
  40: ({ big }) => (big ? 'armeb' : 'arm'),
  42: ({ big }) => (big ? 'sh4eb' : 'sh4'),
  43: () => 'sparc64',
  62: () => 'x86_64',
  76: () => 'cris',
  92: () => 'or1k',
  94: ({ big }) => (big ? 'xtensaeb' : 'xtensa'),
  113: () => 'nios2',
  164: () => 'hexagon',
  183: ({ big }) => (big ? 'aarch64_be' : 'aarch64'),
  189: ({ big }) => (big ? 'microblaze' : 'microblazeel'),
  243: ({ bits }) => `riscv${bits}`,
  258: () => 'loongarch64',
  36902: () => 'alpha',
};

/** The header of a program; undefined of what is no ELF file, or only a piece of one. */
export function readElf(b: Buffer): Elf | undefined {
  if (b.length < 52 || b.toString('latin1', 0, 4) !== '\x7fELF' || b[4] < 1 || b[4] > 2 || b[5] < 1 || b[5] > 2)
    return undefined;
  const big = b[5] === 2;
  const bits = b[4] === 2 ? 64 : 32;
  const at = bits === 64 ? 48 : 36;
  return {
    bits,
    big,
    machine: big ? b.readUInt16BE(18) : b.readUInt16LE(18),
    flags: big ? b.readUInt32BE(at) : b.readUInt32LE(at),
  };
}

/** QEMU's name of the target that runs the program `file`, whose first bytes are `head`. Throws a UserError if there is none. */
export function targetOf(file: string, head: Buffer): string {
  const elf = readElf(head);
  if (elf !== undefined) {
    const target = TARGETS[elf.machine]?.(elf);
    if (target !== undefined) return target;
    throw new UserError(
      `${file} is a program for ELF machine ${elf.machine} (${elf.bits} bits, ${elf.big ? 'big' : 'little'}-endian), which disco knows no emulator for; name one: --emulator qemu-NAME`,
    );
  }
  const start = head.toString('latin1');
  if (start.startsWith('#!')) {
    const interpreter = start.slice(2).split('\n')[0].trim();
    throw new UserError(
      `${file} is a script (#!${interpreter}), and qemu-user records one program, not those that it starts: record a program of the script by itself, the interpreter (disco record --with qemu-user -- ${interpreter} ${file} …), or all of it with Valgrind (--with valgrind)`,
    );
  }
  throw new UserError(`${file}: found ${excerpt(start.slice(0, 16))}, expected a program (an ELF file)`);
}
