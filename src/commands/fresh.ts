import { type Settings, settingsOf } from '../config/settings.ts';
import type { FreshComparison, FreshName, FreshRuns } from '../reproduce/fresh/index.ts';
import { progressStream, say } from '../terminal.ts';

/** Replays what exhibits of other papers need, with progress, and sets ours beside theirs. */
export async function freshRows(names: readonly FreshName[], { set }: { set: Settings }): Promise<FreshComparison[]> {
  const { loadRecoveryCosts } = await import('../failures/costs/recovery-costs.ts');
  const { sortSettings } = await import('../settings/sort.ts');
  const all = settingsOf(set);
  // What recovery costs is settled once, and means nothing to replays; elsewhere such a setting is refused as any other is that acts on nothing.
  const own = names.includes('failures') ? all.filter(({ path }) => path[0] === 'recovery') : [];
  const recovery = loadRecoveryCosts('flash', sortSettings(own, ['recovery']).recovery);
  const options = { set: all.filter((each) => !own.includes(each)) };
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
