import type { ColumnTable } from 'arquero';
import type { TopLevelSpec } from 'vega-lite';
import { rampColors, SCHEMA, SERIES_COLORS, SOFT_INK, THEME } from '../../report/draw/theme.ts';
import { acrossOf, type Facets, multiplied } from './facets.ts';
import { labelOf } from './labels.ts';
import { distinct, fieldOf, isNumeric, numericAxis, type Row, rowsOf, safeRows, textOf } from './rows.ts';

export interface LinesOptions extends Facets {
  /** A column of numbers. */
  x: string;
  /** A column of numbers. */
  y: string;
  /** A line for each value. */
  color?: string;
  title?: string;
  subtitle?: string;
}

/** More points on a line than this are drawn without marks. */
const MARKED = 24;

/**
 * A line family: `y` over `x`, a line for each value of `color`, told apart by colour and mark; numbers from pale to dark, in order.
 * Logarithmic where values stand at equal ratios. Throws UserError for a column that is not there or holds no numbers.
 */
export function lines(table: ColumnTable, options: LinesOptions): TopLevelSpec {
  const { x, y, color, facet, row, title = capital(`${heading(y)} by ${heading(x)}`), subtitle } = options;
  const columns = [x, y, color, facet, row].filter((name) => name !== undefined);
  const rows = rowsOf(table, { columns, numbers: [x, y] });
  const width = acrossOf(rows, options) > 1 ? 220 : 420;
  const xs = distinct(rows, x) as number[];
  const { scale, legend } = color === undefined ? {} : colorOf(rows, color);
  const marked = xs.length <= MARKED;
  const symbols = marked ? {} : { symbolType: 'stroke', symbolStrokeWidth: 3 };
  const series = color === undefined ? {} : { field: fieldOf(color), type: 'nominal', sort: scale!.domain };
  const chart = {
    width,
    height: width > 300 ? 260 : 180,
    mark: {
      type: 'line',
      strokeWidth: 1.8,
      ...(color === undefined ? { color: SERIES_COLORS[0] } : {}),
      point: marked ? { size: 42, filled: true } : false,
    },
    encoding: {
      x: numericAxis(x, xs),
      y: numericAxis(
        y,
        rows.map((each) => each[y] as number),
      ),
      ...(color === undefined
        ? {}
        : {
            color: { ...series, scale, legend: { ...legend, ...symbols } },
            ...(marked ? { shape: { ...series, scale: { domain: scale!.domain }, legend } } : {}),
          }),
    },
  };
  return {
    $schema: SCHEMA,
    description: `${labelOf(y)} over ${labelOf(x)}${color === undefined ? '' : `, a line for each ${labelOf(color)}`}.`,
    title: { text: title, ...(subtitle === undefined ? {} : { subtitle }) },
    config: THEME,
    data: {
      values: safeRows(
        rows,
        columns,
        [color, facet, row].filter((name) => name !== undefined),
      ),
    },
    ...multiplied(chart, rows, options),
  } as TopLevelSpec;
}

/** A column's label without its unit. */
export const heading = (column: string): string => labelOf(column).split(',')[0];

export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** A legend with its column's label on top. */
export const legendOf = (column: string) => ({
  title: labelOf(column),
  titleColor: SOFT_INK,
  titleFontSize: 11,
  titleFontWeight: 'normal',
  titleLimit: 220,
});

/** The colours of a column's values, and their legend: numbers from pale to dark, the largest on top. */
export function colorOf(
  rows: readonly Row[],
  color: string,
): { scale: { domain: string[]; range: string[] }; legend: object } {
  const values = distinct(rows, color);
  const ordered = isNumeric(values);
  const shown = ordered ? values.toReversed() : values;
  const range =
    ordered || values.length > SERIES_COLORS.length
      ? rampColors(values.length).reverse()
      : SERIES_COLORS.slice(0, values.length);
  return {
    scale: { domain: shown.map((value) => textOf(color, value)), range: [...range] },
    legend: legendOf(color),
  };
}
