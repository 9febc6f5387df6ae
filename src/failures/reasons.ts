/** Why a virtual machine is lost, and what is said of it. Of several reasons the first of this order is *the* reason. */
export const REASONS = {
  system: 'natively, the one operating system ran on what is lost',
  cpu: 'a virtual CPU of it was on a CPU that is lost',
  monitor: 'the monitor that runs a virtual CPU of it is lost',
  memory: 'a page of it was in memory that is lost, without a copy elsewhere, in memory or on a disk',
  log: 'what it wrote to a copy-on-write disk was in memory that is lost',
  lines: 'a line of its memory was modified in the cache of a CPU that is lost',
  disk: 'a disk of its own is lost',
  server: 'the virtual machine that serves its files is lost',
} as const;

export type Reason = keyof typeof REASONS;
export const REASON_NAMES = Object.keys(REASONS) as Reason[];

/** A set of reasons as bits, the n-th reason's is 2^n. */
export const bitOf = (reason: Reason): number => 1 << REASON_NAMES.indexOf(reason);

/** The reasons in a set of bits, the first of them first. */
export const reasonsIn = (bits: number): Reason[] => REASON_NAMES.filter((_, n) => (bits >> n) & 1);
