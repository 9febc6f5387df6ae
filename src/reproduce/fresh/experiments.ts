import type { Settings } from '../../config/settings.ts';
import { type Experiment, experiment, type Input } from '../experiments/experiments.ts';
import type { ExperimentRun } from '../experiments/run.ts';
import type { FreshName } from './names.ts';

/** A workload through some machines, with a preset of costs, for an exhibit of another paper. */
export interface FreshExperiment extends Omit<Experiment, 'title'> {
  exhibit: FreshName;
  costs: 'flash' | 'origin';
}

/** A trace in so many virtual machines, each with a copy of it: a recording that comes along, or a workload with settings. */
export interface CopiesExperiment {
  exhibit: FreshName;
  /** As a command line names it. */
  trace: string;
  copies: number;
  set: Settings;
  /** What differs from the structure disco; and whether what depends on what is sampled. */
  structure?: Settings;
  dependences?: true;
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

/** Figure 6's workload; after so many instructions of each copy its kernel, files and programs have the memory that they will have. */
const pmakes = (copies: number): CopiesExperiment => ({
  exhibit: 'esx',
  trace: 'synthetic:pmake8',
  copies,
  set: { instructions: 20_000_000, warmup: 0 },
});

/** What the exhibit of identical virtual machines needs. */
export const COPIES = {
  'copies/pmake8 1': pmakes(1),
  'copies/pmake8 2': pmakes(2),
  'copies/pmake8 5': pmakes(5),
  'copies/pmake8 10': pmakes(10),
  'copies/shell-mips 10': { exhibit: 'esx', trace: 'shell-mips', copies: 10, set: {} },
} as const satisfies Record<string, CopiesExperiment>;

/** A virtual machine on each of so many nodes, each node a cell. A million instructions of each will do: what recovery scans does not hang on them. */
const inCells = (copies: number): CopiesExperiment => ({
  exhibit: 'failures',
  trace: 'synthetic:pmake',
  copies,
  set: { instructions: 1_000_000, warmup: 0 },
  structure: { 'monitor.nodesPerCell': 1 },
  dependences: true,
});

/** What the exhibit of failures needs, but for what cells cost while nothing fails. */
export const LOSSES = {
  'losses/2': inCells(2),
  'losses/4': inCells(4),
  'losses/8': inCells(8),
  'losses/16': inCells(16),
  'losses/32': inCells(32),
  'losses/64': inCells(64),
} as const satisfies Record<string, CopiesExperiment>;

const CELLS: Input = {
  name: 'monitor.nodesPerCell',
  value: 1,
  kind: 'assumed',
  source: 'SOSP ’99 lets its user choose',
};

/** Cells while nothing fails: one virtual machine over all of them, and one in each. */
const withCells: FreshExperiment = {
  exhibit: 'failures',
  costs: 'flash',
  workload: 'pmake8',
  configurations: {
    disco: { preset: '1vm', inputs: [] },
    'disco in cells': { preset: '1vm', inputs: [CELLS] },
    '8vm': { preset: '8vm', inputs: [] },
    '8vm in cells': { preset: '8vm', inputs: [CELLS] },
  },
};

/**
 * What the exhibits of other papers need. SOSP '95: its workloads on FLASH's CPUs, as Disco's paper has them. Cellular Disco: those of
 * Disco, which are none of its own but of the same kinds, on its machine, an Origin 2000; of its failures, on FLASH, which contains them.
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
  ...COPIES,
  ...LOSSES,
  'cells/pmake8': withCells,
} as const satisfies Record<string, FreshExperiment | CopiesExperiment>;
export type FreshExperimentName = keyof typeof FRESH_EXPERIMENTS;

/** What is asked of a run: its bars. */
export type FreshRun = Pick<ExperimentRun, 'bars'>;
export type FreshRuns = Partial<Record<FreshExperimentName, FreshRun>>;

/** The run of an experiment that the exhibit asked for. */
export function freshRun(runs: FreshRuns, name: FreshExperimentName): FreshRun {
  const run = runs[name];
  if (run === undefined) throw new RangeError(`experiment ${name} was not run`);
  return run;
}
