import { setImmediate } from 'node:timers/promises';
import { UserError } from '../../errors.ts';
import { OUTPUTS } from '../../price/outputs.ts';
import { prepare } from '../../price/price.ts';
import type { NamedColumn } from '../../report/tables/column.ts';
import type { Table } from '../../report/tables/table.ts';
import type { Plan } from '../plan/plan.ts';
import { costsOf, pointCount, pointNumber, pointsOf, pointsOfVariant } from '../plan/points.ts';
import type { Store } from '../store/store.ts';
import type { Scalar } from '../study/range.ts';
import { outputsOf } from '../study/study.ts';
import { countsPrint, pointPrint } from './fingerprints.ts';
import { flatAxes } from './flat-axes.ts';
import { axisColumns, STRUCTURE, TRACE } from './label-columns.ts';
import { outputColumn } from './output-columns.ts';

/** A column of the results, a value for each point. */
export interface ResultColumn extends NamedColumn {
  /** What tells the points apart, or what came of them. */
  role: 'label' | 'output';
  values: readonly Scalar[];
}

export interface Results {
  points: number;
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
  const { grid, replays, replayOf } = plan;
  const points = pointCount(plan);
  const names = outputsOf(plan.study);
  const functions = names.map((name) => OUTPUTS[name]);
  const outputs = names.map(() => new Float64Array(points).fill(Number.NaN));
  const totals = new Float64Array(points);
  const prints = new Float64Array(points);
  const warnings = new Set<string>();
  const { baseline } = grid;
  let priced = 0;
  // The baseline first: the others are measured against it.
  const order = grid.configurations.map((_, n) => n).sort((a, b) => Number(b === baseline) - Number(a === baseline));
  for (let trace = 0; trace < plan.traces.length; trace++)
    for (const configuration of order)
      for (const [variant, number] of replayOf[trace][configuration].entries()) {
        const { key, structure } = replays[number];
        const kept = await store.get(key, structure);
        if (kept === undefined)
          throw new UserError(
            `${store.folder}: the counts ${key.slice(0, 12)}… were there and are gone or damaged; the same command makes them again`,
          );
        if (kept.truncated !== null) warnings.add(`${plan.traces[trace].path}: ${kept.truncated}`);
        const form = prepare(kept.counts);
        const print = countsPrint(kept.counts);
        for (const point of pointsOfVariant(plan, trace, configuration, variant)) {
          if (++priced % BETWEEN === 0) {
            await setImmediate();
            signal?.throwIfAborted();
            onPriced?.(priced, points);
          }
          const costs = costsOf(plan, point);
          const times = form.totals(costs);
          const n = pointNumber(plan, point);
          totals[n] = times.totalNs;
          prints[n] = pointPrint(print, times, costs.clock.value);
          const base = baselineOf(plan, point);
          const baselineNs = base === null ? null : totals[base];
          const measured = { times, events: form.events, clockMHz: costs.clock.value, baselineNs };
          for (let i = 0; i < functions.length; i++) outputs[i][n] = functions[i](measured) ?? Number.NaN;
        }
      }
  const columns = [
    ...labels(plan),
    ...names.map(
      (name, i): ResultColumn => ({ name, ...outputColumn(name), role: 'output', values: scalars(outputs[i]) }),
    ),
  ];
  return { points, columns, warnings: [...warnings, ...(await flatAxes(plan, prints, store))] };
}

/** Numbers as cells: null where there is none. An array of numbers alone takes eight bytes for each. */
const scalars = (numbers: Float64Array): readonly Scalar[] =>
  numbers.some(Number.isNaN) ? Array.from(numbers, (x) => (Number.isNaN(x) ? null : x)) : Array.from(numbers);

/** The baseline's point with the same settings; null if what it depends on does not vary here. */
function baselineOf(plan: Plan, point: Parameters<typeof pointNumber>[1]): number | null {
  const { configurations, baseline } = plan.grid;
  const own = configurations[point.configuration].sizes;
  const missing = configurations[baseline].sizes.some((n, axis) => n > 1 && own[axis] === 1);
  return missing ? null : pointNumber(plan, { ...point, configuration: baseline });
}

/** Trace, structure and the settings of each point; null where a setting means nothing to the structure. */
function labels(plan: Plan): ResultColumn[] {
  const { grid, traces } = plan;
  const trace: Scalar[] = [];
  const structure: Scalar[] = [];
  const settings = grid.axes.map(({ columns }) => columns.map((): Scalar[] => []));
  for (const point of pointsOf(plan)) {
    const { name, shows } = grid.configurations[point.configuration];
    trace.push(traces[point.trace].path);
    structure.push(name);
    grid.axes.forEach((axis, a) => {
      axis.columns.forEach((_, c) => {
        settings[a][c].push(shows[a][c] ? axis.settings[point.settings[a]].labels[c] : null);
      });
    });
  }
  const label = (column: NamedColumn, values: Scalar[]): ResultColumn => ({ ...column, role: 'label', values });
  return [
    label({ name: 'trace', ...TRACE }, trace),
    label({ name: 'structure', ...STRUCTURE }, structure),
    ...grid.axes.flatMap((axis, a) => axisColumns(axis).map((column, c) => label(column, settings[a][c]))),
  ];
}

/** The results as a table of a report. */
export const tableOfResults = ({ columns, points }: Results): Table => ({
  columns: columns.map(({ role: _, values: __, ...column }) => column),
  values: columns.map(({ values }) => values),
  length: points,
});
