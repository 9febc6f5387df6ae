import { PAGE_USE_NAMES } from './page-use.ts';

/** What a machine page is used for: the guests' uses, logs of copy-on-write disks, and blocks that the monitor alone holds. */
export const HOLDING_USES = [...PAGE_USE_NAMES, 'log', 'cache'] as const;
/** What a machine page is used for. */
export type HoldingUse = (typeof HOLDING_USES)[number];

/** The disk that every kernel was booted from, so that it has the kernel's text. Assumed: the first, as no trace tells. */
export const BOOT_DISK = 0;

/** Moments that may be asked for, and ranges that may be told apart. */
export const MOST_MOMENTS = 4096;
export const MOST_RANGES = 1024;

/** What is asked of a replay about dependences. */
export interface DependenceRequest {
  /**
   * Clocks, in instructions of all CPUs, in order: a moment for each, at the first end of a run of references at or after it, and one more for the
   * trace's end. A clock beyond the trace is a UserError that names the trace's end. Default: a grid of at most 200, half of them where more would come.
   */
  at?: readonly number[];
  /** Ranges of memory, none of which overlap, told apart from their nodes. Default: none. */
  ranges?: readonly MemoryRange[];
}

/** Memory of a node: its machine pages from the `first`-th to the `last`-th it handed out, counted from 0; the monitor's own are not counted. */
export interface MemoryRange {
  /** The node. */
  node: number;
  /** Its first page, counted from 0. */
  first: number;
  /** Its last page. */
  last: number;
}

/** What virtual machines depend on, at some moments of the trace's clock. Natively there is one, 0. */
export interface Dependences {
  /** Nodes of the machine. */
  readonly nodes: number;
  /** Ranges of memory that are told apart from the nodes they are on: part `nodes + n` is the n-th. */
  readonly ranges: readonly MemoryRange[];
  /** In order of time; the last is of the trace's end, before caches write back what they have. */
  readonly moments: readonly Moment[];
}

/** What depends on what at one moment. */
export interface Moment {
  /** Instructions of all CPUs until then: the first end of a run of references at or after the moment asked for. */
  clock: number;
  /** By VM: instructions of its virtual CPUs until then, as `clock` counts them: their sum is `clock`. */
  instructions: readonly number[];
  /** By VM: the CPUs that its virtual CPUs are on, or were on last, ascending; none of them has run yet: empty. */
  cpus: readonly (readonly number[])[];
  /** Machine pages in use, those that are alike added up; in a fixed order. */
  holdings: readonly Holding[];
  /** Modified lines in caches whose home is on another node, those that are alike added up; none where the machine is not coherent. */
  lines: readonly ModifiedLines[];
  /** Clients that have asked an NFS server, each pair once. */
  served: readonly { client: number; server: number }[];
  /** Disks that are not everybody's, and the VM that mounts each: persistent ones, and those that it serves over NFS. Those used so far; natively none. */
  mounts: readonly { disk: number; vm: number }[];
}

/** Machine pages' contents that are alike in all that a loss asks for. */
export interface Holding {
  /** Nodes (or ranges) that have a copy each, ascending: more than one where the page is replicated. */
  parts: readonly number[];
  /** VMs whose physical pages have these contents, ascending; none: the monitor alone holds them. Of a log: the VM that wrote it. */
  vms: readonly number[];
  /** What the pages are used for. */
  use: HoldingUse;
  /**
   * A disk that has the same contents, -1: none is known to. One has where all that was put in the page came from there, or as much as a page
   * holds was written there, and nobody stored to it since; and BOOT_DISK has kernel text that nobody stored to. What cannot be known is -1, so
   * that what would be lost is never less than said: a block copied in memory in part, say, or read into a part of a page that was in use before.
   */
  disk: number;
  /** How many different contents; machine pages are that many times `parts`. */
  pages: number;
}

/** Lines that only a cache has as they are, though their memory is elsewhere. */
export interface ModifiedLines {
  /** The node of the CPU whose cache has them, and the node of their memory. */
  node: number;
  /** The node of their memory. */
  home: number;
  /** The VM whose page, or log, they are of; lines of a page of several count for each of them. -1: the monitor's. */
  vm: number;
  /** How many lines. */
  lines: number;
}
