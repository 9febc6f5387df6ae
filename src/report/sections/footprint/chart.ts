import type { TopLevelSpec } from 'vega-lite';
import { FIGURE6_BARS } from '../../../price/parts.ts';
import { titled } from '../../draw/layout.ts';
import {
  among,
  digitsWithin,
  heightOf,
  stackedAxes,
  stackedRows,
  textsBeneath,
  totalsAbove,
  uprightBars,
} from '../../draw/stacked.ts';
import { SCHEMA, THEME, WIDE } from '../../draw/theme.ts';
import type { Report } from '../../run/report.ts';
import { enumerate } from '../../text/words.ts';
import { type FootprintUse, footprints, megabytes, megabytesText, pagesOf, SIDES, usesIn } from './footprint.ts';
import { USE_STYLE, useColors } from './style.ts';

/** A segment lower than this share of the chart has no room for its digits. */
const LABEL_HEIGHT = 0.032;
/** Configurations that the sentence speaks of, at most. */
const SAID = 3;

/** Figure 6's form: for each configuration V and M at the end side by side, stacked by use, in MB. Undefined where the two cannot differ. */
export function footprintChart(report: Report, width = WIDE): TopLevelSpec | undefined {
  const all = footprints(report);
  if (all.length === 0) return undefined;
  const uses = usesIn(all, [...FIGURE6_BARS, 'replicas']);
  const names = all.map(({ name }) => name);
  const totals = all.flatMap(({ name, run, end }) =>
    SIDES.map((side) => ({ configuration: name, side, to: megabytes(pagesOf(end[side], uses), run) })),
  );
  const most = Math.max(...totals.map(({ to }) => to), 1e-9);
  const top = most * 1.06;
  const text = megabytesText(all);
  const values = all.flatMap(({ name, run, end }) =>
    SIDES.flatMap((side) => {
      let from = 0;
      return uses.flatMap((use) => {
        const height = megabytes(end[side][use], run);
        from += height;
        const { ink } = USE_STYLE[use];
        const digits = height >= LABEL_HEIGHT * top ? text(height) : '';
        const at = { configuration: name, side, from: from - height, to: from, middle: from - height / 2 };
        return height === 0 ? [] : [{ ...at, use, digits, ink }];
      });
    }),
  );
  const labelled = totals.map((total) => ({ ...total, label: text(total.to) }));
  const { step, rows, labels, legend } = uprightBars(names, uses, { width, top, least: 84, most: 108 });
  const height = heightOf(rows);
  const chart = (shown: string[]) => {
    const { x, y: axis } = stackedAxes(shown, step, top);
    const y = { ...axis, title: 'MB' };
    return {
      width: { step, for: 'position' },
      height,
      data: { values: among(values, shown) },
      encoding: {
        x: { ...x, axis: { ...x.axis, offset: 20 }, scale: { paddingInner: 0.24, paddingOuter: 0.12 } },
        xOffset: { field: 'side', type: 'nominal', sort: SIDES, scale: { paddingInner: 0.12, paddingOuter: 0 } },
      },
      layer: [
        { mark: { type: 'bar' }, encoding: { y, y2: { field: 'to' }, ...useColors(labels as FootprintUse[], legend) } },
        digitsWithin(y),
        totalsAbove(among(labelled, shown), y),
        textsBeneath(among(totals, shown), height, 'side'),
      ],
    };
  };
  const of = (name: string, side: string) => labelled.find((t) => t.configuration === name && t.side === side)!.label;
  const said = names.slice(0, SAID).map((name) => `${name} takes ${of(name, 'M')} MB of machine memory for the ${of(name, 'V')} MB that its kernels and the monitor count`); // biome-ignore format: a line
  return {
    $schema: SCHEMA,
    description: `At the end, ${enumerate([...said, ...(names.length > SAID ? [`${names.length - SAID} more are drawn`] : [])])}.`,
    title: titled('Memory of the kernels and the monitor', 'at the end; V physical memory, M machine memory', width),
    config: THEME,
    ...stackedRows(rows, chart),
  } as TopLevelSpec;
}
