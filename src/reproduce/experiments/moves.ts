import { totalsOf } from '../../replay/counts/counts.ts';
import type { Run } from '../../report/run/run.ts';
import { moveUs } from '../../report/sections/locality/move-times.ts';
import { SEGMENTS, segmentTimes } from './segments.ts';

/** Table 3's columns: rates of the whole machine, and the mean time of a move from its interrupt on. */
export interface MoveRates {
  'migrations/s': number;
  'migration us': number;
  'replications/s': number;
  'replication us': number;
}

/** Moves of the measured part, over its time; a mean time of none is 0. */
export function moveRates(run: Run): MoveRates {
  const { counts, times, costs } = run;
  const { migration, replication } = totalsOf(counts);
  const segments = segmentTimes(counts, times, costs);
  const seconds = SEGMENTS.reduce((sum, segment) => sum + segments[segment], 0) / counts.cpus / 1e9;
  return {
    'migrations/s': migration / seconds,
    'migration us': moveUs(run, 'migrate') ?? 0,
    'replications/s': replication / seconds,
    'replication us': moveUs(run, 'replicate') ?? 0,
  };
}
