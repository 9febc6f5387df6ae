import type { CostName, Costs } from '../../price/cost-table.ts';
import { price } from '../../price/price.ts';
import type { LiveKind, Total } from '../../report/page/live.ts';
import { type PackedCounts, packCounts, unpackCounts } from '../../report/page/packed.ts';
import { type Run, timeSums } from '../../report/run/run.ts';
import type { TraceHeader } from '../../trace/words/trace.ts';
import { compare } from '../exhibits/exhibits.ts';
import type { ExhibitName } from '../exhibits/names.ts';
import type { BarsOfRuns, Comparison } from '../experiments/comparison.ts';
import type { ExperimentName } from '../experiments/experiments.ts';
import { type ShownRow, shownRows } from '../shown/rows.ts';
import { type PageFacts, reproductionPage } from './page.ts';

/** Figure 6 is pages, not time: no cost moves it, and counts on a page are without memory in use. */
const STILL = 'fig6';

/** What a page of a reproduction carries to be made again under other costs. */
export interface ReproductionContent {
  rows: readonly ShownRow[];
  experiments: Readonly<Partial<Record<ExperimentName, { header: TraceHeader; bars: Readonly<Record<string, PackedCounts>> }>>>; // biome-ignore format: a line
  facts: PageFacts;
}

export const reproductionContent = (
  rows: readonly ShownRow[],
  runs: BarsOfRuns,
  facts: PageFacts,
): ReproductionContent => ({
  rows,
  experiments: Object.fromEntries(
    Object.entries(runs).map(([name, { bars }]) => [
      name,
      {
        header: [...bars.values()][0].trace.header,
        bars: Object.fromEntries([...bars].map(([label, { counts }]) => [label, packCounts(counts)])),
      },
    ]),
  ),
  facts,
});

/**
 * A reproduction, made again of its counts. Under costs that are not those it was written with, ours is there before and after, before being with
 * nothing set: what was fitted under other costs is no longer called fitted where it moves.
 */
export const reproductionLive: LiveKind<ReproductionContent> = {
  name: 'reproduction',
  open({ rows: written, experiments, facts }, costs) {
    const counted = Object.entries(experiments).map(([name, { header, bars }]) => ({
      name: name as ExperimentName,
      trace: { header, totals: undefined, notes: [] },
      bars: Object.entries(bars).map(([label, packed]) => [label, unpackCounts(packed)] as const),
    }));
    const moving = [...new Set(written.map(({ exhibit }) => exhibit as ExhibitName))].filter((name) => name !== STILL);
    const before: Comparison[] = written.map((row) => ({ ...row, predicted: row.before ?? row.predicted }));
    return {
      counts: counted.flatMap(({ bars }) => bars.map(([, counts]) => counts)),
      priced(now) {
        const runs = Object.fromEntries(
          counted.map(({ name, trace, bars }) => {
            const priced = bars.map(([label, counts]): [string, Run] => [label, { structure: counts.structure, counts, costs: now, times: price(counts, now), trace }]);
            return [name, { bars: new Map(priced) }];
          }),
        ) as BarsOfRuns; // biome-ignore format: a record
        const { leads, parts, figures } = reproductionPage(sameCosts(now, costs) ? written : again(compare(moving, runs), written, before), facts); // biome-ignore format: a line
        return { leads, parts, figures, totals: totalsOf(runs) };
      },
    };
  },
};

/** The rows under other costs: those of Figure 6 as they were. */
function again(rows: readonly Comparison[], written: readonly ShownRow[], before: readonly Comparison[]): ShownRow[] {
  const still = written.filter(({ exhibit }) => exhibit === STILL).map(({ band: _, status: __, before: ___, ...row }) => row);
  const all = [...rows, ...still];
  return shownRows(all, { before });
} // biome-ignore format: a line

const sameCosts = (a: Costs, b: Costs): boolean =>
  a === b || (Object.keys(a) as CostName[]).every((name) => a[name]?.value === b[name]?.value);

const totalsOf = (runs: BarsOfRuns): Total[] =>
  Object.entries(runs).flatMap(([group, { bars }]) =>
    [...bars].map(([name, run]) => ({ group, name, ns: timeSums(run).total })),
  );
