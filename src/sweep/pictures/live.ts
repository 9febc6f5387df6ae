import { idleCosts } from '../../price/idle/idle-costs.ts';
import { prepare } from '../../price/price.ts';
import type { LiveKind, Total } from '../../report/page/live.ts';
import { type PackedCounts, unpackCounts } from '../../report/page/packed.ts';
import { figuresOf } from '../../report/page/page.ts';
import type { NamedColumn } from '../../report/tables/column.ts';
import { heading } from '../charts/said.ts';
import { type PricedPlan, pointsOfVariant } from '../plan/points.ts';
import { flatAxesOf, flatSentence } from '../results/flat-axes.ts';
import { PointPrices, type ResultColumn, usesOf } from '../results/point-prices.ts';
import { askedOf, ownReplay, rowsOfAsked, tableOfAsked } from '../results/sensitivity/of-plan.ts';
import { chartsOfSweep, type SweepCharts } from './charts-of-sweep.ts';
import { type SweepFacts, sweepPage } from './page.ts';

/** What a sweep's page carries to be made again. */
export interface SweepContent {
  facts: SweepFacts;
  plan: PricedPlan;
  outputs: readonly string[];
  /** Of trace, structure and the axes. */
  labels: readonly NamedColumn[];
  /** Sentences on traces that were cut off. */
  cut: readonly string[];
  /** Of each trace, why settings of the structure cannot act, by their paths. */
  why: readonly Readonly<Record<string, string | null>>[];
  front: SweepCharts['front'] | null;
  /** By replay. */
  counts: readonly PackedCounts[];
  prints: readonly number[];
}

/** Points of a trace whose totals are set beside the baseline's, at most. */
const MOST_TOTALS = 8;

/** A sweep of one set of costs, made again of its counts: what the axes set of costs stays as it is. */
export const sweepLive: LiveKind<SweepContent> = {
  name: 'sweep',
  open({ facts, plan: written, outputs, labels, cut, why, front, counts: packed, prints }) {
    const counts = packed.map(unpackCounts);
    const forms = counts.map(prepare);
    const { grid, traces, replayOf } = written;
    return {
      counts,
      priced(costs) {
        const plan = { ...written, grid: { ...grid, costs: [costs] } };
        const prices = new PointPrices(plan, outputs);
        for (const { trace, configuration, variant, replay } of usesOf(plan))
          for (const point of pointsOfVariant(plan, trace, configuration, variant)) prices.price(point, forms[replay], prints[replay]);
        const warnings = flatAxesOf(plan, prices.prints).flatMap((axes, trace) =>
          axes.map((axis) => {
            const own = [...new Set(replayOf[trace].flatMap((variants) => [...variants]))].map((n) => counts[n]);
            return flatSentence(plan, trace, axis, (parameter) =>
              parameter.of === 'costs' ? (idleCosts(own, costs).get(parameter.cost) ?? null) : (why[trace][parameter.path] ?? null));
          }),
        );
        const results = { points: prices.points, columns: prices.columns(labels), warnings: [...cut, ...warnings] };
        const sensitivity = tableOfAsked(
          askedOf(plan).flatMap((asked) => {
            const of = (configuration: number) => counts[ownReplay(plan, asked.trace, configuration)];
            return rowsOfAsked(plan, asked, of(asked.configuration), asked.baseline === undefined ? undefined : of(asked.baseline));
          }),
        );
        const drawn = { plan, results, sensitivity, front: front ?? undefined };
        const baseline = grid.configurations[grid.baseline].name;
        const { leads, parts, figures } = sweepPage(facts, plan, results, figuresOf((width) => chartsOfSweep(drawn, width)));
        return { leads, parts, figures, totals: traces.flatMap(({ path }) => totalsOf(results.columns, prices.totals, path, baseline)) };
      },
    };
  },
}; // biome-ignore format: long lines

/** A trace's first point of the baseline, and the first of the other structures, else of its own. */
function totalsOf(columns: readonly ResultColumn[], ns: Float64Array, path: string, baseline: string): Total[] {
  const labels = columns.filter(({ role, name }) => role === 'label' && name !== 'trace');
  const [trace, structure] = ['trace', 'structure'].map((name) => columns.find((each) => each.name === name)!.values);
  const own = Array.from(ns, (_, n) => n).filter((n) => trace[n] === path);
  const first = own.find((n) => structure[n] === baseline)!;
  const others = own.filter((n) => structure[n] !== baseline);
  const rest = others.length > 0 ? others : own.filter((n) => n !== first);
  return [first, ...rest.slice(0, MOST_TOTALS)].map((n) => ({
    group: path,
    name: labels
      .flatMap(({ name, values }) =>
        values[n] === null ? [] : [name === 'structure' ? `${values[n]}` : `${heading(name)} ${values[n]}`],
      )
      .join(', '),
    ns: ns[n],
  }));
}
