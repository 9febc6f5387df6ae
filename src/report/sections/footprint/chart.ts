import type { TopLevelSpec } from 'vega-lite';
import { FIGURE6_BARS } from '../../../price/parts.ts';
import { digitsWithin, stackedAxes, totalMark } from '../../draw/stacked.ts';
import { INK, SCHEMA, THEME } from '../../draw/theme.ts';
import type { Report } from '../../run/report.ts';
import { decimal, digitsFor } from '../../text/words.ts';
import { footprints, megabytes, pagesOf, SIDES, usesIn } from './footprint.ts';
import { USE_STYLE, useColor } from './style.ts';

/** A segment lower than this share of the chart has no room for its digits. */
const LABEL_HEIGHT = 0.032;

/** Figure 6's form: for each configuration V and M at the end side by side, stacked by use, in MB. Undefined where the two cannot differ. */
export function footprintChart(report: Report): TopLevelSpec | undefined {
  const all = footprints(report);
  if (all.length === 0) return undefined;
  const uses = usesIn(all, [...FIGURE6_BARS, 'replicas']);
  const names = all.map(({ name }) => name);
  const totals = all.flatMap(({ name, run, end }) =>
    SIDES.map((side) => ({ configuration: name, side, to: megabytes(pagesOf(end[side], uses), run) })),
  );
  const most = Math.max(...totals.map(({ to }) => to), 1e-9);
  const top = most * 1.06;
  // Three digits of the largest, which fit a bar.
  const digits = Math.max(0, digitsFor(most) - 1);
  const values = all.flatMap(({ name, run, end }) =>
    SIDES.flatMap((side) => {
      let from = 0;
      return uses.flatMap((use) => {
        const height = megabytes(end[side][use], run);
        from += height;
        const { ink } = USE_STYLE[use];
        const text = height >= LABEL_HEIGHT * top ? decimal(height, digits) : '';
        const at = { configuration: name, side, from: from - height, to: from, middle: from - height / 2 };
        return height === 0 ? [] : [{ ...at, use, digits: text, ink }];
      });
    }),
  );
  const step = all.length > 4 ? 96 : 108;
  const { x, y: axis } = stackedAxes(names, step, top);
  const y = { ...axis, title: 'MB' };
  const xOffset = { field: 'side', type: 'nominal', sort: SIDES, scale: { paddingInner: 0.12, paddingOuter: 0 } };
  const labelled = totals.map((total) => ({ ...total, label: decimal(total.to, digits) }));
  return {
    $schema: SCHEMA,
    description: `Memory in use at the end, in MB: ${labelled.map((t) => `${t.configuration} ${t.side} ${t.label}`).join(', ')}.`,
    title: {
      text: 'Memory of the kernels and the monitor',
      subtitle: 'at the end; V physical memory, M machine memory',
    },
    config: THEME,
    width: { step, for: 'position' },
    height: 360,
    data: { values },
    encoding: {
      x: { ...x, axis: { ...x.axis, offset: 20 }, scale: { paddingInner: 0.24, paddingOuter: 0.12 } },
      xOffset,
    },
    layer: [
      { mark: { type: 'bar' }, encoding: { y, y2: { field: 'to' }, color: useColor(uses) } },
      digitsWithin(y),
      {
        data: { values: labelled },
        mark: totalMark(11),
        encoding: { y: { ...y, field: 'to' }, text: { field: 'label' } },
      },
      {
        data: { values: totals },
        mark: { type: 'text', baseline: 'top', fontSize: 10.5, color: INK },
        encoding: { y: { value: 366 }, text: { field: 'side' } },
      },
    ],
  } as TopLevelSpec;
}
