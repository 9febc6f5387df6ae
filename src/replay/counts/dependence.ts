import type { PAGE_USE_NAMES } from './page-use.ts';

/** What a machine page is used for: the guests' uses, logs of copy-on-write disks, and blocks that the monitor alone holds. */
export type HoldingUse = (typeof PAGE_USE_NAMES)[number] | 'log' | 'cache';

/** Memory of a node: its machine pages from the `first`-th to the `last`-th it handed out, counted from 0. */
export interface MemoryRange {
  node: number;
  first: number;
  last: number;
}

/** What virtual machines depend on, at some moments of the trace's clock. Natively there is one, 0. */
export interface Dependences {
  /** Nodes of the machine. */
  readonly nodes: number;
  /** Ranges of memory that are told apart from the nodes they are on: part `nodes + n` is the n-th. */
  readonly ranges: readonly MemoryRange[];
  /** In order of time; the last is the end's. */
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
  /** Modified lines in caches whose home is on another node, those that are alike added up. */
  lines: readonly ModifiedLines[];
  /** Clients that have asked an NFS server, each pair once. */
  served: readonly { client: number; server: number }[];
}

/** Machine pages' contents that are alike in all that a loss asks for. */
export interface Holding {
  /** Nodes (or ranges) that have a copy each, ascending: more than one where the page is replicated. */
  parts: readonly number[];
  /** VMs whose physical pages have these contents, ascending; none: the monitor alone holds them. Of a log: the VM that wrote it. */
  vms: readonly number[];
  use: HoldingUse;
  /** The disk that has the same contents, -1: none. */
  disk: number;
  /** How many different contents; machine pages are that many times `parts`. */
  pages: number;
}

/** Lines that only a cache has as they are, though their memory is elsewhere. */
export interface ModifiedLines {
  /** The node of the CPU whose cache has them, and the node of their memory. */
  node: number;
  home: number;
  /** The VM whose page they are of; -1: the monitor's, or of several. */
  vm: number;
  lines: number;
}
