import type { Costs } from '../../price/costs.ts';
import type { Part } from '../../price/parts.ts';
import { type Times, timeRows } from '../../price/price.ts';
import { type Counts, totalsOf } from '../../replay/counts/counts.ts';
import { CONTEXT_COUNT, EVENT_COUNT, Event, GUEST_CONTEXTS, isMonitor } from '../../replay/counts/event.ts';

/** The segments of Figure 8's bars, from the bottom up. */
export const SEGMENTS = ['exec', 'local', 'remote', 'DISCO'] as const;
export type Segment = (typeof SEGMENTS)[number];

const SEGMENT_OF: Partial<Record<Part, Segment>> = {
  execution: 'exec',
  cacheStall: 'exec',
  tlbRefill: 'exec',
  memoryStall: 'local',
  localContention: 'local',
  remoteStall: 'remote',
  remoteContention: 'remote',
};

/**
 * Nanoseconds by Figure 8's segments, all CPUs together. `exec` is the guest's and the program's execution, hits in the board cache
 * and TLB refills by the guest; a miss belongs to `local` or `remote` with its whole latency, the look into the board cache included.
 * With one node everything is local.
 */
export function segmentTimes(counts: Counts, times: Times, costs: Costs): Record<Segment, number> {
  const sums: Record<Segment, number> = { exec: 0, local: 0, remote: 0, DISCO: 0 };
  for (const { mode, part, ns } of timeRows(times))
    sums[isMonitor(mode) ? 'DISCO' : (SEGMENT_OF[part] ?? 'exec')] += ns;
  const guest = guestReads(counts);
  const look = (n: number): number => n * costs.boardCacheHit.value;
  sums.local += look(guest.local);
  sums.remote += look(guest.remote);
  sums.exec -= look(guest.local + guest.remote);
  if (counts.nodes > 1) return sums;
  return { ...sums, local: sums.local + sums.remote, remote: 0 };
}

/** Share of the lines read from memory or another cache that came from the own node's memory, 0 to 1; with one node 1. */
export function localShare(counts: Counts): number {
  const { localRead, remoteRead, dirtyRead } = totalsOf(counts);
  return counts.nodes === 1 ? 1 : localRead / (localRead + remoteRead + dirtyRead);
}

/** Lines read outside the monitor's own mode. */
function guestReads({ values, intervals, strands }: Counts): { local: number; remote: number } {
  let local = 0;
  let remote = 0;
  intervals.forEach(({ warmup }, interval) => {
    if (warmup) return;
    for (let strand = 0; strand < strands.length; strand++)
      for (let context = 0; context < GUEST_CONTEXTS; context++) {
        const row = ((interval * strands.length + strand) * CONTEXT_COUNT + context) * EVENT_COUNT;
        local += values[row + Event.localRead];
        remote += values[row + Event.remoteRead] + values[row + Event.dirtyRead];
      }
  });
  return { local, remote };
}
