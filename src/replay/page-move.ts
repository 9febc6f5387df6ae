import type { HotPage } from './disco/policies/policy.ts';

/** What was done with a page, and why. */
export interface PageMove {
  /** Instructions of all CPUs until then. */
  clock: number;
  action: 'migrate' | 'replicate' | 'collapse';
  /** A page that is mapped there (dense number), its virtual address (low 50 bits), and the CPU that missed or stored. */
  page: number;
  address: number;
  cpu: number;
  /** Nodes; alike for a collapse: the one whose copy is kept. */
  from: number;
  to: number;
  /** What the policy decided by; null for a collapse, which a store decides. */
  seen: HotPage | null;
  /** Entries it removed from other CPUs' TLBs. */
  shootdowns: number;
}
