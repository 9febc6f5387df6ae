import { extname } from 'node:path';
import { guestKey } from '../../guest/systems.ts';
import type { Counts } from '../../replay/counts/counts.ts';
import { threadsOf } from '../../replay/workers/choice.ts';
import { costOf } from '../../replay/workers/crew.ts';
import { Hand, withHands } from '../../sweep/engines/hand.ts';
import { countExperiment, type ExperimentPlan, type Planned, type RunOptions } from './run.ts';

/** What a thread is told: a plan, with its place among all of them, and the threads that it may divide its structures among. */
export interface Order {
  place: number;
  plan: ExperimentPlan;
  workers: number;
}

/** What a thread is started with: of each plan, the instructions that have been replayed; all threads see them. */
export interface Start {
  done: Float64Array<SharedArrayBuffer>;
}

const WORKER = new URL(`./worker${extname(import.meta.url)}`, import.meta.url);

/** Milliseconds between two looks at how far the threads are. */
const GLANCE_MS = 100;

/**
 * The counts of several plans, in their order. Threads of their own replay them, as many as `workers` says, the longest first; a plan that is
 * alone divides its structures among them. What goes wrong is told as one thread would come upon it: of the first plan that it is wrong in.
 */
export async function countAll(
  plans: readonly ExperimentPlan[],
  { onProgress, signal, workers = 1 }: Omit<RunOptions, 'set'> = {},
): Promise<Counts[][]> {
  const done = new Float64Array(new SharedArrayBuffer(8 * plans.length));
  const total = plans.reduce((sum, plan) => sum + instructionsOf(plan), 0);
  const tell = (): void =>
    onProgress?.(
      done.reduce((sum, each) => sum + each, 0),
      total,
    );
  const ended = (place: number): void => {
    done[place] = instructionsOf(plans[place]);
    tell();
  };
  const most = threadsOf(workers);
  const threads = Math.min(most, plans.length);
  if (threads > 1) return inThreads(plans, { done, tell, ended, threads, workers: Math.floor(most / threads), signal });
  const counted: Counts[][] = [];
  for (const [place, plan] of plans.entries()) {
    const told = progressOf(plan, (instructions) => {
      done[place] = instructions;
      tell();
    });
    counted.push(await countExperiment(plan, { onProgress: told, workers, ...(signal && { signal }) }));
    ended(place);
  }
  return counted;
}

/** Replays what several results need, and makes them of it. */
export async function runAll<Result>(
  planned: readonly Planned<Result>[],
  options: Omit<RunOptions, 'set'> = {},
): Promise<Result[]> {
  const counted = await countAll(
    planned.flatMap(({ plans }) => plans),
    options,
  );
  return planned.map(({ plans, priced }) => priced(counted.splice(0, plans.length)));
}

interface Threaded extends Start {
  tell: () => void;
  /** A plan has been replayed. */
  ended: (place: number) => void;
  threads: number;
  /** Of each thread. */
  workers: number;
  signal: AbortSignal | undefined;
}

async function inThreads(
  plans: readonly ExperimentPlan[],
  { done, tell, ended, threads, workers, signal }: Threaded,
): Promise<Counts[][]> {
  const counted: Counts[][] = [];
  const orders = plans.map((plan, place): Order => ({ place, plan, workers })).sort((a, b) => lengthOf(b.plan) - lengthOf(a.plan)); // biome-ignore format: a line
  let wrong: { place: number; error: unknown } | undefined;
  const start: Start = { done };
  const hands = Array.from({ length: threads }, () => new Hand<Order, never, Counts[]>(WORKER, start, signal));
  const work = async (hand: (typeof hands)[number]): Promise<void> => {
    for (let order = orders.shift(); order !== undefined; order = orders.shift()) {
      const { place } = order;
      if (wrong !== undefined && place > wrong.place) continue;
      signal?.throwIfAborted();
      try {
        counted[place] = await hand.ask(order);
        ended(place);
      } catch (error) {
        signal?.throwIfAborted();
        if (wrong === undefined || place < wrong.place) wrong = { place, error };
      }
    }
  };
  const glance = setInterval(tell, GLANCE_MS);
  try {
    await withHands(hands, () => Promise.all(hands.map(work)));
  } finally {
    clearInterval(glance);
  }
  if (wrong !== undefined) throw wrong.error;
  return counted;
}

/** For `countExperiment`: tells the instructions of all readings of a plan's workload so far. */
export function progressOf({ workload }: ExperimentPlan, tell: (instructions: number) => void): (done: number) => void {
  let before = 0;
  let latest = 0;
  return (done) => {
    if (done < latest) before += workload.instructions.value; // the next reading
    latest = done;
    tell(before + done);
  };
}

/** Instructions that are read: the workload once for each guest among the structures. */
const instructionsOf = ({ workload, structures }: ExperimentPlan): number =>
  workload.instructions.value * new Set(structures.map(guestKey)).size;

/** How long a plan takes, beside others. */
const lengthOf = ({ workload, structures }: ExperimentPlan): number =>
  workload.instructions.value * structures.reduce((sum, structure) => sum + costOf(structure), 0);
