import { change, type Note, remark, warning } from '../words/trace.ts';
import { TURN_INSTRUCTIONS } from './cutter.ts';
import { LOOK_AHEAD_WORDS, type Outcome, SLICE_INSTRUCTIONS } from './interleaver.ts';

const count = (n: number): string => n.toLocaleString('en-US');
const several = (n: number, what: string): string => `${count(n)} ${what}${n === 1 ? '' : 's'}`;
const percent = (part: number, whole: number): string => `${((100 * part) / whole).toFixed(0)}%`;

/** What there is to say of how tasks were put on CPUs. */
export function placementNotes(cpus: number, rule: string, { threads, used, synthetic, busy, alone }: Outcome): Note[] {
  const notes = [change(`put ${several(threads.length, 'task')} on ${several(cpus, 'CPU')}, by ${rule}`)];
  if (used < cpus)
    notes.push(
      remark(
        `${several(cpus - used, 'CPU')} of ${cpus} ${cpus - used === 1 ? 'stays' : 'stay'} empty: the trace has ${several(threads.length, 'task')}`,
      ),
    );
  if (!synthetic) return notes;
  const shared = threads.length > used ? `, and those on one CPU in slices of ${count(SLICE_INSTRUCTIONS)}` : '';
  notes.push(
    change(
      `the order among CPUs is synthetic: turns of ${TURN_INSTRUCTIONS} instructions between the system calls in which tasks wait for each other${shared}; what they wait for in memory alone is not seen; ${busyText(busy)}`,
    ),
  );
  const all = busy.reduce((sum, n) => sum + n, 0);
  if (alone > 0)
    notes.push(
      warning(
        `${percent(alone, all)} of the instructions (${count(alone)}) ran while a task's next ones were further ahead in the trace than the ${count(LOOK_AHEAD_WORDS)} words that are looked at: others should have run beside them`,
      ),
    );
  return notes;
}

/** How many CPUs were busy: `81% of the instructions ran while 4 CPUs were busy, 12% while 1 was`. */
function busyText(busy: Float64Array): string {
  const all = busy.reduce((sum, n) => sum + n, 0);
  const parts = [...busy]
    .map((n, cpus): [string, number, number] => [percent(n, all), cpus, n])
    .filter(([, , n]) => n >= all / 200)
    .sort((a, b) => b[2] - a[2])
    .slice(0, 4)
    .map(([share, cpus], n) =>
      n === 0
        ? `${share} of the instructions ran while ${several(cpus, 'CPU')} ${cpus === 1 ? 'was' : 'were'} busy`
        : `${share} while ${cpus} ${cpus === 1 ? 'was' : 'were'}`,
    );
  return parts.join(', ');
}
