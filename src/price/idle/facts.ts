import type { Counts } from '../../replay/counts/counts.ts';
import { EVENT_COUNT, Event, type EventName, MODE_NAMES, Mode } from '../../replay/counts/event.ts';
import { DISKS } from '../../replay/counts/tally.ts';
import { memoryUsers } from '../form/contention.ts';
import { sleepingVms } from '../form/locks.ts';
import { eventsByMode } from './charged.ts';

/** What reasons are found by: what was counted, summed over everything measured. */
export interface IdleFacts {
  counts: Counts;
  /** `[mode][event]`, as `eventsByMode` makes them. */
  events: Float64Array;
  /** How often any of these happened. */
  happened: (...names: readonly EventName[]) => number;
  /** Whether the guest's kernel does anything, in the warm-up or after it, but for refilling the TLB. */
  kernel: boolean;
  /** Most CPUs that use memory which can be busy, in one interval. */
  memoryUsers: number;
  /** Requests to disks and sectors moved. */
  requests: number;
  sectors: number;
  /** Whether CPUs of one kernel sleep for its locks. */
  sleepers: boolean;
}

export function idleFacts(counts: Counts): IdleFacts {
  const events = eventsByMode(counts, false);
  const warmup = eventsByMode(counts, true);
  const kernel = Mode.kernel * EVENT_COUNT;
  let users = 0;
  let requests = 0;
  let sectors = 0;
  counts.intervals.forEach(({ warmup }, interval) => {
    if (warmup) return;
    users = Math.max(users, memoryUsers(counts, interval).length);
    const size = counts.cpus * DISKS * 2;
    for (let i = interval * size; i < (interval + 1) * size; i += 2) {
      requests += counts.disks[i];
      sectors += counts.disks[i + 1];
    }
  });
  return {
    counts,
    events,
    happened: (...names) =>
      names.reduce(
        (sum, name) => MODE_NAMES.reduce((all, _, m) => all + events[m * EVENT_COUNT + Event[name]], sum),
        0,
      ),
    kernel: Array.from({ length: EVENT_COUNT }, (_, e) => e).some(
      (e) => e !== Event.guestRefill && events[kernel + e] + warmup[kernel + e] > 0,
    ),
    memoryUsers: users,
    requests,
    sectors,
    sleepers: sleepingVms(counts).length > 0,
  };
}
