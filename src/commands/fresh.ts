import type { Workers } from '../replay/workers/choice.ts';
import type { FreshComparison, FreshName, FreshRuns } from '../reproduce/fresh/index.ts';
import { progressStream, say } from '../terminal.ts';
import { recoveryOf } from './shared/recovery.ts';

/** Replays what exhibits of other papers need, with progress, and sets ours beside theirs. */
export async function freshRows(
  names: readonly FreshName[],
  { set, workers }: { set: string[]; workers: Workers },
): Promise<FreshComparison[]> {
  // What recovery costs means nothing to replays; without failures such a setting is refused as any other is that acts on nothing.
  const { recovery, set: rest } = await recoveryOf(names.includes('failures') ? set : []);
  const options = { set: names.includes('failures') ? rest : set, workers };
  const { compareFresh, FRESH_EXPERIMENTS, freshExperimentsFor, predicted, runFresh } = await import(
    '../reproduce/fresh/index.ts'
  );
  const { withProgress } = await import('./shared/progress.ts');
  const runs: FreshRuns = {};
  for (const name of freshExperimentsFor(names)) {
    const experiment = FRESH_EXPERIMENTS[name];
    const what = 'copies' in experiment ? `${experiment.copies} of ${experiment.trace}` : experiment.workload;
    const through = 'copies' in experiment ? ['disco'] : Object.keys(experiment.configurations);
    const task = `${what} for ${experiment.exhibit}`;
    if (!progressStream().isTTY) say(`${task}: replaying through ${through.join(', ')}`);
    runs[name] = await withProgress(task, ({ onProgress, signal }) => runFresh(name, { ...options, onProgress, signal }), 'copies' in experiment ? 'bytes' : 'instructions'); // biome-ignore format: a line
  }
  return compareFresh(predicted(names, runs, recovery));
}
