import type { TopLevelSpec } from 'vega-lite';
import { notFromZero } from '../../report/draw/beginning.ts';
import { besideRoom, LEGEND_BESIDE, legendAbove, OVERHANG, titled, within } from '../../report/draw/layout.ts';
import { lineColors, SCHEMA, SERIES_COLORS, SOFT_INK, TEXT, THEME, WIDE } from '../../report/draw/theme.ts';
import { capital } from '../../report/text/words.ts';
import { type Facets, multiplesIn, multiplied } from './facets.ts';
import { labelOf } from './labels.ts';
import {
  type ChartTable,
  distinct,
  fieldOf,
  isNumeric,
  numericAxis,
  type Row,
  roomOf,
  rowsOf,
  safeRows,
  textOf,
} from './rows.ts';
import { heading, rangeOf } from './said.ts';

/** Which columns a line family shows. */
export interface LinesOptions extends Facets {
  /** A column of numbers. */
  x: string;
  /** A column of numbers. */
  y: string;
  /** A line for each value. */
  color?: string;
  /** Its title; unless given, of the columns. */
  title?: string;
  /** A line below the title. Default: none. */
  subtitle?: string;
}

/** More points on a line than this are drawn without marks. */
const MARKED = 24;

/**
 * A line family: `y` over `x`, a line for each value of `color`, told apart by colour and mark; numbers from pale to dark, in order.
 * `x` is logarithmic where values stand at equal ratios. Where `y` does not begin at 0, the subtitle says so. `width` is that of the figure in
 * CSS pixels, padding included. Throws UserError for a column that is not there or holds no numbers.
 *
 * @param table - an arquero table, such as that of `sweep`
 * @param options - which columns
 * @param width - CSS pixels. Default: those of a page
 * @returns a Vega-Lite specification
 * @example
 * ```ts
 * import { charts, sweep, toSvg } from 'disco-replay';
 *
 * const { table } = await sweep({ traces: ['padded'], vary: { remoteMemory: [600, 900, 1200] } });
 * const chart = charts.lines(table, { x: 'remoteMemory', y: 'totalMs', color: 'structure' });
 * console.log((await toSvg(chart)).length);
 * ```
 */
export function lines(table: ChartTable, options: LinesOptions, width = WIDE): TopLevelSpec {
  const { x, y, color, facet, row, title = capital(`${heading(y)} by ${heading(x)}`), subtitle = [] } = options;
  const columns = [x, y, color, facet, row].filter((name) => name !== undefined);
  const rows = rowsOf(table, { columns, numbers: [x, y] });
  const xs = distinct(rows, x) as number[];
  const ys = rows.map((each) => each[y] as number);
  const multiples = multiplesIn(rows, options, width);
  const room = roomOf(y, ys) + OVERHANG;
  const { scale, legend, beside } =
    color === undefined ? { beside: 0 } : colorOf(rows, color, { width, alone: multiples.columns === 1, room });
  const plot = multiples.cell - room - beside;
  const marked = xs.length <= MARKED;
  const symbols = marked ? { symbolStrokeWidth: 0 } : { symbolType: 'stroke', symbolStrokeWidth: 3 };
  const series = color === undefined ? {} : { field: fieldOf(color), type: 'nominal', sort: scale!.domain };
  const chart = {
    width: plot,
    height: plot > 270 ? 260 : 180,
    mark: {
      type: 'line',
      strokeWidth: 1.8,
      ...(color === undefined ? { color: SERIES_COLORS[0] } : {}),
      point: marked ? { size: 42, filled: true } : false,
    },
    encoding: {
      x: numericAxis(x, xs, { pixels: plot, setting: true }),
      y: numericAxis(y, ys, { setting: false }),
      ...(color === undefined
        ? {}
        : {
            color: { ...series, scale, legend: { ...legend, ...symbols } },
            ...(marked
              ? { shape: { ...series, scale: { domain: scale!.domain }, legend: { ...legend, ...symbols } } }
              : {}),
          }),
    },
  };
  const texts = [color, facet, row].filter((name) => name !== undefined);
  return {
    $schema: SCHEMA,
    description: `${capital(rangeOf(table, rows, y, [x, ...texts]))}.`,
    title: titled(title, [subtitle, notFromZero([[heading(y), ys]])].flat(), width),
    config: THEME,
    ...multiplied(chart, rows, safeRows(rows, columns, texts), { ...options, ...multiples, plot }),
  } as TopLevelSpec;
}

/** A legend with its column's label on top. */
export const legendOf = (column: string) => ({
  title: labelOf(column),
  titleColor: SOFT_INK,
  titleFontSize: TEXT.body,
  titleFontWeight: 'normal',
  titleLimit: 280,
  titleOrient: 'top',
});

/** Where a legend stands in a chart of some width, and what it takes beside the plot. */
export function legendIn(
  column: string,
  labels: readonly string[],
  { width, alone, room }: { width: number; alone: boolean; room: number },
): { legend: object; beside: number } {
  const beside = besideRoom([...labels, heading(column).slice(0, 24)]);
  if (alone && within(width) - room - beside >= 300)
    return { legend: { ...legendOf(column), ...LEGEND_BESIDE }, beside };
  return { legend: { ...legendAbove(labels, within(width) - room), ...legendOf(column) }, beside: 0 };
}

/** The colours of a column's values, and their legend: numbers from pale to dark, the largest on top. */
function colorOf(rows: readonly Row[], color: string, place: { width: number; alone: boolean; room: number }) {
  const values = distinct(rows, color);
  const ordered = isNumeric(values);
  const shown = ordered ? values.toReversed() : values;
  const range =
    ordered || values.length > SERIES_COLORS.length
      ? lineColors(values.length).reverse()
      : SERIES_COLORS.slice(0, values.length);
  const domain = shown.map((value) => textOf(color, value));
  return { scale: { domain, range: [...range] }, ...legendIn(color, domain, place) };
}
