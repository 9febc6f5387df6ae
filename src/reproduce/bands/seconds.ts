import type { ExperimentName } from '../experiments/experiments.ts';

/** What an experiment takes on one core of the machine of docs/explanation/performance.md, in seconds (measured, 2026-11-29): for plans, and for nothing else. */
export const SECONDS: Readonly<Record<ExperimentName, number>> = {
  pmake: 8,
  engineering: 7,
  raytrace: 2,
  database: 9,
  pmake8: 15,
  radix: 3,
  engineering8: 54,
  raytrace16: 30,
};
