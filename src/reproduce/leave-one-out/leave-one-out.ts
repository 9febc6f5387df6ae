import type { Settings } from '../../config/settings.ts';
import { UserError } from '../../errors.ts';
import { meanings } from '../../replay/structure/documents/homes.ts';
import { sortSettings } from '../../settings/sort.ts';
import { experimentsFor } from '../exhibits/index.ts';
import type { Runs } from '../experiments/comparison.ts';
import type { ExperimentName } from '../experiments/experiments.ts';
import { MOVING_EXPERIMENTS } from '../experiments/moving.ts';
import { type ExperimentOptions, type RunOptions, runExperiment } from '../experiments/run.ts';
import { figure5Folds } from './figure5.ts';
import { figure7Folds } from './figure7.ts';
import { figure8Folds } from './figure8.ts';
import type { Fold } from './fold.ts';
import { FOLD_EXHIBITS, type FoldExhibit } from './names.ts';
import { configurationsOf, type Moving } from './triggers.ts';

interface Folds {
  experiments: readonly ExperimentName[];
  /** Paths of what the folds choose, which no setting may choose before them. */
  chosen: readonly { of: 'costs' | 'structure'; path: string }[];
  folds: (runs: Runs) => Fold[];
}

const FOLDS: Record<FoldExhibit, Folds> = {
  fig5: {
    experiments: experimentsFor(['fig5']),
    chosen: [{ of: 'costs', path: 'secondLevelHit' }],
    folds: figure5Folds,
  },
  fig7: { experiments: ['pmake8'], chosen: [], folds: figure7Folds },
  fig8: {
    experiments: MOVING_EXPERIMENTS,
    chosen: ['trigger', 'sharing'].map((key) => ({ of: 'structure', path: `monitor.hotPages.${key}` })),
    folds: figure8Folds,
  },
};

/** How the folds are replayed. */
export interface LeaveOneOutOptions extends RunOptions {
  /** Replays an experiment, with options of its own to pass on; `runExperiment` unless told: for who shows progress, or has the runs. */
  run?: typeof runExperiment;
}

/**
 * Fits one constant to one bar of the paper and predicts the others with it, for each bar that a figure lets be fitted: three folds of Figure 5, one
 * of Figure 7, two of Figure 8. Differences are in the exhibits' units, percent of the IRIX time and percent of the misses. The constants belong to
 * no preset, and nothing is written. Takes half a minute for `fig5` and for `fig7`, some four minutes for `fig8`. Throws UserError for a setting that
 * is none, or that sets what a fold chooses.
 *
 * @param exhibits - `fig5`, `fig7`, `fig8`. Default: all of them
 * @param options - settings, and how it is replayed
 * @returns the folds
 * @example
 * ```ts
 * // Not run here: it takes minutes.
 * import { leaveOneOut } from 'disco-replay';
 *
 * for (const { fitted, verdict } of await leaveOneOut(['fig5'])) console.log(fitted.workload, verdict);
 * ```
 */
export async function leaveOneOut(
  exhibits: readonly FoldExhibit[] = FOLD_EXHIBITS,
  { run = runExperiment, ...options }: LeaveOneOutOptions = {},
): Promise<Fold[]> {
  for (const exhibit of exhibits) refuseChosen(exhibit, options.set ?? []);
  const folds: Fold[] = [];
  for (const exhibit of exhibits) {
    const runs: Runs = {};
    for (const name of FOLDS[exhibit].experiments) runs[name] = await run(name, { ...options, ...own(name) });
    folds.push(...FOLDS[exhibit].folds(runs));
  }
  return folds;
}

/** The configurations that an experiment's folds replay, where they are not the experiment's own. */
const own = (name: ExperimentName): Pick<ExperimentOptions, 'configurations'> =>
  (MOVING_EXPERIMENTS as readonly string[]).includes(name) ? { configurations: configurationsOf(name as Moving) } : {};

/** Throws UserError for a setting of what a fold chooses, of a part of it, or of what it is a part of. */
function refuseChosen(exhibit: FoldExhibit, set: Settings): void {
  const sorted = sortSettings(set, ['structure', 'costs', 'workload']);
  for (const { of, path } of FOLDS[exhibit].chosen)
    for (const { path: keys, place } of sorted[of])
      if ([keys, ...(of === 'structure' ? meanings(keys) : [])].some((each) => overlap(each.join('.'), path)))
        throw new UserError(`${place}: --leave-one-out of ${exhibit} chooses ${path} itself; leave it out`);
}

const overlap = (a: string, b: string): boolean => `${a}.`.startsWith(`${b}.`) || `${b}.`.startsWith(`${a}.`);
