/** What a policy may know of a hot page. */
export interface HotPage {
  /** Misses of the CPU that made it hot, since the last reset. */
  readonly misses: number;
  /** Most misses of any CPU on another node than this one's. */
  readonly othersMost: number;
  /** Misses by which CPUs of the page's own node missed it. */
  readonly homeMisses: number;
  /** Misses to store, of all CPUs. */
  readonly stores: number;
  /** Times the page was moved since the last reset. */
  readonly moves: number;
  readonly replicated: boolean;
}

export type Decision = 'leave' | 'migrate' | 'replicate';

/**
 * Decides what to do with a page when a CPU of another node than its home has missed it `trigger` times. Called once for each
 * interrupt; the page's counters begin anew after it, whatever the decision.
 */
export type MovePolicy = (page: HotPage) => Decision;
