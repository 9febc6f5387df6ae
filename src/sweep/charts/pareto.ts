import type { TopLevelSpec } from 'vega-lite';
import { notFromZero } from '../../report/draw/beginning.ts';
import { paretoFront } from '../../report/draw/front.ts';
import { charactersIn, legendAbove, OVERHANG, titled, within } from '../../report/draw/layout.ts';
import { BAR_COLORS, EDGE, INK, SCHEMA, TEXT, THEME, WIDE } from '../../report/draw/theme.ts';
import { capital, cut, plural } from '../../report/text/words.ts';
import { type Facets, multiplesIn, multiplied } from './facets.ts';
import { labelOf } from './labels.ts';
import { type ChartTable, distinct, fieldOf, isSetting, numericAxis, type Row, roomOf, rowsOf, safeRows, textOf } from './rows.ts'; // biome-ignore format: a line
import { heading, rangeOf } from './said.ts';

/** Which columns a front shows. */
export interface ParetoOptions extends Facets {
  /** A column of numbers, of which less is better. */
  x: string;
  /** A column of numbers, of which less is better. */
  y: string;
  /** What names a point of the front. */
  label?: string;
  /** Its title; unless given, of the columns. */
  title?: string;
  /** A line below the title. Default: none. */
  subtitle?: string;
}

/** Points of the front that bear their names, at most. */
const MOST_LABELS = 12;

/**
 * All points by two values of which less is better, and the front of those that none is better than in both. Each small multiple has its own.
 * `width` is that of the figure in CSS pixels, padding included.
 *
 * @param table - an arquero table, such as that of `sweep`
 * @param options - which columns
 * @param width - CSS pixels. Default: those of a page
 * @returns a Vega-Lite specification
 * @example
 * ```ts
 * import { charts, sweep, toSvg } from 'disco-replay';
 *
 * const { table } = await sweep({ traces: ['padded'], vary: { 'tlb.entries': [48, 64, 96] } });
 * const chart = charts.pareto(table, { x: 'tlb.entries', y: 'totalMs', label: 'tlb.entries', row: 'structure' });
 * console.log((await toSvg(chart)).length);
 * ```
 */
export function pareto(table: ChartTable, options: ParetoOptions, width = WIDE): TopLevelSpec {
  const { x, y, label, facet, row, title = capital(`${heading(y)} against ${heading(x)}`), subtitle } = options;
  const columns = [x, y, label, facet, row].filter((name) => name !== undefined);
  const texts = [label, facet, row].filter((name) => name !== undefined && name !== x && name !== y) as string[];
  const rows = rowsOf(table, { columns, numbers: [x, y] });
  const multiples = multiplesIn(rows, options, width);
  const own = (column: string) => rows.map((each) => each[column] as number);
  const answers = [x, y].filter((column) => !isSetting(column));
  const room = roomOf(y, own(y)) + OVERHANG;
  const plot = multiples.cell - room;
  const xs = distinct(rows, x) as number[];
  const middle = (xs[0] + xs.at(-1)!) / 2;
  const best = new Set(frontRows(rows, options));
  const values = safeRows(rows, columns, texts).map((cell, n) => ({
    ...cell,
    standing: best.has(rows[n]) ? 'on the front' : 'beaten by another',
    name: label === undefined ? '' : cut(textOf(label, rows[n][label]), charactersIn(plot / 2, TEXT.small)),
    right: (rows[n][x] as number) > middle,
  }));
  const scale = { domain: ['on the front', 'beaten by another'], range: [BAR_COLORS.monitor, EDGE] };
  const legend = { ...legendAbove(scale.domain, within(width) - room), symbolStrokeWidth: 0 };
  const only = { filter: "datum.standing === 'on the front'" };
  const labelled = label !== undefined && best.size <= MOST_LABELS;
  const points = {
    mark: { type: 'point', filled: true, opacity: 1, size: 46 },
    encoding: {
      color: { field: 'standing', type: 'nominal', scale, legend },
      shape: {
        field: 'standing',
        type: 'nominal',
        scale: { domain: scale.domain, range: ['circle', 'diamond'] },
        legend,
      },
    },
  };
  const chart = {
    width: plot,
    height: plot > 300 ? 260 : 200,
    encoding: { x: numericAxis(x, own(x), { pixels: plot }), y: numericAxis(y, own(y)) },
    layer: [
      {
        transform: [only],
        mark: { type: 'line', interpolate: 'step-after', color: BAR_COLORS.monitor, strokeWidth: 1 },
        encoding: { order: { field: fieldOf(x), type: 'quantitative' } },
      },
      { transform: [{ filter: "datum.standing !== 'on the front'" }], ...points },
      { transform: [only], ...points },
      // Names stand on the side where there is room.
      ...(labelled ? [false, true] : []).map((right) => ({
        transform: [only, { filter: `datum.right === ${right}` }],
        mark: {
          type: 'text',
          align: right ? 'right' : 'left',
          baseline: 'bottom',
          dx: right ? -5 : 5,
          dy: -4,
          fontSize: TEXT.small,
          color: INK,
        },
        encoding: { text: { field: 'name' } },
      })),
    ],
  };
  return {
    $schema: SCHEMA,
    description: `${best.size} of ${plural(rows.length, 'point')} are beaten by no other in both ${heading(x)} and ${heading(y)}; ${rangeOf(table, [...best], y, [x, label, facet, row])}.`,
    title: titled(
      title,
      [
        subtitle ?? `less of both is better${labelled ? `; at points: ${labelOf(label!)}` : ''}`,
        ...notFromZero(answers.map((column) => [heading(column), own(column)])),
      ],
      width,
    ),
    config: THEME,
    ...multiplied(chart, rows, values, { ...options, ...multiples, plot }),
  } as TopLevelSpec;
}

/** The rows on the front, of each small multiple. */
function frontRows(rows: readonly Row[], { x, y, facet, row }: ParetoOptions): Row[] {
  const key = (each: Row): string => JSON.stringify([facet, row].map((name) => name && each[name]));
  return [...Map.groupBy(rows, key).values()].flatMap((group) =>
    paretoFront(group.map((each) => [each[x] as number, each[y] as number])).map((n) => group[n]),
  );
}
