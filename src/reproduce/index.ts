export { compare, EXHIBITS, experimentsFor } from './exhibits/index.ts';
export { EXHIBIT_NAMES, type ExhibitName } from './exhibits/names.ts';
export type { Comparison, Runs } from './experiments/comparison.ts';
export { type ExperimentName, experiment } from './experiments/experiments.ts';
export { type ExperimentRun, type RunOptions, runExperiment } from './experiments/run.ts';
export { reproduce } from './reproduce.ts';
export { comparisonText } from './text.ts';
