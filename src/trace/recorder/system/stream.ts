/**
 * What the plugin of full systems (`plugin.c`) sends. A connection begins with `HELLO_BYTES` bytes; all that follows is words of 64
 * bits, little-endian: a tag of 16 bits above a value of 48 bits.
 *
 *     1 store:1 log2(bytes):3 index:11   an access to the virtual address `value` (32 bits), by this instruction of the CPU's block
 *     0 extra:7 kind:8                   see `Word`
 *
 * An instruction accesses memory once, but for `swl` and `swr`, whose bytes come one by one.
 *
 * A turn is what one CPU did while the other stood still; turns follow each other in the order in which they happened. Between turns
 * stand `define` and `forget` alone. A word that says so is followed by plain words, which have no tag; a turn never ends within them.
 * A page is of 4096 bytes; a physical address or page counts from the beginning of RAM.
 *
 * Nothing is sent before the start marker: the first turn is `start` and the disks' `total`. Each CPU then begins with its `task`, `name`
 * and `space`, as far as they are known; without symbols there are none. After `stop` the connection ends; it
 * ends without, where the guest powered off or the emulator was killed.
 */

export const MAGIC = 'DISCOS1\n';
/** Bytes that a connection begins with: the magic, pid (32 bits), CPUs (32 bits), the target's name. */
export const HELLO_BYTES = 32;
export const TARGET_BYTES = 16;

/** In the upper half of an access's word. The lower half is the address. */
export const STORE_BIT = 0x4000_0000;
export const SIZE_SHIFT = 27;
export const INDEX_SHIFT = 16;
export const INDEX_MASK = 0x7ff;

/** `enum kind`. */
export const Word = {
  /** The CPU begins block number `value`. All of its instructions are executed, unless a `partial` comes before the CPU's next block. */
  block: 0,
  /**
   * `value` words of a CPU follow after a plain word with its number (from 0). Extra 1: the turn ends within a block, as its words
   * were too many: more of the block's follow in the CPU's next turn.
   */
  turn: 1,
  /**
   * Value: count << 32 | number: block `number` has `count` instructions of 4 bytes. Plain words: its virtual address; the physical page
   * of its first byte | that of its last byte << 24, each `NO_PAGE` if it is not RAM; then the instructions, two to a word, the first in
   * the lower half. Extra: `Part`.
   */
  define: 2,
  /** The blocks defined so far are no more. */
  forget: 3,
  /**
   * Of the CPU's block before, `value` instructions alone were begun; the last of them may not have been completed. What follows is an
   * exception's handler, or the rest of the block as a block of its own: QEMU divides one at an access to a device. (There the access
   * comes after this block's other accesses, with its index in this block, and is not fetched again.)
   */
  partial: 4,
  /** The page of the access before is in physical page `value`: sent again when that changes, or was forgotten. Never of kseg0 and kseg1. */
  frame: 5,
  /** The CPU goes on with the task whose task_struct is at virtual address `value`: what follows is done on its stack. */
  task: 6,
  /** Name of the task that the CPU executes: `NAME_WORDS` (value) plain words with 16 bytes, ended by 0. After the task, where it is new or has changed. */
  name: 7,
  /** The page table at virtual address `value` is in use from here on. A kernel thread keeps the one before. */
  space: 8,
  /** A system call of the task, by its number (o32: from 4000). Within its exception's handler, at the store that saves the number. */
  syscall: 9,
  /** Physical page `value` is about to be filled with zeros. After the first store to it. */
  clear: 10,
  /** Value: order << 32 | page: 2^order physical pages from `page` on are free. */
  free: 11,
  /** A lock at virtual address `value` was acquired; extra: `LockKind`. */
  lock: 12,
  /** It was released; extra: `LockKind`. */
  unlock: 13,
  /** Physical page `value` of the page cache was used (`folio_mark_accessed`). */
  filePage: 14,
  /** The CPU waits for an interrupt; the other goes on. Of a single CPU QEMU does not say so: its instruction `wait` does. */
  idle: 15,
  /** It goes on. */
  resume: 16,
  /**
   * A request to a disk. Value: disk << 32 | pieces; extra: `DiskRequest`. Plain words: its first sector of 512 bytes; then for
   * each piece of memory: physical address << 32 | bytes. `writeZeroes` and `discard` are of a range of sectors, without memory: the one
   * piece is the count of sectors. After the store that makes it available to the disk.
   */
  disk: 17,
  /** A packet that is sent. Value: device << 32 | pieces; plain words: for each piece, physical address << 32 | bytes (with virtio's header). */
  send: 18,
  /**
   * What QEMU itself has counted, for comparison: value: disk; plain words: bytes read, bytes written since it was started. After `start`
   * and before `stop`, for each disk.
   */
  total: 19,
  /** The start marker. */
  start: 20,
  /** The stop marker. */
  stop: 21,
  /** The turn was taken from the other CPU, which did not go on: how far it came in its block is not known, no `partial` is sent of it. */
  stolen: 22,
  /** Physical page `value` is about to be filled with another's content. After the first store to it. */
  copy: 23,
} as const;

/** `enum part`: what of the kernel a block belongs to, by the symbols. */
export const Part = { other: 0, clearPage: 1, interrupt: 2 } as const;

/** `enum lock_kind`. */
export const LockKind = { spin: 0, sleeping: 1, sleepingShared: 2 } as const;

/** `enum disk_request`. */
export const DiskRequest = { read: 0, write: 1, flush: 2, other: 3, writeZeroes: 4, discard: 5 } as const;

/** Instructions of the longest block: QEMU's limit. */
export const MAX_BLOCK = 512;
/** Words of the longest turn. */
export const MAX_TURN = 1 << 17;
/** Plain words of a name. */
export const NAME_WORDS = 2;
/** Pieces of the longest request: descriptors of the longest queue that virtio allows, 32768, are more than a turn has room for. */
export const MAX_PIECES = 1 << 10;
/** A physical page that is not known, or not of RAM. */
export const NO_PAGE = 0xff_ffff;

/** What an emulator says of itself first. */
export interface Hello {
  pid: number;
  cpus: number;
  /** As QEMU names it: `mipsel`. */
  target: string;
}

/** The hello of a connection's first `HELLO_BYTES`; undefined of anything else. */
export function readHello(bytes: Buffer): Hello | undefined {
  if (bytes.length < HELLO_BYTES || bytes.toString('latin1', 0, 8) !== MAGIC) return undefined;
  const target = bytes.toString('latin1', 16, 16 + TARGET_BYTES).replace(/\0+$/, '');
  return { pid: bytes.readUInt32LE(8), cpus: bytes.readUInt32LE(12), target };
}
