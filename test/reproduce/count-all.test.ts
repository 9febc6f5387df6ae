import { describe, expect, test } from 'vitest';
import { countAll } from '../../src/reproduce/experiments/count-all.ts';
import type { ExperimentName } from '../../src/reproduce/experiments/experiments.ts';
import { type ExperimentPlan, planExperiment } from '../../src/reproduce/experiments/run.ts';
import { sortSettings } from '../../src/settings/sort.ts';

/** An experiment so short that threads take longer to start. */
const planOf = (name: ExperimentName, instructions: number): ExperimentPlan =>
  planExperiment(name, sortSettings([`workload.instructions=${instructions}`, 'workload.warmup=0'], ['workload']));

/** Of fewer CPUs than its workload has: nothing replays it. */
const tooFew = ({ structures, ...plan }: ExperimentPlan, name: string): ExperimentPlan => ({
  ...plan,
  structures: structures.map((structure) => ({ ...structure, name, monitor: null, cpus: 1 })),
});

/** The longest in the middle, and one that has two guests, so that its workload is read twice. */
const plans = [planOf('database', 200_000), planOf('radix', 400_000), planOf('pmake', 100_000)];

describe('several experiments are counted', () => {
  test('the same in one thread, in fewer threads than there are, and in more, which they divide', async () => {
    const one = await countAll(plans);
    expect(one.map((counts) => counts.map(({ structure }) => structure))).toEqual(plans.map(({ structures }) => structures)); // biome-ignore format: a line
    for (const workers of [2, 8]) expect(await countAll(plans, { workers })).toStrictEqual(one);
  });

  test.each([1, 2])('%i at once tell of progress that goes up to the instructions of all readings', async (workers) => {
    const told: [done: number, total: number | undefined][] = [];
    await countAll(plans, { workers, onProgress: (done, total) => told.push([done, total]) });
    const all = 200_000 + 2 * 400_000 + 100_000;
    expect(new Set(told.map(([, total]) => total))).toEqual(new Set([all]));
    const steps = told.map(([done]) => done);
    expect(steps).toEqual(steps.toSorted((a, b) => a - b));
    expect(steps.at(-1)).toBe(all);
  });

  test('a mistake is told of the first that it is in, whichever thread comes upon one first', async () => {
    const wrong = [plans[0], tooFew(planOf('pmake8', 100_000), 'first'), tooFew(planOf('pmake8', 400_000), 'second')];
    for (const workers of [1, 2, 3])
      await expect(countAll(wrong, { workers })).rejects.toThrow(/^structure first has 1 CPUs/);
  });

  test('until the signal ends it', async () => {
    const signal = AbortSignal.abort();
    for (const workers of [1, 2]) await expect(countAll(plans, { workers, signal })).rejects.toBe(signal.reason);
  });
});
