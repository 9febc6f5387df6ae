export { compareFresh, type FreshComparison } from './comparison.ts';
export { FRESH_EXPERIMENTS, type FreshRuns } from './experiments.ts';
export { FRESH_NAMES, type FreshName } from './names.ts';
export { freshExperimentsFor, freshPredictions, predicted, runFresh } from './predictions.ts';
export { freshText } from './text.ts';
