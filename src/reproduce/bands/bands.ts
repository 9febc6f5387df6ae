import { carried } from '../../bands/carried.ts';
import { costQuantiles, structuralQuantiles } from '../../bands/design.ts';
import { type Band, quantilesOf } from '../../bands/quantiles.ts';
import { type Share, sharesOf } from '../../bands/shares.ts';
import { type Weights, weightsOf } from '../../bands/weights.ts';
import { canMiss } from '../exhibits/can-miss.ts';
import { EXHIBITS } from '../exhibits/index.ts';
import type { ExhibitName } from '../exhibits/names.ts';
import type { Comparison } from '../experiments/comparison.ts';
import type { ExperimentName } from '../experiments/experiments.ts';
import { toleranceOf } from '../experiments/verdicts.ts';
import { type DrawOptions, givenCosts, structuralAssumptions } from './draws.ts';
import { type DrawnRows, experimentOf } from './values.ts';

/** Where the published number is: in the band that holds half of the weight, in the one that holds nine tenths, or in none. */
export type BandVerdict = 'inside 50' | 'inside 90' | 'outside';

/** A published number, what ours may be, and what that hangs on. */
export interface BandRow extends Omit<Comparison, 'verdict'>, Band {
  /** The band that holds the middle half of the weight. */
  half: readonly [low: number, high: number];
  /** Where the published number is. */
  verdict: BandVerdict;
  /** Whether coverage counts it: `exhibits/can-miss.ts`. */
  counted: boolean;
  /** What the width of the band hangs on: the assumptions with the largest shares of it. */
  shares: readonly Share[];
}

/** How the draws of an experiment count. */
export type ExperimentWeights = Pick<Weights, 'effective' | 'widened'> & { weights: readonly number[] };

/** What published numbers may be by the priors of what is assumed. */
export interface Bands {
  /** Which draws they are made of. */
  draws: DrawOptions;
  /** A row for each published number. */
  rows: readonly BandRow[];
  /** Of each experiment, how its draws count. */
  experiments: Partial<Record<ExperimentName, ExperimentWeights>>;
}

/** The bands of rows in their draws. */
export function bandsOf({ centre, values }: Pick<DrawnRows, 'centre' | 'values'>, draws: DrawOptions): Bands {
  const experiments: Partial<Record<ExperimentName, ExperimentWeights>> = {};
  const rows: BandRow[] = [];
  const numbered = centre.map((row, n) => ({ row, n }));
  const bands = new Map<number, BandRow>();
  for (const [name, own] of Map.groupBy(numbered, ({ row }) => experimentOf(row))) {
    const honoured = own.filter(({ row }) => row.fitted && !Number.isNaN(row.predicted));
    const off = honoured.map(({ row, n }) => {
      const tolerance = toleranceOf(EXHIBITS[row.exhibit as ExhibitName].aims, row) || 1;
      return values[n].map((value) => (Number.isNaN(value) ? 0 : (value - row.published) / tolerance));
    });
    const misfit = new Float64Array(draws.structural * draws.costs);
    for (const each of off) each.forEach((d, n) => {
      misfit[n] += (d * d) / 2;
    }); // biome-ignore format: a loop
    const { weights, effective, widened } = weightsOf(misfit, draws.costs);
    experiments[name] = { effective, widened, weights: [...weights] };
    const regressors = quantilesOfAssumptions(name, draws);
    for (const { row, n } of own) {
      const held = widened > 1 && !row.fitted ? carried(values[n], off, weights) : values[n];
      bands.set(n, bandRow(row, held, weights, sharesOf(held, ...regressors)));
    }
  }
  for (const { n } of numbered) rows.push(bands.get(n)!);
  return { draws, rows, experiments };
}

function bandRow(row: Comparison, values: Float64Array, weights: Float64Array, shares: readonly Share[]): BandRow {
  const [low, from, median, to, high] = quantilesOf(values, weights, [0.05, 0.25, 0.5, 0.75, 0.95]);
  const within = (a: number, b: number): boolean => row.published >= a - 1e-9 && row.published <= b + 1e-9;
  const verdict = within(from, to) ? 'inside 50' : within(low, high) ? 'inside 90' : 'outside';
  return { ...row, low, median, high, half: [from, to], verdict, counted: canMiss(row), shares };
}

/** What each assumption was in each draw, as quantiles: the structural ones by structural draw, the costs by draw. */
function quantilesOfAssumptions(
  name: ExperimentName,
  draws: DrawOptions,
): [Map<string, Float64Array>, Map<string, Float64Array>] {
  const { seed, costs } = draws;
  const counted = Array.from({ length: draws.structural }, (_, s) =>
    structuralQuantiles({ seed, structural: s, costs: 0 }),
  );
  const priced = counted.flatMap((_, s) => Array.from({ length: costs }, (_, k) => costQuantiles({ seed, structural: s, costs: k }))); // biome-ignore format: a line
  // Costs that are fitted to pmake hang on its assumptions too.
  const ids = new Set([...structuralAssumptions(name), ...structuralAssumptions('pmake')].map(({ id }) => id));
  return [
    new Map([...ids].map((id) => [id, Float64Array.from(counted, (quantileOf) => quantileOf(id))])),
    new Map(givenCosts().assumptions.map(({ id }) => [id, Float64Array.from(priced, (quantileOf) => quantileOf(id))])),
  ];
}
