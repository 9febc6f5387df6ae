import { setImmediate } from 'node:timers/promises';
import { UserError } from '../../errors.ts';
import { prepare } from '../../price/price.ts';
import type { Table } from '../../report/tables/table.ts';
import type { Plan } from '../plan/plan.ts';
import { pointsOfVariant } from '../plan/points.ts';
import type { Store } from '../store/store.ts';
import { outputsOf } from '../study/study.ts';
import { countsPrint } from './counts-print.ts';
import { pointColumns } from './label-columns.ts';
import { PointPrices, type ResultColumn, usesOf } from './point-prices.ts';
import { flatAxes } from './why-flat.ts';

/** What a sweep found: a row for each point, by columns. */
export interface Results {
  /** Points of the study. */
  points: number;
  /** What tells points apart, and what came of them. */
  columns: readonly ResultColumn[];
  /** What there is to say of traces that were cut off, and of axes along which no number changes. */
  warnings: readonly string[];
}

/** Points that are priced before it is seen whether someone wants to stop. */
const BETWEEN = 5000;

export interface PricingOptions {
  signal?: AbortSignal | undefined;
  /** Told now and then how many points of how many are priced. */
  onPriced?: ((points: number, of: number) => void) | undefined;
}

/** Prices every point of a plan whose replays are all in the store. Returns a table in the order of the points. */
export async function priceAll(plan: Plan, store: Store, { signal, onPriced }: PricingOptions = {}): Promise<Results> {
  const { replays, traces } = plan;
  const prices = new PointPrices(plan, outputsOf(plan.study));
  const { points } = prices;
  const warnings = new Set<string>();
  let priced = 0;
  for (const { trace, configuration, variant, replay } of usesOf(plan)) {
    const { key, structure } = replays[replay];
    const kept = await store.get(key, structure);
    if (kept === undefined)
      throw new UserError(
        `${store.folder}: the counts ${key.slice(0, 12)}… were there and are gone or damaged; the same command makes them again`,
      );
    if (kept.truncated !== null) warnings.add(`${traces[trace].path}: ${kept.truncated}`);
    const form = prepare(kept.counts);
    const print = countsPrint(kept.counts);
    for (const point of pointsOfVariant(plan, trace, configuration, variant)) {
      if (++priced % BETWEEN === 0) {
        await setImmediate();
        signal?.throwIfAborted();
        onPriced?.(priced, points);
      }
      prices.price(point, form, print);
    }
  }
  const flat = await flatAxes(plan, prices.prints, store);
  return { points, columns: prices.columns(pointColumns(plan)), warnings: [...warnings, ...flat] };
}

/** The results as a table of a report. */
export const tableOfResults = ({ columns, points }: Results): Table => ({
  columns: columns.map(({ role: _, values: __, ...column }) => column),
  values: columns.map(({ values }) => values),
  length: points,
});
