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
    remark(
      `the order of different CPUs is synthetic: between system calls they take turns of ${TURN_INSTRUCTIONS} instructions${shared}; what tasks wait for in memory alone is not seen. ${busyText(busy)}`,
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

/** How many CPUs were busy, of the instructions: `of the instructions 81% ran while 4 CPUs were busy, 12% while 1 was`. */
function busyText(busy: Float64Array): string {
  const all = busy.reduce((sum, n) => sum + n, 0);
  const parts = [...busy]
    .map((n, cpus): [string, number, number] => [percent(n, all), cpus, n])
    .filter(([, , n]) => n > 0)
    .sort((a, b) => b[2] - a[2])
    .slice(0, 4)
    .map(([share, cpus]) => `${share} while ${several(cpus, 'CPU')} ${cpus === 1 ? 'was' : 'were'} busy`);
  return `Of the instructions ran ${parts.join(', ')}`;
}
