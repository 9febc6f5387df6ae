import type { HotPage } from '../../counts/page-move.ts';

export type Decision = 'leave' | 'migrate' | 'replicate';

/**
 * Decides what to do with a page when a CPU of another node than its home has missed it `trigger` times. Called once for each
 * interrupt; the page's counters begin anew after it, whatever the decision.
 */
export type MovePolicy = (page: HotPage) => Decision;
