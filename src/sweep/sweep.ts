import { type Engine, inProcess } from './engine.ts';
import { type Plan, type PlanOptions, planOf } from './plan.ts';
import { priceAll, type Results } from './results.ts';
import { Store } from './store.ts';
import { type LocatedStudy, loadStudy } from './study.ts';
import type { Task } from './task.ts';

/** Where counts are kept unless said otherwise, from the folder one stands in: all sweeps share it. */
export const STORE = '.disco/counts';

export interface SweepOptions extends PlanOptions {
  /** Folder of the counts. Default `.disco/counts`. */
  store?: string;
  /** Default: this thread. */
  engine?: Engine;
  /** Bytes a decoded trace may take in memory. Default 1 GiB. */
  memoryBytes?: number | undefined;
  /** Told of the plan before it is carried out. */
  onPlan?: (plan: Plan) => void;
  /** Told of each task when its counts are kept. */
  onDone?: (task: Task) => void;
}

/**
 * A study from its beginning to its results: plans, replays what the store lacks, prices every point. Whatever is done is kept, so that a
 * sweep that ended early goes on where it stopped, and one that was finished answers at once. Throws UserError for a mistake in the study.
 */
export async function sweep(
  study: string | LocatedStudy,
  { store: folder = STORE, engine = inProcess, memoryBytes, onPlan, onDone, ...options }: SweepOptions = {},
): Promise<{ plan: Plan; results: Results }> {
  const located = typeof study === 'string' ? loadStudy(study) : study;
  const store = new Store(folder);
  const plan = await planOf(located, store, options);
  onPlan?.(plan);
  if (plan.tasks.length > 0) await engine.run(plan.tasks, { store, signal: options.signal, memoryBytes, onDone });
  return { plan, results: await priceAll(plan, store) };
}
