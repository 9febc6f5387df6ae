import type { TopLevelSpec } from 'vega-lite';
import { titled } from '../../draw/layout.ts';
import {
  among,
  digitsWithin,
  headroom,
  heightOf,
  segmentColors,
  segmentsOf,
  stackedAxes,
  stackedRows,
  totalsAbove,
  totalsOf,
  uprightBars,
} from '../../draw/stacked.ts';
import { INK, SCHEMA, THEME, WIDE } from '../../draw/theme.ts';
import type { Report } from '../../run/report.ts';
import { cut, duration } from '../../text/words.ts';
import { breakdownSentence } from './sentences.ts';

/** Figure 5's form: execution time by segment, in percent of the first configuration's. */
export function breakdownChart(report: Report, width = WIDE): TopLevelSpec {
  const { runs, base, bars } = report;
  const whole = base.sums.total || 1;
  const totals = runs.map(({ name, sums }) => totalsOf(name, sums, whole));
  const errors = runs.flatMap(({ name, bands }) =>
    bands === undefined || bands.percent.total.low === bands.percent.total.high
      ? []
      : [{ configuration: name, from: bands.percent.total.low, to: bands.percent.total.high }],
  );
  const top = headroom([...totals, ...errors], 1.06);
  const names = runs.map(({ name }) => name);
  const { step, rows, labels, legend } = uprightBars(names, bars, { width, top, least: 48, most: 96 });
  const height = heightOf(rows);
  const segments = runs.flatMap(({ name, sums }) => segmentsOf(name, sums, whole, top, height));
  const chart = (shown: string[]) => {
    const { x, y: axis } = stackedAxes(shown, step, top);
    const y = { ...axis, title: `percent of ${cut(base.name, 24)}` };
    return {
      width: { step },
      height,
      data: { values: among(segments, shown) },
      encoding: { x },
      layer: [
        {
          mark: { type: 'bar', width: { band: 0.72 } },
          encoding: { y, y2: { field: 'to' }, ...segmentColors(labels as typeof bars, legend) },
        },
        digitsWithin(y),
        totalsAbove(among(totals, shown), y),
        ...(errors.length === 0 ? [] : [errorBars(among(errors, shown), y, step)]),
      ],
    };
  };
  const bands = errors.length === 0 ? '' : '; lines: where 90 % of the draws are';
  return {
    $schema: SCHEMA,
    description: breakdownSentence(report),
    title: titled('Execution time', `100 % = ${duration(base.sums.total)} of processor time${bands}`, width),
    config: THEME,
    ...stackedRows(rows, chart),
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
