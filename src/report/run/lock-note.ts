import type { EventName } from '../../replay/counts/event.ts';
import { change, type Note } from '../../trace/words/trace.ts';
import { decimal, enumerate } from '../text/words.ts';
import type { Run, TimeSums } from './run.ts';

/** Share of a run's total from which its waits for inserted locks are told. */
const SHARE = 0.05;

/** What is looked at of a run: its name, times, counts, and trace. */
interface Waiting extends Pick<Run, 'trace'> {
  name: string;
  sums: TimeSums;
  totals: Record<EventName, number>;
}

/**
 * Waits for locks of a kernel that was inserted into a recording of programs: which calls hold them is assumed or fitted, so that who reads the
 * total has to know. None where a share of them may be waits for disks.
 */
export function lockNotes(runs: readonly Waiting[]): Note[] {
  const waits = runs.flatMap(({ name, sums, totals, trace }) => {
    const share = sums.total === 0 ? 0 : (sums.bars.sync + sums.bars.idle) / sums.total;
    const inserted = trace.header.level === 'user' && totals.diskRequest === 0;
    return inserted && share >= SHARE ? [`${decimal(100 * share, 1)} % of ${name}`] : [];
  });
  if (waits.length === 0) return [];
  return [
    change(
      `sync and idle, ${enumerate(waits)}, are waits for locks of the kernel that the guest inserted: which calls hold them, and how long a process takes to sleep, is fitted to Figure 7 or assumed (docs/explanation/guest-os.md); --set costs.processSwitch=0ns and --set guest=none show what hangs on it`,
    ),
  ];
}
