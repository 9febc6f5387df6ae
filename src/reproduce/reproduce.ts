import { compare, experimentsFor } from './exhibits/index.ts';
import { EXHIBIT_NAMES, type ExhibitName } from './exhibits/names.ts';
import type { Comparison, Runs } from './experiments/comparison.ts';
import { type RunOptions, runExperiment } from './experiments/run.ts';

/**
 * Sets ours beside the paper's for some of its exhibits: a row for each published number. Takes up to half a minute for each workload;
 * the units are the exhibits' own. Throws UserError for a setting that is none.
 */
export async function reproduce(
  exhibits: readonly ExhibitName[] = EXHIBIT_NAMES,
  options: RunOptions = {},
): Promise<Comparison[]> {
  const runs: Runs = {};
  for (const name of experimentsFor(exhibits)) runs[name] = await runExperiment(name, options);
  return compare(exhibits, runs);
}
