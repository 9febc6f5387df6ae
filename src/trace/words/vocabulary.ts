/** What the operands of markers mean: closed lists that a trace, a replay and a report share. */

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

/** Modes of a trace, by name. */
export const Mode = { user: 0, kernel: 1 } as const;
/** Who runs in a trace: a program or the kernel. */
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
  /** A first store to a page shared since a fork, which is copied. */
  copyOnWrite: 14,
} as const;
/** A service of the guest's kernel. */
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
/** A privileged instruction. */
export type Privileged = (typeof Privileged)[keyof typeof Privileged];
/** What assemblers call them; of those that enable or disable interrupts there are two, `di` and `ei`. */
export const PRIVILEGED_MNEMONICS: Readonly<Record<Privileged, string>> = {
  [Privileged.readRegister]: 'mfc0',
  [Privileged.writeRegister]: 'mtc0',
  [Privileged.tlbProbe]: 'tlbp',
  [Privileged.tlbRead]: 'tlbr',
  [Privileged.tlbWriteRandom]: 'tlbwr',
  [Privileged.tlbWriteIndexed]: 'tlbwi',
  [Privileged.exceptionReturn]: 'eret',
  [Privileged.cacheOperation]: 'cache',
  [Privileged.interruptControl]: 'diei',
  [Privileged.wait]: 'wait',
  [Privileged.readHardware]: 'rdhwr',
};
export const isTlbWrite = (instruction: number): boolean =>
  instruction === Privileged.tlbWriteRandom || instruction === Privileged.tlbWriteIndexed;
