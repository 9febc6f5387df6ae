import { MAX_CPUS } from './trace.ts';
import { Idle, Mode, SERVICE_NAMES, Sync } from './vocabulary.ts';

/** What one operand of a marker holds. */
interface Kind {
  readonly meaning: string;
  /** How many values it can have, from 0, where that is less than its bits allow. */
  readonly values?: number;
}

/** The kinds of operands. A marker's own operand has 24 bits, each that follows it 32. */
export const OPERAND_KINDS = {
  number: { meaning: 'a number' },
  low: { meaning: 'the low 32 bits of a 64-bit number whose high bits follow' },
  high: { meaning: 'the high 32 bits of the number before' },
  sector: { meaning: "the number of a disk's sector of 512 bytes" },
  page: { meaning: 'a dense page of 4 KB, of a region introduced before' },
  region: { meaning: 'a region of the dictionary' },
  task: { meaning: 'a task of the dictionary' },
  space: { meaning: "an address space, 0 the kernel's" },
  flags: { meaning: '`RegionFlag`s' },
  cpu: { meaning: 'a CPU', values: MAX_CPUS },
  kind: { meaning: 'the kind of a reference, as in its word' },
  granule: { meaning: "a dense granule's number << 4" },
  packed: { meaning: 'low address bits | instructions << 8' },
  mode: { meaning: '`Mode`', values: Object.keys(Mode).length },
  service: { meaning: '`Service`', values: SERVICE_NAMES.length },
  idle: { meaning: '`Idle`', values: Object.keys(Idle).length },
  sync: { meaning: '`Sync`', values: Object.keys(Sync).length },
  privileged: { meaning: '`Privileged` | register << 8 | select << 16' },
  vector: { meaning: 'the offset of an exception vector: 0x180 general, 0x200 and above interrupts' },
  call: { meaning: 'the number of a system call, 0xffffff where it is not known' },
  lock: { meaning: 'the number of a lock; from `SLEEPING_LOCK` on, its waiters sleep' },
  words: { meaning: 'how many words of UTF-8 follow, padded with NUL; at most 1024' },
} as const satisfies Readonly<Record<string, Kind>>;
export type OperandKind = keyof typeof OPERAND_KINDS;

/** How many values an operand of this kind has in a field of so many bits. */
export function valuesOf(kind: OperandKind, bits: 24 | 32): number {
  const { values }: Kind = OPERAND_KINDS[kind];
  return values ?? 2 ** bits;
}

/** Words of the longest note: 4 KB. */
export const MAX_NOTE_WORDS = 1024;

/** Text as the words of a note, cut at the most a note can hold. */
export function noteWords(text: string): Uint32Array {
  const bytes = new TextEncoder().encode(text).subarray(0, 4 * MAX_NOTE_WORDS);
  const padded = new Uint8Array(Math.ceil(bytes.length / 4) * 4);
  padded.set(bytes);
  return new Uint32Array(padded.buffer);
}

/** The text of a note's words. */
export const noteText = (words: ArrayLike<number>): string =>
  new TextDecoder('utf-8', { ignoreBOM: true }).decode(Uint32Array.from(words)).replace(/\0+$/, '');
