import type { TopLevelSpec } from 'vega-lite';
import { UserError } from '../../errors.ts';
import { charactersIn, labelsOf, namesBeside, textWidth, titled } from '../../report/draw/layout.ts';
import { BAR_INK, filled, rampColors, SCHEMA, TEXT, THEME, WIDE } from '../../report/draw/theme.ts';
import { capital, decimal, wrap } from '../../report/text/words.ts';
import { type Facets, multiplesIn, multiplied } from './facets.ts';
import { labelOf } from './labels.ts';
import { legendIn } from './lines.ts';
import { type ChartTable, distinct, fieldOf, isNumeric, type Row, rowsOf, safeRows, textOf } from './rows.ts';
import { digitsIn, heading, rangeOf } from './said.ts';

/** Which columns a heat map shows. */
export interface HeatMapOptions extends Facets {
  /** A column of any kind. */
  x: string;
  /** A column of any kind; numbers grow upwards. */
  y: string;
  /** A column of numbers. */
  color: string;
  /** Its title; unless given, of the columns. */
  title?: string;
  /** A line below the title. Default: none. */
  subtitle?: string;
}

/** Values in classes with a colour each, since a gradient's name in an SVG is not the same each time it is drawn. */
const LEVELS = 7;
/** Cells at least so wide have names beneath them broken into lines. */
const LEAST_BROKEN = 40;
/** Up to so many columns the cells bear their values. */
const LABELLED = 14;

/**
 * Two axes as a grid, the answer as colour, darker for more. `width` is that of the figure in CSS pixels, padding included. Throws UserError
 * for a column that is not there, or where a cell would hold two values.
 *
 * @param table - an arquero table, such as that of `sweep`
 * @param options - which columns
 * @param width - CSS pixels. Default: those of a page
 * @returns a Vega-Lite specification
 * @example
 * ```ts
 * import { charts, sweep, toSvg } from 'disco-replay';
 *
 * const { table } = await sweep({ traces: ['padded'], vary: { remoteMemory: [600, 900], clock: [200, 400] } });
 * const chart = charts.heatMap(table, { x: 'remoteMemory', y: 'clock', color: 'totalMs', row: 'structure' });
 * console.log((await toSvg(chart)).length);
 * ```
 */
export function heatMap(table: ChartTable, options: HeatMapOptions, width = WIDE): TopLevelSpec {
  const {
    x,
    y,
    color,
    facet,
    row,
    title = capital(`${heading(color)} by ${heading(x)} and ${heading(y)}`),
    subtitle = [],
  } = options;
  const columns = [x, y, color, facet, row].filter((name) => name !== undefined);
  const rows = rowsOf(table, { columns, numbers: [color] });
  const others = columns.filter((name) => name !== color);
  checkCells(rows, others, color);
  const answers = rows.map((each) => each[color] as number);
  const digits = digitsIn(table, color, answers);
  const { levelOf, colors, inkOf } = levelsOf(answers, digits);
  const values = safeRows(rows, others, others).map((cell, n) => {
    const value = rows[n][color] as number;
    return { ...cell, value, level: levelOf(value), digits: decimal(value, digits), ink: inkOf(value) };
  });
  const xs = distinct(rows, x);
  const ys = distinct(rows, y);
  const multiples = multiplesIn(rows, options, width);
  const names = namesBeside(ys.map((value) => textOf(y, value)), Math.min(160, 0.36 * multiples.cell));
  // The axis's title is turned upright beside the names.
  const room = names.room + 32;
  const { legend, beside } = legendIn(color, Object.keys(colors), { width, alone: multiples.columns === 1, room });
  const step = Math.min(46, Math.max(2, Math.floor((multiples.cell - room - beside) / xs.length)));
  const height = Math.max(26, Math.ceil(140 / ys.length), 13 * names.deepest + 4);
  const columnLines = xs.map((value): [string, string[]] => [textOf(x, value), wrap(textOf(x, value), charactersIn(step - 2, TEXT.small), 4)]);
  const texts = xs.map((value) => textOf(x, value));
  const broken = step >= LEAST_BROKEN && !isNumeric(xs);
  const xAxis = {
    ...(broken ? { labelExpr: labelsOf(columnLines) } : isNumeric(xs) ? { labelOverlap: true } : { labelAngle: -90, labelLimit: 120, labelOverlap: true }),
    domain: false,
    labelFontSize: TEXT.small,
  };
  const labelled = xs.length <= LABELLED && step >= Math.max(...values.map((cell) => textWidth(cell.digits, TEXT.small)));
  const chart = {
    width: { step },
    height: { step: height },
    encoding: {
      x: { field: fieldOf(x), type: 'nominal', sort: texts, title: wrap(labelOf(x), charactersIn(Math.max(90, step * xs.length))), axis: xAxis },
      y: { field: fieldOf(y), type: 'nominal', sort: ys.map((value) => textOf(y, value)).reverse(), title: wrap(labelOf(y), charactersIn(Math.max(90, height * ys.length))), axis: { ...names.axis, domain: false } },
    },
    layer: [
      { mark: { type: 'rect', strokeWidth: 0.5 }, encoding: filled('level', colors, legend) },
      ...(labelled
        ? [
            {
              mark: { type: 'text', baseline: 'middle', fontSize: TEXT.small },
              encoding: { text: { field: 'digits' }, color: { field: 'ink', type: 'nominal', scale: null } },
            },
          ]
        : []),
    ],
  };
  return {
    $schema: SCHEMA,
    description: `${capital(rangeOf(table, rows, color, others))}.`,
    title: titled(title, subtitle, width),
    config: THEME,
    ...multiplied(chart, rows, values, { ...options, ...multiples, plot: step * xs.length }),
  } as TopLevelSpec;
} // biome-ignore format: long lines

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
function levelsOf(values: readonly number[], digits: number) {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const count = most > least ? LEVELS : 1;
  const number = (value: number): number =>
    most > least ? Math.min(LEVELS - 1, Math.floor((LEVELS * (value - least)) / (most - least))) : 0;
  const edge = (n: number): string => decimal(least + ((most - least) * n) / count, digits);
  const labels = Array.from({ length: count }, (_, n) => (count === 1 ? edge(0) : `${edge(n)} to ${edge(n + 1)}`));
  const colors = rampColors(LEVELS);
  return {
    levelOf: (value: number): string => labels[number(value)],
    inkOf: (value: number): string => (number(value) < 3 ? BAR_INK['user stall'] : BAR_INK.user),
    /** The greatest first. */
    colors: Object.fromEntries(labels.map((label, n) => [label, colors[n]]).reverse()) as Record<string, string>,
  };
}
