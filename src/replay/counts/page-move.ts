/** What a policy may know of a hot page. */
export interface HotPage {
  /** Misses of the CPU that made it hot, since the last reset. */
  readonly misses: number;
  /** Most misses of any CPU on another node than this one's. */
  readonly othersMost: number;
  /** Misses by which CPUs of the page's own node missed it. */
  readonly homeMisses: number;
  /** Misses to store, of all CPUs; or, if they are more, stores that collapsed the page since the last reset, missed or not. */
  readonly stores: number;
  /** Times the page migrated since the last reset. */
  readonly migrations: number;
  /** Whether it has replicas. */
  readonly replicated: boolean;
}

/** What was done with a page, and why. */
export interface PageMove {
  /** Instructions of all CPUs until then. */
  clock: number;
  /** What was done with it. */
  action: 'migrate' | 'replicate' | 'collapse';
  /** A page that is mapped there (dense number), its virtual address (low 50 bits), and the CPU that missed or stored. */
  page: number;
  /** Its virtual address, the low 50 bits. */
  address: number;
  /** The CPU that missed or stored. */
  cpu: number;
  /** Nodes; alike for a collapse: the one whose copy is kept. */
  from: number;
  /** The node it is on afterwards. */
  to: number;
  /** What the policy decided by; null where none did: a store collapses, and a copy is kept for safety where a page is shared. */
  seen: HotPage | null;
  /** Entries it removed from other CPUs' TLBs. */
  shootdowns: number;
}
