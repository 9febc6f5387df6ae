import { eventNs } from '../../../price/event-costs.ts';
import { timeRows } from '../../../price/price.ts';
import { countRows } from '../../../replay/counts/counts.ts';
import type { EventName } from '../../../replay/counts/event.ts';
import type { PageMove } from '../../../replay/counts/page-move.ts';
import type { Run } from '../../run/run.ts';

/** What takes time of its own while pages are moved; the rest of that time is copying. */
const OWN = [
  'hotPage',
  'migration',
  'replication',
  'collapse',
  'replicaReclaimed',
  'tlbShootdown',
] as const satisfies EventName[];

const MOVES = { migrate: 'migration', replicate: 'replication' } as const satisfies Partial<
  Record<PageMove['action'], EventName>
>;

/**
 * Mean time of a move from its interrupt on, in µs (Table 3); null: there was none. TLB shootdowns are those of all moves of its kind, warm-up
 * included, since a move does not say when it was; the copy is the mean of both kinds in the measured part, where 0 stands for no copy.
 */
export function moveUs(run: Run, action: keyof typeof MOVES): number | null {
  const { structure, costs, counts } = run;
  const moves = counts.moves.filter((move) => move.action === action);
  if (moves.length === 0) return null;
  const shootdowns = moves.reduce((sum, move) => sum + move.shootdowns, 0) / moves.length;
  const ns = (name: EventName) => eventNs(name, structure, costs);
  return (ns('hotPage') + ns(MOVES[action]) + shootdowns * ns('tlbShootdown') + copyNs(run)) / 1000;
}

/** Mean time in which a page is copied, in ns: instructions, cache misses, and queueing for them. */
function copyNs({ structure, costs, counts, times }: Run): number {
  let copying = 0;
  for (const { mode, ns } of timeRows(times)) if (mode === 'pageMove') copying += ns;
  let copies = 0;
  for (const { mode, warmup, event, count } of countRows(counts)) {
    if (mode !== 'pageMove' || warmup) continue;
    if (OWN.some((own) => own === event)) copying -= count * eventNs(event, structure, costs);
    if (event === 'migration' || event === 'replication') copies += count;
  }
  return copies === 0 ? 0 : Math.max(0, copying) / copies;
}
