import { settingsOf } from '../../config/settings.ts';
import { loadCosts } from '../../price/costs.ts';
import { replay } from '../../replay/replay.ts';
import { loadStructure } from '../../replay/structure/presets.ts';
import { runsOf } from '../../report/run/run.ts';
import { sortSettings } from '../../settings/sort.ts';
import { openTrace } from '../../trace/open.ts';
import { replicate } from '../../trace/operations/replicate.ts';
import { isWorkload, openWorkload } from '../../trace/synthetic/index.ts';
import { applicable, type RunOptions } from '../experiments/run.ts';
import type { CopiesExperiment, FreshRun } from './experiments.ts';

/** Replays a trace on Disco in so many virtual machines, each with a copy of it. */
export async function runCopies(
  { trace: path, copies, set: own, structure: differs = [], dependences }: CopiesExperiment,
  options: RunOptions,
): Promise<FreshRun> {
  const { set = [], ...rest } = options;
  const { structure, costs, workload } = sortSettings(set, ['structure', 'costs', 'workload']);
  const trace = isWorkload(path)
    ? openWorkload(path, rest, [...settingsOf(own), ...applicable(path.slice(path.indexOf(':') + 1), workload)])
    : await openTrace(path, rest);
  const disco = loadStructure('disco', [`monitor.virtualCpus.vms=${copies}`, ...settingsOf(differs), ...structure]);
  const whole = await replicate(trace, copies);
  const counts = await replay(whole, disco, {
    ...(rest.signal === undefined ? {} : { signal: rest.signal }),
    ...(dependences === true ? { dependences: {} } : {}),
  });
  const [run] = runsOf(whole, [counts], loadCosts('flash', costs));
  return { bars: new Map([['disco', run]]) };
}
