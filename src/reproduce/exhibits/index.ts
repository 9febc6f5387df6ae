import { EXPERIMENTS, type ExperimentName } from '../experiments/experiments.ts';
import { EXHIBITS } from './exhibits.ts';
import type { ExhibitName } from './names.ts';

export { compare, EXHIBITS } from './exhibits.ts';

/** The experiments these exhibits need, each once. */
export function experimentsFor(exhibits: readonly ExhibitName[]): ExperimentName[] {
  const needed = new Set<string>(exhibits.flatMap((name) => EXHIBITS[name].experiments));
  return (Object.keys(EXPERIMENTS) as ExperimentName[]).filter((name) => needed.has(name));
}
