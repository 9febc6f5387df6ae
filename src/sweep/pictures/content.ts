import type { Counts } from '../../replay/counts/counts.ts';
import { whyIdleIn } from '../../replay/why/idle-settings.ts';
import { packCounts } from '../../report/page/packed.ts';
import type { Plan } from '../plan/plan.ts';
import { countsPrint } from '../results/counts-print.ts';
import { pointColumns } from '../results/label-columns.ts';
import { usesOf } from '../results/point-prices.ts';
import { replaysToAsk } from '../results/why-flat.ts';
import type { Store } from '../store/store.ts';
import { outputsOf } from '../study/study.ts';
import type { SweepCharts } from './charts-of-sweep.ts';
import type { SweepContent } from './live.ts';
import { factsOf } from './page-facts.ts';

/** Replays whose counts a page can have room for, at most. */
const MOST_REPLAYS = 500;

/** What a sweep's page carries; a sentence where it cannot be made again under other costs. */
export async function sweepContent(plan: Plan, store: Store, front: SweepCharts['front']): Promise<SweepContent | string> {
  const { grid, replays, replayOf, traces, study } = plan;
  if (grid.costs.length > 1) return 'The points are of named costs, so that this page has no other costs to choose.';
  if (replays.length > MOST_REPLAYS) return `This page cannot be made again under other costs: it has room for the counts of ${MOST_REPLAYS} replays at most.`; // biome-ignore format: a line
  const counts: Counts[] = [];
  const sentences: (string | null)[] = [];
  for (const { key, structure } of replays) {
    const kept = await store.get(key, structure);
    if (kept === undefined) return 'This page cannot be made again under other costs: the counts are gone from the store.';
    counts.push(kept.counts);
    sentences.push(kept.truncated);
  }
  const cut = new Set<string>();
  for (const { trace, replay } of usesOf(plan))
    if (sentences[replay] !== null) cut.add(`${traces[trace].path}: ${sentences[replay]}`);
  const parameters = grid.axes.flatMap(({ settings: [{ assignments }] }) => assignments.map(({ parameter }) => parameter));
  return {
    facts: factsOf(plan),
    plan: {
      traces: traces.map(({ path }) => ({ path })),
      grid: { ...grid, configurations: grid.configurations.map(({ variants: _, ...rest }) => rest) },
      replayOf: replayOf.map((each) => each.map((variants) => [...variants])),
    },
    outputs: outputsOf(study),
    labels: pointColumns(plan),
    cut: [...cut],
    why: traces.map((_, trace) => {
      const own = replaysToAsk(plan, trace)?.map((n) => counts[n]);
      return Object.fromEntries(parameters.flatMap((each) => (each.of === 'costs' || own === undefined ? [] : [[each.path, whyIdleIn(each.keys, own)]]))); // biome-ignore format: a line
    }),
    front: front ?? null,
    counts: counts.map(packCounts),
    prints: counts.map(countsPrint),
  };
} // biome-ignore format: long lines
