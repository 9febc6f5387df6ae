import type { Setting, Settings } from '../../config/settings.ts';
import { type Costs, loadCosts } from '../../price/costs.ts';
import { price } from '../../price/price.ts';
import type { Counts } from '../../replay/counts/counts.ts';
import { type ReplayOptions, replayAll } from '../../replay/replay.ts';
import type { Structure } from '../../replay/structure/structure.ts';
import type { Run } from '../../report/run/run.ts';
import { type Sorted, sortSettings } from '../../settings/sort.ts';
import { loadWorkload, synthesize, type Workload } from '../../trace/synthetic/index.ts';
import type { OpenOptions } from '../../trace/words/trace.ts';
import {
  type Configuration,
  type Experiment,
  type ExperimentName,
  experiment,
  type MakeStructure,
  structureOf,
} from './experiments.ts';

/** A workload through the configurations of its experiment, by their names, in the experiment's order. */
export interface ExperimentRun {
  workload: Workload;
  bars: ReadonlyMap<string, Run>;
}

/** What of an experiment is changed, and how it is replayed. */
export interface RunOptions extends Pick<OpenOptions, 'onProgress' | 'signal'>, Pick<ReplayOptions, 'workers'> {
  /** Settings of the workload, of all structures and of all costs, as on the command line: `workload.seed=2`, `l2.hit=25ns`. */
  set?: Settings;
}

/** What an experiment's workload is replayed through. */
export interface ExperimentOptions extends RunOptions {
  /** By their names; the experiment's own unless told. */
  configurations?: Readonly<Record<string, Configuration>>;
}

/** How the parts of an experiment are made, if not as they are loaded. */
export interface Making {
  structure?: MakeStructure;
  workload?: typeof loadWorkload;
}

/** What an experiment replays: a workload, and the structures of its bars, which have the bars' names. */
export interface ExperimentPlan {
  workload: Workload;
  /** What openTrace would open, if nothing of the workload was set. */
  path: string;
  structures: readonly Structure[];
}

/** An experiment, of the paper by name, with settings of its structures and its workload. Throws UserError for a value that cannot be. */
export function planExperiment(
  of: ExperimentName | Omit<Experiment, 'title'>,
  { structure = [], workload = [] }: Partial<Sorted> = {},
  make: Making = {},
): ExperimentPlan {
  const { workload: preset, configurations } = typeof of === 'string' ? experiment(of) : of;
  return {
    workload: (make.workload ?? loadWorkload)(preset, applicable(preset, workload)),
    path: `synthetic:${preset}`,
    structures: Object.entries(configurations).map(([label, configuration]) => ({
      ...structureOf(configuration, structure, make.structure),
      name: label,
    })),
  };
}

/** Replays the workload once through all structures, whose order its counts have. Takes up to a minute. */
export async function countExperiment(
  { workload, path, structures }: ExperimentPlan,
  { onProgress, signal, workers = 1 }: Omit<RunOptions, 'set'> = {},
): Promise<Counts[]> {
  const trace = synthesize(workload, path, {
    ...(onProgress === undefined ? {} : { onProgress }),
    ...(signal === undefined ? {} : { signal }),
  });
  return replayAll(trace, structures, {
    warmup: workload.warmup.value,
    workers,
    ...(signal === undefined ? {} : { signal }),
  });
}

/** The bars as reports take them, by these costs. */
export function pricedExperiment(
  { workload, path, structures }: ExperimentPlan,
  counted: readonly Counts[],
  costs: Costs,
): ExperimentRun {
  const { header, notes } = synthesize(workload, path);
  const trace = { header, totals: undefined, notes };
  const bars = structures.map((structure, n): [string, Run] => {
    const counts = counted[n];
    return [structure.name, { structure, counts, costs, times: price(counts, costs), trace }];
  });
  return { workload, bars: new Map(bars) };
}

/** What is replayed for a result, and what makes it of the counts. */
export interface Planned<Result> {
  plans: readonly ExperimentPlan[];
  /** `counted`: of each plan. */
  priced: (counted: readonly Counts[][]) => Result;
}

/** An experiment's workload through all its configurations, priced. Throws UserError for a setting that cannot be. */
export const plannedExperiment = (
  name: ExperimentName,
  { configurations = experiment(name).configurations, set }: Pick<ExperimentOptions, 'configurations' | 'set'> = {},
): Planned<ExperimentRun> => plannedThrough({ ...experiment(name), configurations }, 'flash', set);

/** The same of any workload and configurations, with a preset of costs. */
function plannedThrough(
  of: Parameters<typeof planExperiment>[0],
  preset: 'flash' | 'origin',
  set: Settings = [],
): Planned<ExperimentRun> {
  const { structure, costs, workload } = sortSettings(set, ['structure', 'costs', 'workload']);
  const plan = planExperiment(of, { structure, workload });
  return { plans: [plan], priced: ([counts]) => pricedExperiment(plan, counts, loadCosts(preset, costs)) };
}

/** Replays an experiment's workload once through all its configurations and prices them. Takes up to a minute. */
export const runExperiment = (name: ExperimentName, options: ExperimentOptions = {}): Promise<ExperimentRun> =>
  runPlanned(plannedExperiment(name, options), options);

/** The same of any workload and configurations, with a preset of costs. */
export const runThrough = async (
  of: Parameters<typeof planExperiment>[0],
  preset: 'flash' | 'origin',
  options: RunOptions = {},
): Promise<ExperimentRun> => runPlanned(plannedThrough(of, preset, options.set), options);

async function runPlanned<Result>({ plans: [plan], priced }: Planned<Result>, options: RunOptions): Promise<Result> {
  return priced([await countExperiment(plan, options)]);
}

/** Settings of a program's numbers are for the workloads that have it. */
export function applicable(preset: string, set: readonly Setting[]): Setting[] {
  const { programs } = loadWorkload(preset);
  return set.filter(({ path: [head, program, ...rest] }) => head !== 'programs' || rest.length === 0 || program in programs); // biome-ignore format: a line
}
