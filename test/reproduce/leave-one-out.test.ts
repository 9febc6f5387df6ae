import { describe, expect, test, vi } from 'vitest';
import { foldsAnswer } from '../../src/commands/leave-one-out.ts';
import { UserError } from '../../src/errors.ts';
import { loadCosts } from '../../src/price/costs.ts';
import { price } from '../../src/price/price.ts';
import { timeSums } from '../../src/report/run/run.ts';
import type { Comparison } from '../../src/reproduce/experiments/comparison.ts';
import {
  type ExperimentName,
  experiment,
  type Fold,
  foldsText,
  type Runs,
  runExperiment,
} from '../../src/reproduce/index.ts';
import { foldOf } from '../../src/reproduce/leave-one-out/fold.ts';
import { leaveOneOut } from '../../src/reproduce/leave-one-out/leave-one-out.ts';
import { solveBetween } from '../../src/reproduce/leave-one-out/solve.ts';
import { configurationsOf, TRIGGERS } from '../../src/reproduce/leave-one-out/triggers.ts';
import { disco } from '../command-line.ts';

const row = (workload: string, published: number, predicted: number, segment = 'total'): Comparison => {
  const verdict = Math.abs(published - predicted) <= 3 ? 'met' : 'missed';
  return { exhibit: 'fig5', workload, configuration: 'disco', segment, published, predicted, fitted: false, verdict };
};
const CONSTANT: Fold['constant'] = { name: 'costs.secondLevelHit', value: 7, unit: 'cycles', preset: 1.5, heldAt: null }; // biome-ignore format: a record
const MET = foldOf('fig5', CONSTANT, [], { fitted: row('engineering', 106, 106), left: [row('raytrace', 103, 102)] });
const PARTS = [row('database', 25, 45, 'DISCO'), row('database', 90, 91, 'user')];
const MISSED = foldOf('fig5', CONSTANT, PARTS, { fitted: row('engineering', 106, 106), left: [row('raytrace', 103, 102), row('database', 116, 141)] }); // biome-ignore format: a record

describe('a fold', () => {
  test('is met where each of its predictions is', () => {
    expect([MET.verdict, MET.barsLeft, MET.predictions.map(({ difference }) => difference)]).toEqual(['met', 1, [-1]]);
    expect([MISSED.verdict, MISSED.barsLeft]).toEqual(['missed', 2]);
    expect(MISSED.predictions.map(({ verdict, missedParts }) => [verdict, missedParts])).toEqual([['met', []], ['missed', ['DISCO']]]); // biome-ignore format: pairs
  });

  test('is missed where its constant cannot make the fitted bar come within the aim', () => {
    const at = (predicted: number) =>
      foldOf('fig5', { ...CONSTANT, value: 0, heldAt: 'lower' }, [], { fitted: row('database', 116, predicted), left: [row('raytrace', 103, 102)] }); // biome-ignore format: a record
    expect([at(120).verdict, at(120).fitted.verdict]).toEqual(['missed', 'missed']);
    expect([at(119).verdict, at(119).fitted.verdict]).toEqual(['met', 'met']);
    expect(foldsText([at(120)])).toMatch(/= 0 cycles[\s\S]*held at its lower bound[\s\S]*fitted: missed/);
  });
});

describe('solving for a constant', () => {
  test('is exact for an affine function, with one value between the bounds', () => {
    const of = vi.fn((x: number) => 101.3 + 0.36 * x);
    const { value, heldAt } = solveBetween('x', [0, 1000], 105.68, of);
    expect([101.3 + 0.36 * value, heldAt]).toEqual([expect.closeTo(105.68, 9), null]);
    expect(of).toHaveBeenCalledTimes(3);
  });

  test.each([
    ['lower', 90, 0],
    ['upper', 2000, 1000],
  ])('stays at the %s bound where the solution is beyond', (bound, wanted, value) => {
    expect(solveBetween('x', [0, 1000], wanted, (x) => 100 + x)).toEqual({ value, heldAt: bound });
  });

  test('of which nothing hangs says so', () => {
    expect(() => solveBetween('costs.secondLevelHit', [0, 10], 100, () => 90)).toThrow(
      new UserError('--leave-one-out: costs.secondLevelHit makes no difference with these settings'),
    );
  });

  test('is held by no bound that is the solution', () => {
    expect(solveBetween('x', [0, 10], 100, (x) => 100 + x)).toEqual({ value: 0, heldAt: null });
    expect(solveBetween('x', [0, 10], 110, (x) => 100 + x)).toEqual({ value: 10, heldAt: null });
  });

  test.each([
    ['convex', (x: number) => x ** 5],
    ['concave', (x: number) => Math.sqrt(x)],
    ['a step', (x: number) => (x < 3 ? 0 : 5)],
    ['flat, then steep', (x: number) => Math.max(0, x - 9.99) * 1e6],
  ])('comes to the place of a function that is %s', (_, of) => {
    for (const at of [0.001, 1, 2, 7, 9.995]) {
      const { value } = solveBetween('x', [0, 10], of(at), of);
      expect(Math.abs(of(value) - of(at))).toBeLessThan(1e-6);
    }
  });
});

