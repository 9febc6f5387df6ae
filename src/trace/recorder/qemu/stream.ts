/** What the plugin sends: the words are described at the beginning of `plugin.c`. */

export const MAGIC = 'DISCOQ2\n';
/** Bytes that a connection begins with: the magic, pid and parent's pid, the target's name, and how much the parent had sent. */
export const HELLO_BYTES = 40;
export const TARGET_BYTES = 16;

/** In the upper half of an access's word, over the address's bits 32 to 47. */
export const STORE_BIT = 0x4000_0000;
export const SIZE_SHIFT = 27;
export const INDEX_SHIFT = 16;
export const INDEX_MASK = 0x7ff;

/** `enum kind`. */
export const Word = {
  block: 0,
  turn: 1,
  define: 2,
  forget: 3,
  high: 4,
  call: 5,
  return: 6,
  sync: 7,
  end: 8,
  stolen: 9,
  begin: 10,
} as const;

/** `enum sync`. */
export const Synchronises = { fence: 0, loadLinked: 1, storeConditional: 2, readModifyWrite: 3 } as const;

/** Instructions of the longest block: QEMU's limit. */
export const MAX_BLOCK = 512;
/** Bytes of the longest instruction: x86's. */
export const MAX_INSTRUCTION = 15;

/** What a process says of itself first. */
export interface Hello {
  pid: number;
  parent: number;
  /** Bytes that the process it was forked from had sent by then; 0: it was not forked. */
  after: number;
  /** As QEMU names it: `x86_64`, `mipsel`. */
  target: string;
}

/** The hello of a connection's first `HELLO_BYTES`; undefined of anything else. */
export function readHello(bytes: Buffer): Hello | undefined {
  if (bytes.length < HELLO_BYTES || bytes.toString('latin1', 0, 8) !== MAGIC) return undefined;
  const target = bytes.toString('latin1', 16, 16 + TARGET_BYTES).replace(/\0+$/, '');
  return {
    pid: bytes.readUInt32LE(8),
    parent: bytes.readUInt32LE(12),
    after: Number(bytes.readBigUInt64LE(32)),
    target,
  };
}
