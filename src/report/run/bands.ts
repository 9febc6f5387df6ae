import type { Assumption } from '../../bands/assumptions.ts';
import { drawnCosts } from '../../bands/assumptions.ts';
import { bandOf } from '../../bands/quantiles.ts';
import type { ChosenDraw } from '../../bands/weighted-draws.ts';
import { effectiveNumber } from '../../bands/weights.ts';
import type { Costs } from '../../price/costs.ts';
import { BARS, type Bar } from '../../price/parts.ts';
import { price } from '../../price/price.ts';
import type { Counts } from '../../replay/counts/counts.ts';
import type { RunBands } from './bands-shape.ts';
import { type Run, timeSums } from './run.ts';

/**
 * The runs with their bands. `counted`: for each draw the counts of each run's structure as the draw makes it, in the order of the runs. In each
 * draw the first run is 100 %.
 */
export function withBands(
  runs: readonly Run[],
  draws: readonly ChosenDraw[],
  counted: readonly (readonly Counts[])[],
  assumptions: readonly Assumption[],
): Run[] {
  const weights: number[] = [];
  const names = ['total', ...BARS] as const;
  const values = runs.map(() => Object.fromEntries(names.map((name): [string, number[]] => [name, []])) as Record<Bar | 'total', number[]>); // biome-ignore format: a line
  draws.forEach(({ costs }, d) => {
    for (const { quantileOf, weight, solved } of costs) {
      weights.push(weight);
      const sums = runs.map((run, n) => {
        const drawn = withSolved(drawnCosts(run.costs, assumptions, quantileOf), solved);
        const counts = counted[d][n];
        return timeSums({ ...run, counts, times: price(counts, drawn) });
      });
      const base = sums[0].total || 1;
      sums.forEach(({ total, bars }, n) => {
        values[n].total.push((100 * total) / base);
        for (const bar of BARS) values[n][bar].push((100 * bars[bar]) / base);
      });
    }
  });
  const structural = Float64Array.from(draws, ({ costs }) => costs.reduce((sum, { weight }) => sum + weight, 0));
  const effective = effectiveNumber(structural);
  return runs.map((run, n) => {
    const percent = Object.fromEntries(Object.entries(values[n]).map(([bar, own]) => [bar, bandOf(own, weights)]));
    return { ...run, bands: { percent: percent as RunBands['percent'], draws: draws.length, effective } };
  });
}

/** Fitted costs as they were solved for; what somebody gave stays. */
function withSolved(costs: Costs, solved: ChosenDraw['costs'][number]['solved']): Costs {
  const found = Object.entries(solved).flatMap(([name, value]) => {
    const cost = costs[name as keyof typeof solved];
    return cost.kind === 'fitted' ? [[name, { ...cost, value }]] : [];
  });
  return { ...costs, ...Object.fromEntries(found) };
}
