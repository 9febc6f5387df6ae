import { EVENT_COSTS } from '../../price/event-costs.ts';
import { inNanoseconds } from '../../price/units.ts';
import { totalsOf } from '../../replay/counts/counts.ts';
import type { Run } from '../../report/run/run.ts';
import { SEGMENTS, segmentTimes } from './segments.ts';

/** Table 3's columns: rates of the whole machine, and the mean time of a move from its interrupt on. */
export interface MoveRates {
  'migrations/s': number;
  'migration us': number;
  'replications/s': number;
  'replication us': number;
}

/** TLB shootdowns are counted for all moves together: each kind gets the mean. */
export function moveRates({ counts, times, costs }: Run): MoveRates {
  const n = totalsOf(counts);
  const units = inNanoseconds(costs);
  const segments = segmentTimes(counts, times, costs);
  const seconds = SEGMENTS.reduce((sum, segment) => sum + segments[segment], 0) / counts.cpus / 1e9;
  const { migration, replication, collapse } = n;
  const shootdowns = n.tlbShootdown / Math.max(1, migration + replication + collapse);
  const latency = (event: 'migration' | 'replication'): number =>
    (units.hotPage + EVENT_COSTS[event].ns(units, counts.structure, 'pageMove') + shootdowns * units.tlbShootdown) /
    1000;
  return {
    'migrations/s': migration / seconds,
    'migration us': latency('migration'),
    'replications/s': replication / seconds,
    'replication us': latency('replication'),
  };
}
