/**
 * The trace's alphabet. A trace is a stream of 32-bit words, in global order:
 *
 *     reference   granule:28  span:2  kind:2
 *     marker      operand:24  type:6  kind:2 (= Kind.marker), then OPERANDS[type] further words
 *
 * A *granule* is the unit of address the words resolve: 16 bytes unless the header says otherwise. Granules are *dense*:
 * the 256 KB regions of all address spaces are numbered in order of first appearance (`Marker.region` introduces each),
 * so that a replay indexes flat arrays by page or line. The low 18 bits of the address are kept as they are.
 *
 * Beside each word stands a 16-bit *detail* (see `detail.ts`) with the low address bits and the size,
 * which replay does not need and conversions do: the pair of columns loses nothing.
 */

/** The two low bits of a word. Bit 0 tells data from the rest, bit 1 a store from a load: the hot filter relies on both. */
export const Kind = {
  fetch: 0,
  load: 1,
  /** Not a reference: an event, see `Marker`. */
  marker: 2,
  store: 3,
} as const;
export type Kind = (typeof Kind)[keyof typeof Kind];
export type ReferenceKind = typeof Kind.fetch | typeof Kind.load | typeof Kind.store;

/**
 * The span field: how many granule edges the access crosses, so `word + (span << 4)` is its last granule.
 * Fetches and loads: 0 to 3. Stores: 0 or 1 for a store that covers no granule whole, `SPAN_WHOLE` for one that is
 * exactly its granule. Whatever does not fit is a `Marker.wide` with the true extent.
 */
export const SPAN_MAX = 3;
export const SPAN_WHOLE = 2;

export const REGION_BITS = 18;
export const REGION_BYTES = 1 << REGION_BITS;
/** log2 of the bytes in a granule, unless the header says otherwise. */
export const GRANULE_BITS = 4;
/** Bits of a dense granule number: 4 GB of touched regions at 16 bytes. */
export const GRANULE_NUMBER_BITS = 28;
/** The highest region numbers are left to what runs beneath the kernel: the monitor's own memory. */
export const MONITOR_REGIONS = 64;
/** Bytes of the longest single reference; it fits in a region with room to spare. */
export const MAX_REFERENCE_BYTES = 1 << 16;

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

/** A run of references is closed by a tally at the latest after this many words: the resolution of the trace's clock. */
export const RUN_WORDS = 1024;

export const RegionFlag = {
  /** Kernel segment that bypasses the TLB natively (MIPS kseg0, kseg1, xkphys). */
  unmapped: 1,
  /** Belongs to the kernel whoever runs (kseg2, the upper half on x86-64). */
  kernel: 2,
  /** The kernel's code. */
  kernelText: 4,
  /** The kernel's buffer cache: pages that hold blocks of disks. */
  bufferCache: 8,
} as const;

export const Mode = { user: 0, kernel: 1 } as const;
export type Mode = (typeof Mode)[keyof typeof Mode];

/** Locks from here on are semaphores: who waits for one is descheduled, others spin. */
export const SLEEPING_LOCK = 1 << 23;

export const Idle = { wait: 0, idle: 1, resume: 2 } as const;
export const Sync = { sync: 0, loadLinked: 1, storeConditional: 2 } as const;

/** OS services, first those of the paper's Table 2 in its order. `none` is user code or a kernel not told apart. */
export const Service = {
  none: 0,
  demandZero: 1,
  quickFault: 2,
  open: 3,
  write: 4,
  read: 5,
  execve: 6,
  /** Any other system call. */
  systemCall: 7,
  /** An exception that is not a system call, an interrupt or a TLB refill, not told further apart by the recording. */
  fault: 8,
  interrupt: 9,
  fork: 10,
  exit: 11,
  contextSwitch: 12,
  /** The kernel's TLB refill handler: Table 2's UTLB_MISS. Never in a trace: replay enters it at each TLB miss of user code. */
  tlbRefill: 13,
} as const;
export type Service = (typeof Service)[keyof typeof Service];
export const SERVICE_NAMES: readonly string[] = Object.keys(Service);

/** Privileged instructions, by what a monitor has to do for them. */
export const Privileged = {
  /** Read of a privileged register (mfc0, dmfc0). */
  readRegister: 0,
  /** Write of a privileged register (mtc0, dmtc0). */
  writeRegister: 1,
  tlbProbe: 2,
  tlbRead: 3,
  tlbWriteRandom: 4,
  tlbWriteIndexed: 5,
  exceptionReturn: 6,
  cacheOperation: 7,
  /** Enables or disables interrupts (di, ei). */
  interruptControl: 8,
  wait: 9,
  /** Read of a hardware register that trapped (rdhwr). */
  readHardware: 10,
} as const;
export type Privileged = (typeof Privileged)[keyof typeof Privileged];
export const isTlbWrite = (instruction: number): boolean =>
  instruction === Privileged.tlbWriteRandom || instruction === Privileged.tlbWriteIndexed;

export const marker = (type: Marker, a = 0): number => ((a << 8) | (type << 2) | Kind.marker) >>> 0;
export const markerType = (word: number): Marker => ((word >>> 2) & 63) as Marker;
export const markerOperand = (word: number): number => word >>> 8;
/** Words of the marker at `words[i]`, itself included. */
export const markerLength = (word: number): number =>
  1 + (markerType(word) === Marker.note ? markerOperand(word) : OPERANDS[markerType(word)]);
