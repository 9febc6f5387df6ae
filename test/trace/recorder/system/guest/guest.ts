import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MACHINE_FORMAT } from '../../../../../src/trace/recorder/system/machine.ts';
import { type Assembled, assemble } from './assembler.ts';
import { elf, symbolLines } from './elf.ts';
import { kernelSource, tableSource } from './kernel/kernel.ts';
import { KSEG0, PAGE, PAGE_STRUCT, Physical, User } from './layout.ts';
import { BUFFER_PAGES, type Parameters, programA, programB } from './program.ts';

/** Memory in MB, and the disk's sectors. */
export const MEMORY = 32;
export const SECTORS = 256;

/** Flags of a page table's entry: cached and valid, and to be written. */
const VALID = 0x1a;
const WRITABLE = 0x1e;

const TEXT_PAGES = 6;

/** The whole guest: kernel, page tables, two programs. */
export function assembleGuest(p: Parameters): Assembled {
  const tables = [0, 1].map((n) => {
    const entries = new Map<number, string>();
    const map = (address: number, frame: (page: number) => number, pages: number, flags: number): void => {
      for (let page = 0; page < pages; page++)
        entries.set(address / PAGE + page, String(((frame(page) / PAGE) << 6) | flags));
    };
    map(User.text, (page) => Physical.text[n] + PAGE * page, TEXT_PAGES, VALID);
    // Neighbours lie apart, in the other direction.
    map(User.data, (page) => Physical.data[n] + PAGE * (p.pages - 1 - page), p.pages, WRITABLE);
    map(User.copied, (page) => Physical.copied + PAGE * page, Math.max(1, p.copied), VALID);
    map(User.shared, () => Physical.shared, 1, VALID);
    if (n === 0) map(User.code, (page) => Physical.code + PAGE * page, p.codePages ?? 0, VALID);
    if (n === 0)
      map(User.buffer, (page) => Physical.buffer + 2 * PAGE * (BUFFER_PAGES - 1 - page), BUFFER_PAGES, WRITABLE);
    return entries;
  });
  const free = Array.from({ length: 2 * p.fresh + 2 * p.copied + 4 }, (_, n) => Physical.free / PAGE + 3 * n);
  return assemble(`
${kernelSource(free, p.diskInterrupts, !p.sharedVector)}
${tables.map((entries, n) => tableSource(Physical.tables[n], entries)).join('')}
.at ${User.text}, ${KSEG0 + Physical.text[0]}
${programA(p)}
.at ${User.text}, ${KSEG0 + Physical.text[1]}
${programB()}
`);
}

/** A disk whose bytes all differ from their neighbours', and whose sectors do. */
export function diskImage(): Buffer {
  const image = Buffer.alloc(512 * SECTORS);
  for (let at = 0; at < image.length; at++) image[at] = (at * 7 + (at >> 9) * 13 + (at >> 16)) & 255;
  return image;
}

/** A machine's folder, to be recorded. */
export function writeMachine(folder: string, guest: Assembled): string {
  mkdirSync(folder, { recursive: true });
  const put = (name: string, content: string | Buffer): void => writeFileSync(join(folder, name), content);
  put('kernel.elf', elf(guest, 'start'));
  put('disk.img', diskImage());
  put('symbols', symbolLines(guest));
  put(
    'vmcoreinfo',
    `SYMBOL(mem_map)=${guest.symbols.get('mem_map')!.toString(16)}\nSIZE(page)=${PAGE_STRUCT}\nPAGESIZE=${PAGE}\n`,
  );
  const machine = {
    format: MACHINE_FORMAT,
    name: 'hand-assembled',
    emulator: 'qemu-system-mipsel',
    cpu: '34Kf',
    memory: MEMORY,
    kernel: 'kernel.elf',
    initrd: null,
    disk: 'disk.img',
    symbols: 'symbols',
    vmcoreinfo: 'vmcoreinfo',
    append: '',
    release: null,
  };
  put('machine.json', JSON.stringify(machine));
  return folder;
}