test('Figure 5’s bar is met to 1e-6 by pricing again, and the others come with the same constant', async () => {
  const runs: Runs = {};
  const folds = await leaveOneOut(['fig5'], {
    set: ['workload.instructions=4000000', 'workload.warmup=1000000'],
    run: async (name, options) => (runs[name] = await runExperiment(name, options)),
  });
  expect(folds.map(({ fitted }) => fitted.workload)).toEqual(['engineering', 'raytrace', 'database']);
  expect(folds.filter(({ constant }) => constant.heldAt === null).length).toBeGreaterThan(0);
  for (const { constant, fitted, predictions, barsLeft } of folds) {
    expect([barsLeft, predictions.length]).toEqual([3, 3]);
    if (constant.heldAt === null) expect(Math.abs(fitted.difference)).toBeLessThan(1e-6);
    const costs = loadCosts('flash', { secondLevelHit: constant.value });
    for (const { workload, predicted } of [fitted, ...predictions]) {
      const [irix, disco] = [...runs[workload as ExperimentName]!.bars.values()];
      const again = timeSums({ ...disco, costs, times: price(disco.counts, costs) }).total;
      expect(Math.abs((100 * again) / timeSums(irix).total - predicted)).toBeLessThan(1e-6);
    }
  }
});

test('Figure 8’s candidates differ in the trigger, and in the sharing that follows from it', () => {
  for (const name of ['engineering8', 'raytrace16'] as const) {
    const { irix, uma, ...candidates } = configurationsOf(name);
    expect([irix, uma]).toEqual([experiment(name).configurations.irix, experiment(name).configurations.uma]);
    expect(Object.keys(candidates)).toHaveLength(TRIGGERS.length);
    for (const { inputs } of Object.values(candidates)) {
      const [trigger, sharing] = inputs.slice(-2).map(({ value }) => Number(value));
      expect(sharing).toBe(trigger / 4);
    }
  }
});

describe('disco reproduce --leave-one-out', () => {
  test.each([
    [0, [MET, MET]],
    [1, [MET, MISSED]],
  ])('leaves exit status %i, and prints the folds, as data if asked', (exitCode, folds) => {
    expect(foldsAnswer(folds, false)).toEqual({ exitCode, text: foldsText(folds) });
    const { text, ...rest } = foldsAnswer(folds, true);
    expect([rest, JSON.parse(text)]).toEqual([{ exitCode }, folds]);
    expect(Object.keys(MET)).toEqual(['exhibit', 'constant', 'fitted', 'degreesOfFreedom', 'barsLeft', 'predictions', 'verdict']); // biome-ignore format: a list
  });

  test.each([
    [['table2'], 'table2 has no folds; leave it out, or name fig5, fig7, fig8'],
    [['fig5', 'Table3'], 'table3 has no folds; leave it out, or name fig5, fig7, fig8'],
  ])('of %s says which have folds', async (named, message) => {
    const { code, stderr } = await disco(['reproduce', ...named, '--leave-one-out']);
    expect([code, stderr]).toEqual([2, `disco: --leave-one-out: ${message}\n`]);
  });

  test.each([
    [['--bands'], '--bands and --leave-one-out: expected one or the other'],
    [['--draws', '3'], '--draws: expected --bands, not --leave-one-out, beside it'],
    [['--seed', '3'], '--seed: expected --bands, not --leave-one-out, beside it'],
  ])('is not for %s', async (flags, message) => {
    const { code, stderr } = await disco(['reproduce', '--leave-one-out', ...flags]);
    expect([code, stderr]).toEqual([2, `disco: ${message}\n`]);
  });

  test.each([
    ['fig5', 'costs.secondLevelHit=3', 'secondLevelHit'],
    ['fig5', 'secondLevelHit.value=3', 'secondLevelHit'],
    ['fig8', 'monitor.hotPages.trigger=7', 'monitor.hotPages.trigger'],
    ['fig8', 'hotPages.sharing=7', 'monitor.hotPages.sharing'],
    ['fig8', 'monitor.hotPages=null', 'monitor.hotPages.trigger'],
  ])('of %s refuses --set %s, which it chooses', async (exhibit, set, path) => {
    const { code, stderr } = await disco(['reproduce', exhibit, '--leave-one-out', '--set', set]);
    expect([code, stderr]).toEqual([2, `disco: --set ${set}: --leave-one-out of ${exhibit} chooses ${path} itself; leave it out\n`]); // biome-ignore format: a pair
  });
});
