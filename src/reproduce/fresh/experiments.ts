import { type Experiment, experiment, type Input } from '../experiments/experiments.ts';
import type { ExperimentRun } from '../experiments/run.ts';
import type { FreshName } from './names.ts';

/** A workload through some machines, with a preset of costs, for an exhibit of another paper. */
export interface FreshExperiment extends Omit<Experiment, 'title'> {
  exhibit: FreshName;
  costs: 'flash' | 'origin';
}

const ORIGIN: Input = { name: 'machine', value: 'origin', kind: 'published', source: 'SOSP ’99, an Origin 2000' };
/** What a monitor adds is asked for, not what it wins by moving pages. */
const STILL: Input = { name: 'monitor.hotPages', value: null, kind: 'assumed', source: 'pages stay where they are' };

/** IRIX and Disco on an Origin 2000. */
const onOrigin = (workload: string): FreshExperiment => ({
  exhibit: 'cellular',
  costs: 'origin',
  workload,
  configurations: { irix: { preset: 'irix', inputs: [ORIGIN] }, disco: { preset: 'disco', inputs: [ORIGIN, STILL] } },
});

const onFlash = (name: 'pmake' | 'engineering' | 'database' | 'pmake8'): FreshExperiment => ({
  exhibit: 'sosp95',
  costs: 'flash',
  workload: experiment(name).workload,
  configurations: { irix: experiment(name).configurations.irix },
});

/**
 * What the exhibits of other papers need. SOSP '95: its workloads on FLASH's CPUs, as Disco's paper has them. Cellular Disco: those of
 * Disco, which are none of its own but of the same kinds, on its machine, an Origin 2000.
 */
export const FRESH_EXPERIMENTS = {
  pmake: onFlash('pmake'),
  engineering: onFlash('engineering'),
  database: onFlash('database'),
  pmake8: onFlash('pmake8'),
  'origin/pmake': onOrigin('pmake'),
  'origin/engineering': onOrigin('engineering-1cpu'),
  'origin/raytrace': onOrigin('raytrace-1cpu'),
  'origin/database': onOrigin('database'),
  'origin/pmake8': onOrigin('pmake8'),
  'origin/engineering8': onOrigin('engineering'),
  'origin/raytrace16': onOrigin('raytrace'),
} as const satisfies Record<string, FreshExperiment>;
export type FreshExperimentName = keyof typeof FRESH_EXPERIMENTS;

export type FreshRuns = Partial<Record<FreshExperimentName, ExperimentRun>>;

/** The run of an experiment that the exhibit asked for. */
export function freshRun(runs: FreshRuns, name: FreshExperimentName): ExperimentRun {
  const run = runs[name];
  if (run === undefined) throw new RangeError(`experiment ${name} was not run`);
  return run;
}
