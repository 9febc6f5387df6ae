import os from 'node:os';
import type { Settings } from '../../config/settings.ts';
import { type Sorted, sortSettings } from '../../settings/sort.ts';
import { Store } from '../../sweep/store/store.ts';
import { STORE } from '../../sweep/sweep.ts';
import { experimentsFor } from '../exhibits/index.ts';
import { EXHIBIT_NAMES, type ExhibitName } from '../exhibits/names.ts';
import { type ExperimentName, experiment } from '../experiments/experiments.ts';
import { type Bands, bandsOf } from './bands.ts';
import { doJobs, type Job, planOfJob, storedCounts } from './counts.ts';
import { COMMITTED, type DrawOptions } from './draws.ts';
import { type DrawnRows, drawnRows } from './values.ts';

/** Which draws bands are made of, and how they are replayed. */
export interface BandOptions extends Partial<DrawOptions> {
  /** Settings, as `reproduce` takes them. */
  set?: Settings;
  /** Folder of the counts: what is there is not replayed again. Default `.disco/counts`. */
  store?: string;
  /** Worker threads; as many as the machine has cores unless given. */
  workers?: number;
  /** Ends the work with an AbortError; what was done is kept. */
  signal?: AbortSignal;
  /** Told what there is to do, before it is done. */
  onPlan?: (plan: BandPlan) => void;
  /** Told of each experiment of a draw when its counts are kept. */
  onDone?: (job: Job) => void;
  /** Told of each structural draw when it is priced. */
  onPriced?: (structural: number) => void;
}

/** What bands take: experiments in draws, each a replay of a workload through all bars. */
export interface BandPlan {
  draws: DrawOptions;
  experiments: readonly ExperimentName[];
  jobs: number;
  /** Replays of a workload through a structure. */
  replays: number;
  /** What the store lacks. */
  left: readonly Job[];
}

/**
 * The bands of exhibits: replays each workload in each structural draw, unless the store has it, prices it in each of its draws of costs,
 * and weights the draws by the native and fitted rows they must honour. The same seed, the same bands; of one draw, `reproduce`'s numbers.
 * Throws UserError, and AbortError when the signal comes: what was done is kept.
 *
 * @param exhibits - names of exhibits. Default: all
 * @param options - which draws, settings, and where counts are kept
 * @returns a row for each published number, with the band of ours
 * @example
 * ```ts
 * // Not run here: it takes minutes.
 * import { bands } from 'disco-replay';
 *
 * const { rows } = await bands(['fig5'], { structural: 8, costs: 8 });
 * for (const { configuration, segment, low, high } of rows) console.log(configuration, segment, low, high);
 * ```
 */
export async function bands(
  exhibits: readonly ExhibitName[] = EXHIBIT_NAMES,
  options: BandOptions = {},
): Promise<Bands> {
  const { draws, rows } = await drawnExhibits(exhibits, options);
  return bandsOf(rows, draws);
}

/** The rows of exhibits in each draw. */
export async function drawnExhibits(
  exhibits: readonly ExhibitName[],
  {
    set = [],
    store: folder = STORE,
    workers = os.availableParallelism(),
    signal,
    onPlan,
    onDone,
    onPriced,
    ...given
  }: BandOptions = {},
): Promise<{ draws: DrawOptions; rows: DrawnRows }> {
  const draws = { ...COMMITTED, ...given };
  const sorted = sortSettings(set, ['structure', 'costs', 'workload']);
  const store = new Store(folder);
  const plan = await planOf(exhibits, draws, sorted, store);
  onPlan?.(plan);
  await doJobs(plan.left, { store, workers, signal, onDone });
  const rows = await drawnRows(exhibits, plan.experiments, draws, store, {
    set: sorted,
    onDraw: (structural) => {
      signal?.throwIfAborted();
      onPriced?.(structural);
    },
  });
  return { draws, rows };
}

/** Whatever is asked for, pmake is replayed: costs are fitted to it. */
async function planOf(
  exhibits: readonly ExhibitName[],
  draws: DrawOptions,
  set: Sorted,
  store: Store,
): Promise<BandPlan> {
  const experiments = [...new Set<ExperimentName>(['pmake', ...experimentsFor(exhibits)])];
  const all = experiments.flatMap((name) =>
    Array.from(
      { length: draws.structural },
      (_, structural): Job => ({ experiment: name, seed: draws.seed, structural, set }),
    ),
  );
  const left: Job[] = [];
  for (const job of all) if ((await storedCounts(planOfJob(job), store)) === undefined) left.push(job);
  const replays = all.reduce((sum, job) => sum + Object.keys(experiment(job.experiment).configurations).length, 0);
  return { draws, experiments, jobs: all.length, replays, left };
}
