import { join } from 'node:path';
import { UserError } from '../../errors.ts';
import { checkFolder } from '../../report/files/write.ts';
import { integer, plural } from '../../report/text/words.ts';
import { type Engine, inProcess } from '../../sweep/engines/engine.ts';
import { redisUrl } from '../../sweep/engines/redis/connection.ts';
import { redis } from '../../sweep/engines/redis/index.ts';
import { threads } from '../../sweep/engines/threads.ts';
import { resultsText } from '../../sweep/finding/results-text.ts';
import { checkedFront, picturesOf } from '../../sweep/pictures/pictures.ts';
import { idleAxes } from '../../sweep/plan/idle-axes.ts';
import type { Plan } from '../../sweep/plan/plan.ts';
import { planOf } from '../../sweep/plan/plan.ts';
import { damageText, passes, planText } from '../../sweep/plan/plan-text.ts';
import { portionsOf } from '../../sweep/plan/portion.ts';
import type { Task } from '../../sweep/plan/task.ts';
import { priceAll } from '../../sweep/results/results.ts';
import { Store } from '../../sweep/store/store.ts';
import { studyOfArguments } from '../../sweep/study/arguments.ts';
import { costNotes } from '../../sweep/study/cost-notes.ts';
import { STORE } from '../../sweep/sweep.ts';
import { jsonBlocks, writeResults } from '../../sweep/write.ts';
import { print, printParts, say } from '../../terminal.ts';
import { removeAbandoned } from '../../trace/bytes/aside.ts';
import { makeFolders } from '../../trace/bytes/atomic-file.ts';
import { ReplayProgress } from '../shared/replay-progress.ts';
import type { SweepCommandOptions } from './options.ts';
import { missingText, submitArray } from './slurm.ts';

/** `disco sweep`: prints the plan, or carries it out, writes the results and prints them. */
export async function runSweep(inputs: readonly string[], options: SweepCommandOptions): Promise<void> {
  const located = studyOfArguments(inputs, options);
  const { study } = located;
  if (study.traces.length === 0)
    throw new UserError(`${inputs[0]} names no trace; disco sweep ${inputs[0]} TRACE gives it one`);
  const front = options.pareto === undefined ? undefined : checkedFront(options.pareto, study);
  const { store = STORE, out = join('reports', 'sweeps', study.name), memory: memoryBytes } = options;
  const progress = new ReplayProgress('sweep');
  const { signal } = progress;
  try {
    if (options.plan) {
      const plan = await planOf(located, new Store(store), { signal });
      print(planText(plan, await idleAxes(plan)));
      return;
    }
    for (const folder of [out, store]) {
      await makeFolders(folder);
      await checkFolder(folder);
    }
    await removeAbandoned(store);
    const counts = new Store(store);
    const host = { store: counts, signal, memoryBytes, onDone: (task: Task) => progress.done(task.structures.length) };
    const engine = engineOf(options);
    const plan = await planOf(located, counts, { signal });
    if (plan.damaged.length > 0) say(`disco: ${store}: ${damageText(plan.damaged)}`);
    if (options.portion !== undefined) {
      const { number, of } = options.portion;
      const part = portionsOf(plan, of)[number - 1];
      progress.start(part.replays.length, part.stored.size);
      await engine.run(part.tasks, host);
      progress.end();
      say(`portion ${number} of ${of}: ${progress.kept} are in ${store}`);
      return;
    }
    if (plan.tasks.length > 0) {
      if (options.engine === 'slurm') return await submitArray(plan, inputs, options);
      if (options.resume)
        throw new UserError(
          `${missingText(plan)}; --engine slurm submits them alone, without --resume they are made here`,
        );
      progress.start(plan.replays.length, plan.stored.size);
      await engine.run(plan.tasks, host);
    }
    const results = await priceAll(plan, counts, { signal, onPriced: (points, of) => progress.priced(points, of) });
    const pictures = options.charts ? await picturesOf(plan, results, new Store(store), { front }) : undefined;
    await writeResults(out, plan, results, pictures, signal);
    progress.end();
    await printParts(options.json ? jsonBlocks(plan, results) : [resultsText(plan, results)]);
    for (const warning of [...costNotes(study), ...results.warnings]) say(`disco: ${warning}`);
    say(
      `${summary(plan, results.points)}; results: ${out}/results.csv, .arrow, .parquet, .json${pictures?.has('sweep.html') ? '; charts: sweep.html' : ''}`,
    );
  } catch (error) {
    progress.end();
    if (!signal.aborted) throw error;
    process.exitCode = 130;
    say(`disco: interrupted; ${progress.kept} are kept in ${store}, and the same command goes on from there`);
  } finally {
    progress.end();
  }
}

function engineOf({ engine, workers, redis: url }: SweepCommandOptions): Engine {
  if (engine === 'redis') return redis(redisUrl(url), (text) => say(`disco: ${text}`));
  return engine === 'process' ? inProcess : threads(workers);
}

const summary = ({ replays, stored, tasks }: Plan, points: number): string =>
  `${plural(points, 'point')} from ${plural(replays.length, 'replay')}: ${integer(stored.size)} known before, ${integer(replays.length - stored.size)} made in ${passes(tasks.length)}`;
