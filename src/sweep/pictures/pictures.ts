import { UserError } from '../../errors.ts';
import { OUTPUTS, outputProblem } from '../../price/outputs.ts';
import { drawn } from '../../report/draw/drawn.ts';
import { WIDE } from '../../report/draw/theme.ts';
import { chartFileNames, chartFiles } from '../../report/files/charts.ts';
import { tableFileNames, tableFiles } from '../../report/files/tables.ts';
import { pageHtml } from '../../report/page/html.ts';
import { figuresOf } from '../../report/page/page.ts';
import { payloadOf } from '../../report/page/payload.ts';
import type { Plan } from '../plan/plan.ts';
import { provenanceOf } from '../results/provenance.ts';
import type { Results } from '../results/results.ts';
import { planSensitivity } from '../results/sensitivity/in-store.ts';
import type { Store } from '../store/store.ts';
import { outputsOf, type Study } from '../study/study.ts';
import { chartsOfSweep } from './charts-of-sweep.ts';
import { sweepContent } from './content.ts';
import { sweepLive } from './live.ts';
import { sweepPage } from './page.ts';
import { factsOf } from './page-facts.ts';

const CHARTS = ['lines', 'heatmap', 'pareto', 'sensitivity'] as const;
/** Files a sweep has only where the shape of its axes suits them. */
export const PICTURE_FILES: readonly string[] = [
  ...CHARTS.flatMap(chartFileNames),
  ...tableFileNames('sensitivity'),
  'sweep.html',
];

/** Points drawn, at most; of more, charts are made from the part that is of interest, by the library. */
const MOST_POINTS = 20_000;

export interface PictureOptions {
  /** Two columns wanted as a Pareto front. */
  front?: readonly [x: string, y: string] | undefined;
}

/** The two columns of `--pareto X,Y`. Throws UserError unless both are numeric columns of the study's results. */
export function checkedFront(text: string, study: Study): readonly [string, string] {
  const names = text.split(',').map((each) => each.trim());
  if (names.length !== 2) throw new UserError(`--pareto ${text}: expected two columns, such as totalMs,tlb.entries`);
  if (names[0] === names[1]) throw new UserError(`--pareto ${text}: expected two different columns`);
  const known = [...Object.keys(study.vary), ...outputsOf(study)];
  for (const name of names)
    if (!known.includes(name)) {
      const problem = Object.hasOwn(OUTPUTS, name)
        ? `${name} is none of the outputs; add it to --outputs`
        : outputProblem(name);
      throw new UserError(`--pareto ${text}: ${problem}; the columns are ${known.join(', ')}`);
    }
  return [names[0], names[1]];
}

/** The charts of a sweep as SVG, PNG and specification, sensitivities as CSV, Arrow and Parquet, and all of it as one page. Empty where no chart suits. */
export async function picturesOf(
  plan: Plan,
  results: Results,
  store: Store,
  { front }: PictureOptions = {},
): Promise<Map<string, Uint8Array | string>> {
  if (results.points > MOST_POINTS) return new Map();
  const sensitivity = await planSensitivity(plan, store);
  const chartsAt = (width: number) => chartsOfSweep({ plan, results, sensitivity, front }, width);
  const charts = await drawn(chartsAt(WIDE));
  if (charts.length === 0) return new Map();
  const content = await sweepContent(plan, store, front);
  const page = sweepPage(factsOf(plan), plan, results, figuresOf(chartsAt));
  const said = typeof content === 'string' ? { ...page, leads: [...page.leads, content] } : page;
  return new Map<string, Uint8Array | string>([
    ...charts.flatMap(chartFiles),
    ...(sensitivity === undefined ? [] : tableFiles('sensitivity', sensitivity, provenanceOf(plan))),
    ['sweep.html', await pageHtml(said, typeof content === 'string' ? undefined : () => payloadOf(sweepLive, content, plan.grid.costs[0]))], // biome-ignore format: a line
  ]);
}
