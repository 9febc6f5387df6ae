import { extname } from 'node:path';
import type { Setting } from '../../config/settings.ts';
import type { Counts } from '../../replay/counts/counts.ts';
import { Hand, withHands } from '../../sweep/engines/hand.ts';
import { type ReplaySpec, replayKey, workloadRef } from '../../sweep/store/keys.ts';
import type { Store } from '../../sweep/store/store.ts';
import type { ExperimentName } from '../experiments/experiments.ts';
import type { ExperimentPlan } from '../experiments/run.ts';
import { drawnPlan } from './draws.ts';

/** An experiment in a structural draw: what a worker replays. Plain data. */
export interface Job {
  experiment: ExperimentName;
  seed: number;
  structural: number;
  set: { structure: Setting[]; workload: Setting[] };
}

export const planOfJob = ({ experiment, seed, structural, set }: Job): ExperimentPlan =>
  drawnPlan(experiment, { seed, structural }, set);

/** What the counts of each bar are kept under. */
export function specsOf({ path, workload, structures }: ExperimentPlan): ReplaySpec[] {
  const trace = workloadRef(path, workload);
  const reading = { warmup: workload.warmup.value, raw: false, format: null, layout: null, cpus: null, map: null };
  return structures.map((structure) => ({ trace, structure, reading }));
}

/** The counts of all bars, if the store has them. */
export async function storedCounts(plan: ExperimentPlan, store: Store): Promise<Counts[] | undefined> {
  const counts: Counts[] = [];
  for (const spec of specsOf(plan)) {
    const kept = await store.get(replayKey(spec), spec.structure);
    if (kept === undefined) return undefined;
    counts.push(kept.counts);
  }
  return counts;
}

const WORKER = new URL(`./worker${extname(import.meta.url)}`, import.meta.url);

export interface WorkOptions {
  store: Store;
  workers: number;
  signal?: AbortSignal | undefined;
  onDone?: ((job: Job) => void) | undefined;
}

/** Replays jobs by worker threads, each job's counts in the store when it is done. Throws AbortError, and UserError. */
export async function doJobs(jobs: readonly Job[], { store, workers, signal, onDone }: WorkOptions): Promise<void> {
  const left = [...jobs];
  const crew = Array.from({ length: Math.min(workers, jobs.length) }, () => new Hand<Job>(WORKER, { store: store.folder }, signal)); // biome-ignore format: a line
  await withHands(crew, () => Promise.all(crew.map((hand) => hand.work(left, (job) => onDone?.(job)))));
}
