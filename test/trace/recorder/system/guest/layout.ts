/** Where the guest's things lie. Virtual addresses of user programs, and physical ones, which kseg0 shows from 0x80000000 on. */
export const KSEG0 = 0x80000000;
export const PAGE = 4096;

/** User addresses that a page table covers: entries of a page each, as EntryLo has them. */
export const TABLE_ENTRIES = 2048;

export const User = {
  text: 0x400000,
  data: 0x500000,
  buffer: 0x580000,
  fresh: 0x600000,
  copied: 0x680000,
  shared: 0x700000,
  /** A long piece of code, up to the end of the page tables. */
  code: 0x780000,
  /** Beyond the page tables. */
  far: 0x900000,
} as const;

export const Physical = {
  kernel: 0x100000,
  /** A page that user programs may read. */
  shared: 0x1f0000,
  ring: 0x200000,
  tables: [0x204000, 0x206000],
  map: 0x240000,
  text: [0x300000, 0x310000],
  /** Frames of the user programs' data, then of the kernel's free pages. */
  data: [0x400000, 0x500000],
  buffer: 0x600000,
  copied: 0x680000,
  free: 0x700000,
  code: 0xa00000,
} as const;

/** Bytes of a `struct page`. */
export const PAGE_STRUCT = 32;

/** Fields of a task, in bytes from its beginning. */
export const Task = { next: 8, table: 12, asid: 16, stackTop: 20, registers: 64, stack: 96, frame: 100, return: 104, name: 128 } as const; // biome-ignore format: a list

/** An exception's frame: registers by number, then these. */
export const Saved = { status: 128, cause: 132, counter: 136, address: 140, bytes: 160 } as const;

/** Of the page that a user program may read: timer interrupts so far. */
export const TICKS = 0;

/** Ports of the disk, from 0xb8000000 on. */
export const DISK_PORT = 0x2000;

/** System calls by Linux's numbers (o32), whose meaning here is near theirs. */
export const Call = {
  /** (sector, address, bytes): puts a request among those to be sent. */
  read: 4003,
  write: 4004,
  /** Gives the task its second name. */
  execve: 4011,
  getpid: 4020,
  /** Starts the timer. */
  alarm: 4027,
  /** Starts the timer, and waits for its interrupt. */
  pause: 4029,
  /** (times): takes and releases a lock. */
  sync: 4036,
  /** An interrupt that comes as soon as the call is left. */
  kill: 4037,
  reboot: 4088,
  /** (address): frees the page. */
  munmap: 4091,
  /** Sends the requests, waits; their statuses, or'ed. */
  fsync: 4118,
  /** (address, bytes): the sum of the words there, read by the kernel. */
  msync: 4144,
  /** No translation made so far is valid any more. */
  cacheflush: 4147,
  sched_yield: 4162,
  /** (value): prints it. */
  syslog: 4103,
} as const;

export const RING = KSEG0 + Physical.ring;

/** Registers that a function keeps: s0 to s7. */
export const SAVED_REGISTERS = range(16, 23);

export const hex = (value: number): string => `0x${(value >>> 0).toString(16)}`;

export function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, n) => first + n);
}
