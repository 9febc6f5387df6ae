import type { ColumnTable } from 'arquero';
import { type Engine, inProcess } from './engines/engine.ts';
import { type Plan, type PlanOptions, planOf } from './plan/plan.ts';
import type { Task } from './plan/task.ts';
import { bandsOfResults } from './results/bands.ts';
import { priceAll, type Results } from './results/results.ts';
import { resultsTable } from './results/results-table.ts';
import { Store } from './store/store.ts';
import type { StudyInput } from './study/input.ts';
import { type LocatedStudy, loadStudy, studyOf } from './study/study.ts';

/** Where counts are kept unless said otherwise, from the folder one stands in: all sweeps share it. */
export const STORE = '.disco/counts';

/** Where counts are kept, what does the work, and who is told of it. */
export interface SweepOptions extends PlanOptions {
  /** Folder of the counts, for all sweeps. Default `.disco/counts`. */
  store?: string;
  /** What does the work. Default: this thread. */
  engine?: Engine;
  /** Bytes a decoded trace may take in memory. Default 1 GiB. */
  memoryBytes?: number | undefined;
  /** Told of the plan before it is carried out. */
  onPlan?: (plan: Plan) => void;
  /** Told of each task when its counts are kept. */
  onDone?: (task: Task) => void;
}

/**
 * A study (a preset or file, or one written in place: `{ traces: ['radix8'], vary: { remoteMemory: '300..3000:300' } }`) from its beginning to its results: plans, replays what the store lacks, prices every point. Whatever is done is kept, so that a
 * sweep that ended early goes on where it stopped, and one that was finished answers at once. `table` is the results for arquero and charts,
 * see `resultsTable`; `bands`, where the study has draws, what they make of each point: 5, 50 and 95 % of each output (`cpi.low`, `cpi.median`, `cpi.high`). Throws UserError for a mistake in the study.
 *
 * @param study - a preset's name, a file, a study that was loaded, or one in place
 * @param options - where counts are kept, what does the work, and who is told of it
 * @returns the plan, the results, and tables of them
 * @example
 * ```ts
 * import { charts, sweep, threads, toSvg } from 'disco-replay';
 *
 * const { table } = await sweep(
 *   { traces: ['padded'], vary: { remoteMemory: '600ns..3us:600ns', clock: [200, 800] } },
 *   { store: 'counts', engine: threads(2) },
 * );
 * table.print(4);
 * const chart = charts.lines(table, { x: 'remoteMemory', y: 'totalMs', color: 'clock', row: 'structure' });
 * console.log((await toSvg(chart)).length);
 * ```
 */
export async function sweep(
  study: string | LocatedStudy | StudyInput,
  { store: folder = STORE, engine = inProcess, memoryBytes, onPlan, onDone, ...options }: SweepOptions = {},
): Promise<{ plan: Plan; results: Results; table: ColumnTable; bands: ColumnTable | undefined }> {
  const located = typeof study === 'string' ? loadStudy(study) : 'study' in study ? study : studyOf(study);
  const store = new Store(folder);
  const plan = await planOf(located, store, options);
  onPlan?.(plan);
  if (plan.tasks.length > 0) await engine.run(plan.tasks, { store, signal: options.signal, memoryBytes, onDone });
  const results = await priceAll(plan, store);
  const bands = bandsOfResults(results);
  return { plan, results, table: resultsTable(results), bands: bands && resultsTable(bands) };
}
