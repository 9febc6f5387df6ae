import type { PriceForm } from '../../price/form/price-form.ts';
import { OUTPUTS } from '../../price/outputs.ts';
import type { NamedColumn } from '../../report/tables/column.ts';
import { costsOf, type Point, type PricedPlan, pointCount, pointNumber, pointsOf } from '../plan/points.ts';
import type { Scalar } from '../study/range.ts';
import { outputColumn } from './output-columns.ts';
import { pointPrint } from './point-print.ts';

/** A column of the results, a value for each point. */
export interface ResultColumn extends NamedColumn {
  /** What tells the points apart, or what came of them. */
  role: 'label' | 'output';
  /** A value for each point, in the order of the points. */
  values: readonly Scalar[];
}

/** Where a replay is used: its points differ in what is no structure's. */
export interface Use {
  trace: number;
  configuration: number;
  variant: number;
  /** Number of the replay. */
  replay: number;
}

/** Every use of a replay, by trace; those of the baseline first, as the others are measured against it. */
export function* usesOf({ traces, grid, replayOf }: PricedPlan): Generator<Use> {
  const first = ({ n }: { n: number }): number => Number(n !== grid.baseline);
  const order = grid.configurations.map((_, n) => ({ n })).sort((a, b) => first(a) - first(b));
  for (let trace = 0; trace < traces.length; trace++)
    for (const { n: configuration } of order)
      for (const [variant, replay] of replayOf[trace][configuration].entries())
        yield { trace, configuration, variant, replay };
}

/** The prices of a plan's points, which come in the order of `usesOf`. */
export class PointPrices {
  readonly points: number;
  /** Of each point, ns. */
  readonly totals: Float64Array;
  /** Of each point, a number that points with equal numbers share. */
  readonly prints: Float64Array;
  private readonly plan: PricedPlan;
  private readonly names: readonly string[];
  private readonly functions: readonly (typeof OUTPUTS)[string][];
  private readonly outputs: readonly Float64Array[];

  constructor(plan: PricedPlan, outputs: readonly string[]) {
    this.plan = plan;
    this.names = outputs;
    this.points = pointCount(plan);
    this.totals = new Float64Array(this.points);
    this.prints = new Float64Array(this.points);
    this.functions = outputs.map((name) => OUTPUTS[name]);
    this.outputs = outputs.map(() => new Float64Array(this.points).fill(Number.NaN));
  }

  /** `form`, `print`: of the point's counts. */
  price(point: Point, form: PriceForm, print: number): void {
    const costs = costsOf(this.plan, point);
    const times = form.totals(costs);
    const n = pointNumber(this.plan, point);
    this.totals[n] = times.totalNs;
    this.prints[n] = pointPrint(print, times, costs.clock.value);
    const base = baselineOf(this.plan, point);
    const baselineNs = base === null ? null : this.totals[base];
    const measured = { times, events: form.events, clockMHz: costs.clock.value, baselineNs };
    for (let i = 0; i < this.functions.length; i++) this.outputs[i][n] = this.functions[i](measured) ?? Number.NaN;
  }

  /** All columns: `labels` are those of trace, structure and the axes. */
  columns(labels: readonly NamedColumn[]): ResultColumn[] {
    const values = labelValues(this.plan);
    return [
      ...labels.map((column, n): ResultColumn => ({ ...column, role: 'label', values: values[n] })),
      ...this.names.map(
        (name, i): ResultColumn => ({ name, ...outputColumn(name), role: 'output', values: scalars(this.outputs[i]) }),
      ),
    ];
  }
}

/** Numbers as cells: null where there is none. An array of numbers alone takes eight bytes for each. */
const scalars = (numbers: Float64Array): readonly Scalar[] =>
  numbers.some(Number.isNaN) ? Array.from(numbers, (x) => (Number.isNaN(x) ? null : x)) : Array.from(numbers);

/** The baseline's point with the same settings; null if what it depends on does not vary here. */
function baselineOf(plan: PricedPlan, point: Point): number | null {
  const { configurations, baseline } = plan.grid;
  const own = configurations[point.configuration].sizes;
  const missing = configurations[baseline].sizes.some((n, axis) => n > 1 && own[axis] === 1);
  return missing ? null : pointNumber(plan, { ...point, configuration: baseline });
}

/** Trace, structure and the settings of each point, by column; null where a setting means nothing to the structure. */
function labelValues(plan: PricedPlan): Scalar[][] {
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
  return [trace, structure, ...settings.flat()];
}
