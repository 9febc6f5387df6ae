/**
 * What runs beneath the references, part by part: told of each event of a CPU (`C`) that is not the hardware's alone, in the midst of
 * the reference that causes it. For one page of a reference the order is: `placement` or `paging`, then `tlb`, then `protection`;
 * `reclaimer` within any of them, when a frame is wanted and there is none.
 */
export interface Faults<C> {
  readonly tlb: {
    /**
     * The TLB has no entry for this page; it will have when this returns. `user`: the program missed; what is done for it is charged
     * to the kernel's context the tally is in.
     */
    miss(cpu: C, entry: number, user: boolean): void;
  };
  readonly placement: {
    /** A physical page is used for the first time (not told of recordings with gaps, which cannot know, nor of the kernel's own). */
    firstTouch(cpu: C, page: number): void;
  };
  readonly paging: {
    /** A page is used that was taken back for want of memory; it is placed when this returns. */
    pageIn(cpu: C, page: number): void;
  };
  readonly protection: {
    /** A store to a page that is shared or has replicas; it is the page's own, and has none, when this returns. */
    store(cpu: C, page: number): void;
  };
  readonly reclaimer: {
    /** All nodes are full: gives up a frame on some node, on behalf of what this CPU does; false where nothing can be. */
    makeRoom(cpu: C): boolean;
  };
}
