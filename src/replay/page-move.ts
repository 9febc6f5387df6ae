/** What was done with a page, and why. */
export interface PageMove {
  /** Instructions of all CPUs until then. */
  clock: number;
  action: 'migrate' | 'replicate' | 'collapse' | 'leave';
  /** A page that is mapped there (dense number), and the CPU that missed or stored. */
  page: number;
  cpu: number;
  from: number;
  to: number;
}
