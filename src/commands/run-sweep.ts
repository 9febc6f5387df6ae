import { join } from 'node:path';
import { UserError } from '../errors.ts';
import { integer, plural } from '../report/words.ts';
import { checkFolder } from '../report/write.ts';
import { studyOfArguments } from '../sweep/arguments.ts';
import { inProcess } from '../sweep/engine.ts';
import type { Plan } from '../sweep/plan.ts';
import { planOf } from '../sweep/plan.ts';
import { passes, planText } from '../sweep/plan-text.ts';
import { makeFolders, Store } from '../sweep/store.ts';
import { STORE, sweep } from '../sweep/sweep.ts';
import { resultsText } from '../sweep/table.ts';
import { threads } from '../sweep/threads.ts';
import { toJsonText, writeResults } from '../sweep/write.ts';
import type { SweepCommandOptions } from './sweep.ts';
import { SweepProgress } from './sweep-progress.ts';

/** `disco sweep`: prints the plan, or carries it out, writes the results and prints them. */
export async function runSweep(inputs: readonly string[], options: SweepCommandOptions): Promise<void> {
  const located = studyOfArguments(inputs, options);
  const { study } = located;
  if (study.traces.length === 0)
    throw new UserError(`${inputs[0]} names no trace; disco sweep ${inputs[0]} TRACE gives it one`);
  const { store = STORE, out = join('reports', 'sweeps', study.name), memory: memoryBytes } = options;
  const progress = new SweepProgress();
  const { signal } = progress;
  try {
    if (options.plan) {
      process.stdout.write(planText(await planOf(located, new Store(store), { signal })));
      return;
    }
    for (const folder of [out, store]) {
      await makeFolders(folder);
      await checkFolder(folder);
    }
    const engine = options.engine === 'process' ? inProcess : threads(options.workers);
    const { plan, results } = await sweep(located, {
      store, engine, memoryBytes, signal,
      onPlan: (plan) => progress.start(plan),
      onDone: (task) => progress.done(task),
    }); // biome-ignore format: short
    progress.end();
    await writeResults(out, plan, results);
    process.stdout.write(options.json ? toJsonText(plan, results) : resultsText(results));
    for (const warning of results.warnings) console.error(`disco: ${warning}`);
    console.error(`${summary(plan, results.points)}; results: ${out}/results.csv, .arrow, .json`);
  } catch (error) {
    progress.end();
    if (!signal.aborted) throw error;
    process.exitCode = 130;
    console.error(`disco: interrupted; ${progress.kept} are kept in ${store}, and the same command goes on from there`);
  } finally {
    progress.end();
  }
}

const summary = ({ replays, stored, tasks }: Plan, points: number): string =>
  `${plural(points, 'point')} from ${plural(replays.length, 'replay')}: ${integer(stored.size)} known before, ${integer(replays.length - stored.size)} made in ${passes(tasks.length)}`;
