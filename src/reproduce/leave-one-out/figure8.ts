import { loadStructure } from '../../replay/structure/presets.ts';
import { compare } from '../exhibits/index.ts';
import { barOf, type Comparison, type Runs, runOf } from '../experiments/comparison.ts';
import { MOVING, MOVING_EXPERIMENTS } from '../experiments/moving.ts';
import { type Fold, foldOf, rowOf } from './fold.ts';
import { barOfTrigger, type Moving, TRIGGERS } from './triggers.ts';

const LOCALITY = 'misses local %';

/**
 * The folds of Figure 8: the misses at which a page is hot, fitted to one workload's share of local misses on Disco, that is, the candidate of
 * `TRIGGERS` that comes nearest; the other workload's share and time are predicted. The runs are of `configurationsOf`.
 */
export function figure8Folds(runs: Runs): Fold[] {
  const byTrigger = new Map(TRIGGERS.map((trigger) => [trigger, rowsOf(runs, trigger)]));
  const preset = loadStructure('disco').monitor!.hotPages!.trigger;
  return MOVING_EXPERIMENTS.map((name) => {
    const bar = [MOVING[name], 'disco'] as const;
    const off = (rows: readonly Comparison[]): number => {
      const { predicted, published } = rowOf(rows, bar, LOCALITY);
      return Math.abs(predicted - published);
    };
    const [value, rows] = [...byTrigger].reduce((best, each) => (off(each[1]) < off(best[1]) ? each : best));
    const constant = { name: 'monitor.hotPages.trigger', value, unit: 'misses', preset, heldAt: endOf(value, rowOf(rows, bar, LOCALITY)) };
    const others = MOVING_EXPERIMENTS.filter((other) => other !== name);
    return foldOf('fig8', constant, rows, {
      fitted: rowOf(rows, bar, LOCALITY),
      left: others.flatMap((other) => [rowOf(rows, [MOVING[other], 'disco']), rowOf(rows, [MOVING[other], 'disco'], LOCALITY)]),
    });
  });
} // biome-ignore format: records

/** The end of the grid that the best candidate is, where what is missing lies beyond: a higher trigger makes fewer misses local. */
function endOf(trigger: number, { predicted, published }: Comparison): 'lower' | 'upper' | null {
  if (trigger === TRIGGERS.at(-1) && predicted > published) return 'upper';
  return trigger === TRIGGERS[0] && predicted < published ? 'lower' : null;
}

/** Figure 8's rows with this trigger for both workloads. */
function rowsOf(runs: Runs, trigger: number): Comparison[] {
  const runWith = (name: Moving) => {
    const run = runOf(runs, name);
    const bars = new Map([
      ['irix', barOf(run, 'irix')],
      ['disco', barOf(run, barOfTrigger(trigger))],
      ['uma', barOf(run, 'uma')],
    ]);
    return [name, { ...run, bars }];
  };
  return compare(['fig8'], Object.fromEntries(MOVING_EXPERIMENTS.map(runWith)));
}
