import type { Setting, Settings } from '../../config/settings.ts';
import { loadCosts } from '../../price/costs.ts';
import { price } from '../../price/price.ts';
import { replayAll } from '../../replay/replay.ts';
import type { Run } from '../../report/run/run.ts';
import { sortSettings } from '../../settings/sort.ts';
import { loadWorkload, synthesize, type Workload } from '../../trace/synthetic/index.ts';
import type { OpenOptions } from '../../trace/words/trace.ts';
import { type ExperimentName, experiment, structureOf } from './experiments.ts';

/** A workload through the configurations of its experiment, by their names, in the experiment's order. */
export interface ExperimentRun {
  workload: Workload;
  bars: ReadonlyMap<string, Run>;
}

export interface RunOptions extends Pick<OpenOptions, 'onProgress' | 'signal'> {
  /** Settings of the workload, of all structures and of all costs, as on the command line: `workload.seed=2`, `l2.hit=25ns`. */
  set?: Settings;
}

/** Replays an experiment's workload once through all its configurations and prices them. Takes up to half a minute. */
export async function runExperiment(name: ExperimentName, options: RunOptions = {}): Promise<ExperimentRun> {
  const { set = [], onProgress, signal } = options;
  const settings = sortSettings(set, ['structure', 'costs', 'workload']);
  const { workload: preset, configurations } = experiment(name);
  const workload = loadWorkload(preset, applicable(preset, settings.workload));
  const all = Object.entries(configurations);
  const structures = all.map(([label, configuration]) => ({
    ...structureOf(configuration, settings.structure),
    name: label,
  }));
  const trace = synthesize(workload, `synthetic:${preset}`, {
    ...(onProgress === undefined ? {} : { onProgress }),
    ...(signal === undefined ? {} : { signal }),
  });
  const counted = await replayAll(trace, structures, {
    warmup: workload.warmup.value,
    ...(signal === undefined ? {} : { signal }),
  });
  const { header, notes } = trace;
  const costs = loadCosts('flash', settings.costs);
  const bars = all.map(([label], n): [string, Run] => {
    const counts = counted[n];
    const run = { structure: structures[n], counts, costs, times: price(counts, costs), trace: { header, totals: undefined, notes } }; // biome-ignore format: a record
    return [label, run];
  });
  return { workload, bars: new Map(bars) };
}

/** Settings of a program's numbers are for the workloads that have it. */
function applicable(preset: string, set: readonly Setting[]): Setting[] {
  const { programs } = loadWorkload(preset);
  return set.filter(({ path: [head, program, ...rest] }) => head !== 'programs' || rest.length === 0 || program in programs); // biome-ignore format: a line
}

/** The run of a configuration that the experiment has. */
export function barOf({ bars }: ExperimentRun, configuration: string): Run {
  const bar = bars.get(configuration);
  if (bar === undefined) throw new RangeError(`no ${configuration} in this experiment`);
  return bar;
}
