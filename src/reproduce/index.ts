export type { Comparison, Runs } from './comparison.ts';
export { compare, EXHIBIT_NAMES, EXHIBITS, type ExhibitName, experimentsFor } from './exhibits.ts';
export { type ExperimentName, experiment } from './experiments.ts';
export { type ExperimentRun, type RunOptions, runExperiment } from './run.ts';
export { comparisonText } from './text.ts';
