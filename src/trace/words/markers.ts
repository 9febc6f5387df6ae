import { Kind } from './layout.ts';

/** What happened, as a closed list. `a` is the marker word's 24-bit operand, `[..]` the words that follow it. */
export const Marker = {
  /** The references that follow are those of CPU `a`. */
  cpu: 0,
  /**
   * Totals since this CPU's last tally, to be charged to its present context: `[instructions, fetches, loads, stores,
   * unmapped]`; `unmapped` are the references (of any kind) whose segment bypasses the TLB natively. Every run of
   * references ends in one, at the latest after `RUN_WORDS` words: it is the trace's clock.
   */
  tally: 1,
  /** Region `a` first appears: `[space, address >> 18 low 32 bits, high bits, flags]` (flags: `RegionFlag`). */
  region: 2,
  /** An access too long for a span: `a` = kind, `[first granule << 4, bytes, low address bits | instructions << 8]`. */
  wide: 3,
  /** The next reference is the second part of an access that crosses a region's edge; replay need not know. */
  continued: 4,
  /** Mode of the CPU from here on: `a` = `Mode`. */
  mode: 5,
  /** The CPU now runs task `a` of the task dictionary (`Marker.task` introduces it). */
  run: 6,
  /** Task `a` first appears: `[task id low, task id high, address space]`; ids are the recording's own. */
  task: 7,
  /** The CPU enters OS service `a` (`Service`); services nest. */
  serviceEnter: 8,
  /** The CPU leaves the service it last entered. */
  serviceLeave: 9,
  /** A privileged instruction: `a` = `Privileged` | register << 8 | select << 16. Its fetch is a reference like any other. */
  privileged: 10,
  /** An exception enters the kernel: `a` = vector offset of the recording (0x180 general, 0x200 and above interrupts). */
  trap: 11,
  /** A system call instruction: `a` = number where known (user-level recordings), else 0xffffff. */
  syscall: 12,
  /** A system call's return to user level: `a` = its number. */
  sysret: 13,
  /** The CPU has nothing to do: `a` = `Idle`. */
  idle: 14,
  /** A gap in the recording: caches and TLBs are cold from here. `[records so far low, high, instructions low, high]`. */
  window: 15,
  /** The physical page behind dense page `a`, as the recording saw it: `[page number low, high]`. */
  frame: 16,
  /** The guest needs dense page `a` filled with zeroes. */
  zeroPage: 17,
  /** The guest put dense page `a` on its free list. */
  freePage: 18,
  /** Lock `a` acquired; from SLEEPING_LOCK on, one whose waiters sleep. Recorded without the waiting, which price computes. */
  lockAcquire: 19,
  lockRelease: 20,
  /** `[disk, first sector, sectors]` into (or out of) dense page `a`. */
  diskRead: 21,
  diskWrite: 22,
  /** `[bytes, aligned]` of dense page `a` sent to CPU's machine neighbour; receivers are the structure's business. */
  networkSend: 23,
  /** Dense page `a` remapped instead of copied: `[target page]`. */
  remap: 24,
  /** Synchronising instruction: `a` = `Sync`. */
  sync: 25,
  /** A remark without effect on replay: `a` words of UTF-8 follow, padded with NUL. */
  note: 26,
  /**
   * The kernel uses a block of a file through dense page `a` of its buffer cache: `[disk, first sector, sectors]`. Whether it has to
   * be read is for replay to say: that depends on what this kernel, or any on the same monitor, has read before.
   */
  fileBlock: 28,
  /** The CPU runs virtual CPU `a` from here on: `[virtual machine]`. Never recorded: the monitor's scheduler writes it. */
  virtualCpu: 27,
} as const;
export type Marker = (typeof Marker)[keyof typeof Marker];

/** Words that follow each marker; a note's are counted by its operand. */
export const OPERANDS: Uint8Array = new Uint8Array(64);
for (const [type, words] of [
  [Marker.tally, 5], [Marker.region, 4], [Marker.wide, 3], [Marker.task, 3], [Marker.window, 4], [Marker.frame, 2],
  [Marker.diskRead, 3], [Marker.diskWrite, 3], [Marker.networkSend, 2], [Marker.remap, 1], [Marker.virtualCpu, 1],
  [Marker.fileBlock, 3],
] as const) OPERANDS[type] = words; // biome-ignore format: a table

export const marker = (type: Marker, a = 0): number => ((a << 8) | (type << 2) | Kind.marker) >>> 0;
export const markerType = (word: number): Marker => ((word >>> 2) & 63) as Marker;
export const markerOperand = (word: number): number => word >>> 8;
/** Words of the marker at `words[i]`, itself included. */
export const markerLength = (word: number): number =>
  1 + (markerType(word) === Marker.note ? markerOperand(word) : OPERANDS[markerType(word)]);
