import { MAX_REFERENCE_BYTES } from './layout.ts';
import { MAX_CPUS } from './trace.ts';
import { Idle, Mode, Privileged, RegionFlag, SERVICE_NAMES, Sync } from './vocabulary.ts';

/** Words of the longest note: 4 KB. */
export const MAX_NOTE_WORDS = 1024;

/** What one operand of a marker holds. */
export interface OperandSpec {
  readonly meaning: string;
  /** The least and the most it may be, where its bits allow others, and why. */
  readonly least?: number;
  readonly most?: number;
  readonly because?: string;
  /** What else must hold, of packed operands. */
  readonly isRight?: (value: number) => boolean;
}

const among = (names: object): { least: number; most: number } => ({ least: 0, most: Object.keys(names).length - 1 });

/**
 * The kinds of operands. A marker's own operand has 24 bits, each that follows it 32. The bounds stand here once: text readers, the
 * validator, the document and the property tests have them from here. What becomes a loop or an allocation in replay is bounded.
 */
export const OPERAND_KINDS = {
  count: { meaning: 'a number, which a recount gives too' },
  low: { meaning: 'the low 32 bits of a 64-bit number whose high bits follow' },
  high: { meaning: 'the high 32 bits of the number before' },
  top: { meaning: 'the high bits of an address >> 18', least: 0, most: 2 ** 14 - 1, because: 'addresses have 64 bits' },
  disk: { meaning: 'the number of a disk', least: 0, most: 2 ** 16 - 1, because: 'so many minor numbers Unix gave disks' },
  sector: { meaning: "the number of a disk's sector of 512 bytes" },
  sectors: { meaning: 'how many sectors', least: 1, most: 2 ** 16, because: '32 MB, the most that one ATA command transfers' },
  message: { meaning: 'bytes of a message', least: 0, most: 2 ** 16, because: 'no IP packet is longer' },
  flag: { meaning: 'no or yes', least: 0, most: 1 },
  extent: { meaning: 'bytes of an access', least: 1, most: MAX_REFERENCE_BYTES, because: 'an access crosses two edges of parts at most' },
  page: { meaning: 'a dense page of 4 KB, of a region introduced before' },
  region: { meaning: 'a region of the dictionary, the next where it is introduced' },
  part: { meaning: 'a part of 32 KB: region << 3 | its place there; the next where it is introduced' },
  eighth: { meaning: 'which eighth of 256 KB', least: 0, most: 7 },
  task: { meaning: 'a task of the dictionary, the next where it is introduced' },
  space: { meaning: "an address space, 0 the kernel's" },
  flags: { meaning: '`RegionFlag`s', least: 0, most: Object.values(RegionFlag).reduce((all, flag) => all | flag, 0) },
  cpu: { meaning: 'a CPU', least: 0, most: MAX_CPUS - 1 },
  vm: { meaning: 'a virtual machine', least: 0, most: MAX_CPUS - 1, because: 'each has a virtual CPU at least' },
  kind: { meaning: 'the kind of a reference, as in its word: 0, 1 or 3', least: 0, most: 3, isRight: (kind) => kind !== 2 },
  granule: { meaning: "a dense granule's number << 4, of a region introduced before", isRight: (word) => (word & 15) === 0 },
  packed: {
    meaning: `low address bits | instructions << 8, at most ${MAX_REFERENCE_BYTES} of them: an instruction has a byte at least`,
    isRight: (word) => (word & 0xf0) === 0 && word >>> 8 <= MAX_REFERENCE_BYTES,
  },
  mode: { meaning: '`Mode`', ...among(Mode) },
  service: { meaning: '`Service`', ...among(SERVICE_NAMES) },
  idle: { meaning: '`Idle`', ...among(Idle) },
  sync: { meaning: '`Sync`', ...among(Sync) },
  privileged: {
    meaning: '`Privileged` | register << 8 | select << 16, the register below 32, the select below 8',
    isRight: (a) => (a & 255) < Object.keys(Privileged).length && ((a >>> 8) & 255) < 32 && a >>> 16 < 8,
  },
  vector: { meaning: 'the offset of an exception vector: 0x180 general, 0x200 and above interrupts' },
  call: { meaning: 'the number of a system call, 0xffffff where it is not known' },
  lock: { meaning: 'the number of a lock; from `SLEEPING_LOCK` on, its waiters sleep' },
  words: { meaning: 'how many words of UTF-8 follow, padded with NUL', least: 0, most: MAX_NOTE_WORDS, because: '4 KB are enough for a remark' },
} as const satisfies Readonly<Record<string, OperandSpec>>; // biome-ignore format: a table
export type OperandKind = keyof typeof OPERAND_KINDS;

/** The least and the most that an operand of this kind may be in a field of so many bits. */
export function rangeOf(kind: OperandKind, bits: 24 | 32): readonly [least: number, most: number] {
  const { least = 0, most = 2 ** bits - 1 }: OperandSpec = OPERAND_KINDS[kind];
  return [least, most];
}

/** Whether a value is one that an operand of this kind may have by itself. */
export function isOperand(kind: OperandKind, value: number, bits: 24 | 32): boolean {
  const [least, most] = rangeOf(kind, bits);
  const { isRight }: OperandSpec = OPERAND_KINDS[kind];
  return value >= least && value <= most && (isRight === undefined || isRight(value));
}

/** What an operand of this kind may be, for errors: `0 to 65536 (32 MB, ...)`. */
export function boundsOf(kind: OperandKind, bits: 24 | 32): string {
  const [least, most] = rangeOf(kind, bits);
  const { because, isRight, meaning }: OperandSpec = OPERAND_KINDS[kind];
  if (isRight !== undefined) return meaning;
  return `${least} to ${most}${because === undefined ? '' : ` (${because})`}`;
}

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
