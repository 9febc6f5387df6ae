import type { ColumnTable } from 'arquero';
import type { TopLevelSpec } from 'vega-lite';
import { UserError } from '../../errors.ts';
import { BAR_INK, rampColors, SCHEMA, THEME } from '../../report/draw/theme.ts';
import { decimal, digitsFor } from '../../report/text/words.ts';
import { acrossOf, type Facets, multiplied } from './facets.ts';
import { labelOf } from './labels.ts';
import { capital, heading, legendOf } from './lines.ts';
import { distinct, fieldOf, type Row, rowsOf, safeRows, textOf } from './rows.ts';

export interface HeatMapOptions extends Facets {
  /** A column of any kind. */
  x: string;
  /** A column of any kind; numbers grow upwards. */
  y: string;
  /** A column of numbers. */
  color: string;
  title?: string;
  subtitle?: string;
}

/** Values in classes with a colour each, since a gradient's name in an SVG is not the same each time it is drawn. */
const LEVELS = 7;
/** Up to so many columns the cells bear their values. */
const LABELLED = 14;

/** Two axes as a grid, the answer as colour, darker for more. Throws UserError for a column that is not there, or where a cell would hold two values. */
export function heatMap(table: ColumnTable, options: HeatMapOptions): TopLevelSpec {
  const {
    x,
    y,
    color,
    facet,
    row,
    title = capital(`${heading(color)} by ${heading(x)} and ${heading(y)}`),
    subtitle,
  } = options;
  const columns = [x, y, color, facet, row].filter((name) => name !== undefined);
  const rows = rowsOf(table, { columns, numbers: [color] });
  const others = columns.filter((name) => name !== color);
  checkCells(rows, others, color);
  const { levelOf, scale, inkOf, digits } = levelsOf(rows.map((each) => each[color] as number));
  const values = safeRows(rows, others, others).map((cell, n) => {
    const value = rows[n][color] as number;
    return { ...cell, value, level: levelOf(value), digits: decimal(value, digits), ink: inkOf(value) };
  });
  const xs = distinct(rows, x);
  const step = Math.max(4, Math.min(46, Math.floor((acrossOf(rows, options) > 1 ? 260 : 520) / xs.length)));
  const band = (column: string, downwards: boolean) => {
    const texts = distinct(rows, column).map((value) => textOf(column, value));
    return {
      field: fieldOf(column),
      type: 'nominal',
      sort: downwards ? texts.reverse() : texts,
      title: labelOf(column),
      axis: { labelOverlap: true, domain: false, labelFontSize: 10.5 },
    };
  };
  const labelled = xs.length <= LABELLED && step > 28;
  const chart = {
    width: { step },
    height: { step: Math.max(26, Math.ceil(140 / distinct(rows, y).length)) },
    encoding: { x: band(x, false), y: band(y, true) },
    layer: [
      {
        mark: { type: 'rect' },
        encoding: {
          color: {
            field: 'level',
            type: 'nominal',
            scale,
            legend: legendOf(color),
          },
        },
      },
      ...(labelled
        ? [
            {
              mark: { type: 'text', baseline: 'middle', fontSize: 9.5 },
              encoding: {
                text: { field: 'digits' },
                color: { field: 'ink', type: 'nominal', scale: null },
              },
            },
          ]
        : []),
    ],
  };
  return {
    $schema: SCHEMA,
    description: `${labelOf(color)} by ${labelOf(x)} and ${labelOf(y)}.`,
    title: { text: title, ...(subtitle === undefined ? {} : { subtitle }) },
    config: THEME,
    data: { values },
    ...multiplied(chart, rows, options),
  } as TopLevelSpec;
}

function checkCells(rows: readonly Row[], others: readonly string[], color: string): void {
  const seen = new Set<string>();
  for (const row of rows) {
    const cell = JSON.stringify(others.map((name) => row[name]));
    if (seen.has(cell))
      throw new UserError(
        `several values of ${color} for ${others.map((name) => `${name}=${row[name]}`).join(', ')}: filter the table to one, or name the column they differ in as facet or row`,
      );
    seen.add(cell);
  }
}

/** Classes of equal width over the values. */
function levelsOf(values: readonly number[]) {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const digits = Math.min(2, digitsFor(Math.max(Math.abs(least), Math.abs(most))));
  const count = most > least ? LEVELS : 1;
  const number = (value: number): number =>
    most > least ? Math.min(LEVELS - 1, Math.floor((LEVELS * (value - least)) / (most - least))) : 0;
  const edge = (n: number): string => decimal(least + ((most - least) * n) / count, digits);
  const labels = Array.from({ length: count }, (_, n) => (count === 1 ? edge(0) : `${edge(n)} to ${edge(n + 1)}`));
  const colors = rampColors(LEVELS);
  return {
    digits,
    levelOf: (value: number): string => labels[number(value)],
    inkOf: (value: number): string => (number(value) < 3 ? BAR_INK['user stall'] : BAR_INK.user),
    scale: { domain: labels.toReversed(), range: colors.slice(0, count).reverse() },
  };
}
