import { price } from '../../price/price.ts';
import type { LiveKind } from '../../report/page/live.ts';
import { type PackedCounts, packCounts, unpackCounts } from '../../report/page/packed.ts';
import { timeSums } from '../../report/run/run.ts';
import { compare } from '../exhibits/index.ts';
import type { ExhibitName } from '../exhibits/names.ts';
import type { RunBars } from '../experiments/comparison.ts';
import type { ExperimentName } from '../experiments/experiments.ts';
import { type ShownWith, shownRows } from '../shown/rows.ts';
import { type PageFacts, reproductionPage } from './page.ts';

/** What was counted of each bar of the experiments, and what is shown beside their rows. */
export interface ReproductionContent {
  exhibits: readonly ExhibitName[];
  runs: readonly { experiment: ExperimentName; bars: readonly { name: string; counts: PackedCounts }[] }[];
  shown: ShownWith;
  facts: PageFacts;
}

export const reproductionContent = (
  exhibits: readonly ExhibitName[],
  runs: RunBars,
  shown: ShownWith,
  facts: PageFacts,
): ReproductionContent => ({
  exhibits,
  runs: (Object.keys(runs) as ExperimentName[]).map((experiment) => ({
    experiment,
    bars: Array.from(runs[experiment]!.bars, ([name, { counts }]) => ({ name, counts: packCounts(counts) })),
  })),
  shown,
  facts,
});

/** Exhibits, made again of the counts of their bars. Under other costs, ours is shown before the change and after it, and has no bands. */
export const reproductionLive: LiveKind<ReproductionContent> = {
  name: 'reproduction',
  open({ exhibits, runs, shown, facts }, written) {
    const opened = runs.map(({ experiment, bars }) => ({ experiment, bars: bars.map(({ name, counts }) => ({ name, counts: unpackCounts(counts) })) }));
    const trace = { header: { source: '', format: '', cpus: 1, level: 'system', architecture: 'mips32', granuleBits: 4 }, totals: undefined, notes: [] } as const;
    const pricedRuns = (costs: typeof written): RunBars =>
      Object.fromEntries(opened.map(({ experiment, bars }) => [experiment, { bars: new Map(bars.map(({ name, counts }) => [name, { structure: counts.structure, counts, costs, times: price(counts, costs), trace }])) }]));
    const before = shown.before ?? compare(exhibits, pricedRuns(written));
    return {
      counts: opened.flatMap(({ bars }) => bars.map(({ counts }) => counts)),
      priced(costs) {
        const all = pricedRuns(costs);
        const rows = shownRows(compare(exhibits, all), costs === written ? shown : { before });
        const { leads, parts, figures } = reproductionPage(rows, facts);
        const totals = opened.flatMap(({ experiment }) => Array.from(all[experiment]!.bars, ([name, run]) => ({ group: experiment, name, ns: timeSums(run).total })));
        return { leads, parts, figures, totals };
      },
    };
  },
}; // biome-ignore format: long lines
