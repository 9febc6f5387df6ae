import { price } from '../../../price/price.ts';
import type { AblationPlan } from '../../../replay/ablation/plan.ts';
import type { TraceHeader } from '../../../trace/words/trace.ts';
import type { LiveKind } from '../../page/live.ts';
import { type PackedCounts, packCounts, unpackCounts } from '../../page/packed.ts';
import { type Run, timeSums } from '../../run/run.ts';
import { ablationOf } from './ablation.ts';
import { ablationPage } from './page.ts';

/** The plan of an ablation, without its structures, which the counts have; and what was counted of each. */
export interface AblationContent {
  header: TraceHeader;
  /** As its page names the trace. */
  trace: string;
  plan: Omit<AblationPlan, 'structures'>;
  counts: readonly PackedCounts[];
}

export function ablationContent(
  { structures: _, ...plan }: AblationPlan,
  runs: readonly Run[],
  trace: string,
): AblationContent {
  return { header: runs[0].trace.header, trace, plan, counts: runs.map(({ counts }) => packCounts(counts)) };
}

/** An ablation, made again of its counts. */
export const ablationLive: LiveKind<AblationContent> = {
  name: 'ablation',
  open({ header, trace: called, plan, counts: packed }) {
    const counts = packed.map(unpackCounts);
    const structures = counts.map(({ structure }) => structure);
    const trace = { header, totals: undefined, notes: [] };
    return {
      counts,
      priced(costs) {
        const runs = counts.map((each) => ({ structure: each.structure, counts: each, costs, times: price(each, costs), trace }));
        const { leads, parts, figures } = ablationPage(ablationOf({ ...plan, structures }, runs), called);
        const totals = [plan.native, plan.full, plan.bare].map((n) => ({ group: '', name: structures[n].name, ns: timeSums(runs[n]).total }));
        return { leads, parts, figures, totals };
      },
    };
  },
}; // biome-ignore format: long lines
