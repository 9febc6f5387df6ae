export { WORKLOAD_NAMES, type WorkloadName } from './configurations.ts';
export { type Comparison, compare, EXHIBITS, type Exhibit } from './exhibits.ts';
export { type RunOptions, runWorkload, type WorkloadRun } from './run.ts';
export { comparisonText } from './text.ts';
