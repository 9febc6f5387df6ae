import type { TopLevelSpec } from 'vega-lite';
import { color, headroom, segmentsOf, stackedAxes, totalMark, totalsOf } from '../../draw/stacked.ts';
import { INK, SCHEMA, THEME } from '../../draw/theme.ts';
import type { Report } from '../../run/report.ts';
import { cut, duration } from '../../text/words.ts';

/** Figure 5's form: execution time by segment, in percent of the first configuration's. */
export function breakdownChart({ runs, base, bars }: Report): TopLevelSpec {
  const names = runs.map(({ name }) => name);
  const whole = base.sums.total || 1;
  const totals = runs.map(({ name, sums }) => totalsOf(name, sums, whole));
  const errors = runs.flatMap(({ name, bands }) =>
    bands === undefined || bands.percent.total.low === bands.percent.total.high
      ? []
      : [{ configuration: name, from: bands.percent.total.low, to: bands.percent.total.high }],
  );
  const top = headroom([...totals, ...errors], 1.06);
  const step = runs.length > 4 ? 76 : 96;
  const { x, y: axis } = stackedAxes(names, step, top);
  const y = { ...axis, title: `percent of ${cut(base.name, 24)}` };
  return {
    $schema: SCHEMA,
    description: `Execution time by segment, in percent of ${base.name}: ${totals.map((t) => `${t.configuration} ${t.label}`).join(', ')}.`,
    title: {
      text: 'Execution time',
      subtitle: `100 % = ${duration(base.sums.total)} of processor time${errors.length === 0 ? '' : '; lines: nine tenths of what it may be'}`,
    },
    config: THEME,
    width: { step },
    height: 360,
    data: { values: runs.flatMap(({ name, sums }) => segmentsOf(name, sums, whole, top)) },
    encoding: { x },
    layer: [
      {
        mark: { type: 'bar', width: { band: 0.72 } },
        encoding: { y, y2: { field: 'to' }, color: color(bars, {}) },
      },
      {
        transform: [{ filter: "datum.label !== ''" }, { calculate: '(datum.from + datum.to) / 2', as: 'middle' }],
        mark: { type: 'text', baseline: 'middle', fontSize: 10 },
        encoding: {
          y: { ...y, field: 'middle' },
          text: { field: 'label' },
          color: { field: 'ink', type: 'nominal', scale: null },
        },
      },
      {
        data: { values: totals },
        mark: totalMark(12),
        encoding: { y: { ...y, field: 'to' }, text: { field: 'label' } },
      },
      ...(errors.length === 0 ? [] : [errorBars(errors, y, step)]),
    ],
  } as TopLevelSpec;
}

/** What totals may be, 5 to 95 %: a line beside the middle of each bar, clear of the digits. */
const errorBars = (
  values: readonly { configuration: string; from: number; to: number }[],
  y: object,
  step: number,
) => ({
  data: { values },
  mark: { type: 'rule', strokeWidth: 2, color: INK, xOffset: Math.round(0.3 * step) },
  encoding: { y, y2: { field: 'to' } },
});
