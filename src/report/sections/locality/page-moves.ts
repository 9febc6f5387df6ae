import { CONTEXT_COUNT, EVENT_COUNT, Event, GUEST_CONTEXTS } from '../../../replay/counts/event.ts';
import type { PageMove } from '../../../replay/counts/page-move.ts';
import type { Run } from '../../run/run.ts';

export const ACTIONS = ['migrate', 'replicate', 'collapse'] as const satisfies PageMove['action'][];

/** Moves between two points of the trace's clock (instructions of all CPUs, warm-up included). */
export interface Stretch {
  from: number;
  to: number;
  moves: Record<PageMove['action'], number>;
}

/** The run in so many stretches of equal length, and the moves in each. */
export function movesOverTime(run: Run, stretches = 50): Stretch[] {
  const { moves } = run.counts;
  const length = Math.max(endOfClock(run), moves.at(-1)?.clock ?? 0, 1) / stretches;
  const result = Array.from({ length: stretches }, (_, n): Stretch => {
    return { from: n * length, to: (n + 1) * length, moves: { migrate: 0, replicate: 0, collapse: 0 } };
  });
  for (const { clock, action } of moves) result[Math.min(stretches - 1, Math.floor(clock / length))].moves[action]++;
  return result;
}

/** The trace's instructions: all but the monitor's own. */
function endOfClock({ counts: { values, intervals, strands } }: Run): number {
  let sum = 0;
  for (let row = 0; row < intervals.length * strands.length * CONTEXT_COUNT; row++)
    if (row % CONTEXT_COUNT < GUEST_CONTEXTS) sum += values[row * EVENT_COUNT + Event.instruction];
  return sum;
}

/** What became of a page that moved. */
export interface MovedPage {
  /** Dense number; virtual address, its low 50 bits. */
  page: number;
  address: number;
  moves: Record<PageMove['action'], number>;
  /** The node it was on before; those it came to, in order, each once. */
  home: number;
  nodes: number[];
  /** CPUs that missed or stored. */
  cpus: number[];
  why: string;
}

/** The pages with most moves, the warm-up's included. */
export function hottestPages({ counts }: Run, most = 15): MovedPage[] {
  return [...Map.groupBy(counts.moves, ({ page }) => page)]
    .sort(([a, x], [b, y]) => y.length - x.length || a - b)
    .slice(0, most)
    .map(([page, moves]) => {
      const times = (action: PageMove['action']) => moves.filter((move) => move.action === action).length;
      return {
        page,
        address: moves[0].address,
        moves: { migrate: times('migrate'), replicate: times('replicate'), collapse: times('collapse') },
        home: moves[0].from,
        nodes: [...new Set(moves.filter(({ action }) => action !== 'collapse').map(({ to }) => to))],
        cpus: [...new Set(moves.map(({ cpu }) => cpu))].sort((a, b) => a - b),
        why: whyOf(moves),
      };
    });
}

/** The facts the policy decided by, as ranges over a page's moves. */
function whyOf(moves: readonly PageMove[]): string {
  const seen = (action: PageMove['action']) =>
    moves.flatMap((move) => (move.action === action && move.seen ? [move.seen] : []));
  const migrated = seen('migrate');
  const copied = seen('replicate');
  const writers = new Set(moves.filter(({ action }) => action === 'collapse').map(({ cpu }) => cpu));
  const others = (facts: typeof migrated) => `other nodes’ at most ${range(facts.map(({ othersMost }) => othersMost))}`;
  const clauses = [];
  if (migrated.length > 0)
    clauses.push(`migrated at ${range(migrated.map(({ misses }) => misses))} misses, ${others(migrated)}`);
  if (copied.length > 0)
    clauses.push(
      `copied at ${range(copied.map(({ misses }) => misses))} misses, ${others(copied)}, ${range(copied.map(({ stores }) => stores))} to store`,
    );
  if (writers.size > 0)
    clauses.push(`collapsed by ${writers.size === 1 ? 'a store of CPU' : 'stores of CPUs'} ${[...writers].join(', ')}`);
  return clauses.join('; ');
}

/** `8`, or `8–12` */
function range(values: readonly number[]): string {
  const least = Math.min(...values);
  const most = Math.max(...values);
  return least === most ? `${least}` : `${least}–${most}`;
}
