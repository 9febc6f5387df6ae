import type fc from 'fast-check';
import { Interleaver, type Interleaving } from '../../../src/trace/placement/interleaver.ts';
import { ruleMaker } from '../../../src/trace/placement/rules.ts';
import { WordChecker } from '../../../src/trace/words/check/word-checker.ts';
import { Marker } from '../../../src/trace/words/markers.ts';
import { addTotals, noTotals } from '../../../src/trace/words/totals.ts';
import type { Batch, TraceHeader } from '../../../src/trace/words/trace.ts';
import { decode, header, type Step, steps } from '../words/steps.ts';

export const USER: TraceHeader = { ...header(), level: 'user' };

/** What a kernel does: none of it is in a trace whose tasks are put on CPUs. */
const KERNEL: readonly number[] = [Marker.serviceEnter, Marker.serviceLeave, Marker.idle, Marker.mode];

/** Of user level, and every CPU with a task before anything else. */
export const userSteps: fc.Arbitrary<Step[]> = steps.map((all) => {
  const kept = all.filter((step) => step.do !== 'event' || !KERNEL.includes(step.type));
  const begun = new Set<number>();
  let cpu = 0;
  return [{ do: 'cpu', cpu: 0 } as Step, ...kept].flatMap((step): Step[] => {
    if (step.do === 'cpu') cpu = step.cpu;
    if (step.do === 'task') begun.add(cpu);
    if (step.do === 'cpu' || begun.has(cpu)) return [step];
    begun.add(cpu);
    return [{ do: 'task', id: `${cpu + 1}` }, step];
  });
});

/** The words with their tasks put on CPUs by a rule, and what that was like. */
export function placed(
  batches: readonly Batch[],
  options: Omit<Interleaving, 'rule'> & { rule?: string },
  of: TraceHeader = USER,
): { batches: Batch[]; interleaver: Interleaver } {
  const { rule = 'threads', ...rest } = options;
  const interleaver = new Interleaver(of, { ...rest, rule: ruleMaker(rule, rest.cpus)(rest.cpus) });
  const out: Batch[] = [];
  for (const batch of batches) out.push(...interleaver.push(batch));
  out.push(...interleaver.finish());
  return { batches: out, interleaver };
}

/** One batch of all, as a copy. */
export function whole(batches: readonly Batch[]): Batch {
  return {
    words: Uint32Array.from(batches.flatMap(({ words }) => [...words])),
    details: Uint16Array.from(batches.flatMap(({ details }) => [...details])),
  };
}

/** What each task did between two gaps, in its order, whichever CPU it was on. */
export function byTask(batches: Iterable<Batch>): Map<string, string[]> {
  const told = new Map<string, string[]>();
  let window = 0;
  for (const line of decode(batches)) {
    const [, task, what] = /^cpu \d+ task (\S+) mode \d: (.*)$/s.exec(line) ?? [];
    if (what.startsWith('event window')) window++;
    if (what === 'run' || what.startsWith('event window')) continue;
    const name = `${window} ${task}`;
    const its = told.get(name) ?? [];
    if (its.length === 0) told.set(name, its);
    its.push(what);
  }
  return new Map([...told].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** CPUs on which each task is found. */
export function cpusOfTasks(batches: Iterable<Batch>): Map<string, Set<string>> {
  const cpus = new Map<string, Set<string>>();
  for (const line of decode(batches)) {
    const [, cpu, task] = /^cpu (\d+) task (\S+) /.exec(line) ?? [];
    if (!line.includes('event window')) cpus.set(task, (cpus.get(task) ?? new Set()).add(cpu));
  }
  return cpus;
}

/** What is wrong with the words, by the rules that every reader relies on. */
export function problems(batches: readonly Batch[], cpus: number): string[] {
  const found: string[] = [];
  const checker = new WordChecker({ ...USER, cpus }, (text) => found.push(text));
  const totals = noTotals();
  for (const batch of batches) {
    checker.check(batch);
    addTotals(totals, batch.words);
  }
  checker.end(totals);
  return found;
}
