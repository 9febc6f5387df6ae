import { canonicalJson } from '../../canonical-json.ts';
import { guestRun } from '../../guest/systems.ts';
import { reuseKey } from '../../replay/machine/variants.ts';
import { MAX_TLBS } from '../../replay/numa/tlb/tlb-bank.ts';
import { granuleBitsFor, type Structure } from '../../replay/structure/structure.ts';
import { parseWarmup } from '../../trace/words/warmup.ts';
import { type Reading, replayKey, type TraceRef, traceRef } from '../store/keys.ts';
import type { Store } from '../store/store.ts';
import { type Grid, gridOf } from '../study/configurations.ts';
import { readingOf } from '../study/reading.ts';
import type { LocatedStudy, Study } from '../study/study.ts';
import type { Task } from './task.ts';

/** A trace through a structure: what counts are kept of. */
export interface Replay {
  trace: TraceRef;
  structure: Structure;
  reading: Reading;
  key: string;
}

/** An entry of the store that cannot be used, and why. */
export interface Damage {
  key: string;
  why: string;
}

/** What has to be done for a study. */
export interface Plan {
  /** The study. */
  study: Study;
  /** Structures, costs and settings of the points. */
  grid: Grid;
  /** The traces, with the hashes of their contents. */
  traces: readonly TraceRef[];
  /** The replays all points need, each once. */
  replays: readonly Replay[];
  /** Trace -> configuration -> variant -> number of its replay. */
  replayOf: readonly (readonly Int32Array[])[];
  /** Numbers of replays that the store has. */
  stored: ReadonlySet<number>;
  /** What the store has of other replays and cannot be used: these are made again. */
  damaged: readonly Damage[];
  /** What is left to do. */
  tasks: readonly Task[];
}

/** Board caches replayed at once, at most; more would crowd each other out of the host's caches. */
const MAX_BOARDS = 16;

/** How a study is planned. */
export interface PlanOptions {
  /** False: each replay by itself, to show that sharing changes nothing. */
  share?: boolean;
  /** Ends the work with an AbortError; what was done is kept. */
  signal?: AbortSignal | undefined;
}

/** Plans a study: reads its traces for their hashes, checks every point, asks the store what is there. Throws UserError. */
export async function planOf(
  located: LocatedStudy,
  store: Store,
  { share = true, signal }: PlanOptions = {},
): Promise<Plan> {
  const { study } = located;
  const grid = gridOf(located);
  const warmup = study.warmup === undefined ? null : parseWarmup(study.warmup, 'warmup');
  const readings = study.traces.map((trace) => readingOf(trace, study, warmup));
  const traces: TraceRef[] = [];
  for (const path of grid.traces) traces.push(await traceRef(path, signal));
  const replays: Replay[] = [];
  const numbers = new Map<string, number>();
  const replayOf = traces.map((trace, t) =>
    grid.configurations.map(({ variants }) =>
      Int32Array.from(variants, (structure) => {
        const reading = readings[t];
        const key = replayKey({ trace, structure, reading });
        const number = numbers.get(key) ?? replays.push({ trace, structure, reading, key }) - 1;
        numbers.set(key, number);
        return number;
      }),
    ),
  );
  const stored = new Set<number>();
  const damaged: Damage[] = [];
  for (const [n, { key, structure }] of replays.entries()) {
    signal?.throwIfAborted();
    const entry = await store.look(key, structure);
    if (entry === undefined) continue;
    if ('damage' in entry) damaged.push({ key, why: entry.damage });
    else stored.add(n);
  }
  const missing = replays.filter((_, n) => !stored.has(n));
  return { study, grid, traces, replays, replayOf, stored, damaged, tasks: tasksOf(missing, share) };
}

/** Tasks for replays: one for each that shares with no other, and one for those that one machine can replay at once. */
export function tasksOf(replays: readonly Replay[], share: boolean): Task[] {
  return replays.length === 0
    ? []
    : machinesOf(replays, share).map((group) => {
        const structures = group.map(({ structure }) => structure);
        const granuleBits = granuleBitsFor(...structures);
        const [{ trace, reading }] = group;
        return { stream: { trace, reading, granuleBits, ...guestRun(structures[0]) }, structures };
      });
}

function machinesOf(replays: readonly Replay[], share: boolean): Replay[][] {
  if (!share) return replays.map((replay) => [replay]);
  const alike = Map.groupBy(
    replays,
    ({ trace, reading, structure }) => `${trace.sha256} ${trace.path} ${canonicalJson(reading)} ${reuseKey(structure)}`,
  );
  return [...alike.values()].flatMap((group) => {
    const tlbs = numbering(group, ({ structure }) => structure.tlb);
    const boards = numbering(group, ({ structure }) => structure.cache.l2);
    const chunk = (replay: Replay): string =>
      `${Math.floor(tlbs(replay) / MAX_TLBS)} ${Math.floor(boards(replay) / MAX_BOARDS)}`;
    return [...Map.groupBy(group, chunk).values()];
  });
}

/** Numbers the different values of a part, in the order in which they come. */
function numbering(group: readonly Replay[], part: (replay: Replay) => unknown): (replay: Replay) => number {
  const numbers = new Map<string, number>();
  for (const replay of group) {
    const name = JSON.stringify(part(replay));
    if (!numbers.has(name)) numbers.set(name, numbers.size);
  }
  return (replay) => numbers.get(JSON.stringify(part(replay)))!;
}
