import { headed, inColumns, labelsOf, within } from '../../report/draw/layout.ts';
import { labelOf } from './labels.ts';
import { distinct, fieldOf, type Row, textOf, type Value } from './rows.ts';

/** Small multiples: a chart for each value of a column, `facet` side by side, `row` one below the other. */
export interface Facets {
  /** A small multiple for each value of this column. Default: one chart. */
  facet?: string;
  /** A row of small multiples for each value of this column. Default: one row. */
  row?: string;
}

/** Pixels of a small multiple, its axes included, at least and at most, and between two. */
const LEAST = 200;
const MOST = 330;
const GAP = 28;
/** Pixels of the only one, at most. */
const ALONE = 620;

/** How many small multiples stand side by side in a chart of a width, and the pixels of each, its axes included. */
export interface Multiples {
  columns: number;
  cell: number;
  /** Whether facets and rows make a grid; otherwise each pair of them is a multiple, and lines are broken. */
  grid: boolean;
}

export function multiplesIn(rows: readonly Row[], { facet, row }: Facets, width: number, least = LEAST): Multiples {
  const count = (column: string | undefined): number => (column === undefined ? 1 : distinct(rows, column).length);
  const [across, down] = [count(facet), count(row)];
  const fits = (n: number) =>
    inColumns(n, within(width), { least, most: n === 1 ? ALONE : Math.max(MOST, least), gap: GAP });
  const grid = fits(across);
  if (facet !== undefined && row !== undefined && grid.columns === across)
    return { columns: across, cell: grid.width, grid: true };
  // In a column each multiple has the whole width.
  const { columns, width: cell } = fits(facet === undefined && across * down > 1 ? down : across * down);
  return { columns, cell, grid: false };
}

/** The field that names a small multiple where facets and rows make no grid. */
const PAIR = 'multiple';

/** The chart by itself, or repeated by the facets, whose headings name the column and its value. `values` are the rows as Vega has them, `plot` is the width of a chart without its axes. */
export function multiplied(
  chart: object,
  rows: readonly Row[],
  values: readonly Row[],
  { facet, row, columns, grid, plot }: Facets & Multiples & { plot: number },
): object {
  if (facet === undefined && row === undefined) return { data: { values }, ...chart };
  const headingOf = (column: string, value: Value): string => {
    const [name, unit = ''] = ['trace', 'structure', 'point', 'costs'].includes(column)
      ? ['']
      : labelOf(column).split(',');
    return `${name} ${textOf(column, value)}${unit === ' bytes' ? '' : unit}`.trim();
  };
  const header = (field: string, names: ReadonlyMap<string, string>, pixels: number) => {
    const labelExpr = labelsOf(Array.from(names, ([key, name]) => [key, headed(name, pixels).text]));
    return { field, type: 'nominal', sort: [...names.keys()], title: null, header: { title: null, labelExpr, labelLimit: pixels } };
  };
  const byValue = (column: string, pixels: number) =>
    header(fieldOf(column), new Map(distinct(rows, column).map((value) => [textOf(column, value), headingOf(column, value)])), pixels);
  if (grid)
    return { data: { values }, facet: { column: byValue(facet!, plot), row: byValue(row!, 160) }, spec: chart, spacing: GAP };
  if (facet === undefined || row === undefined)
    return { data: { values }, facet: byValue((facet ?? row)!, plot), columns, spec: chart, spacing: GAP };
  const pairs = distinct(rows, row).flatMap((down) => distinct(rows, facet).map((across) => [down, across] as const));
  const keyOf = (each: Row): string => `${textOf(row, each[row])} · ${textOf(facet, each[facet])}`;
  const names = new Map(
    pairs.map(([down, across]) => [keyOf({ [row]: down, [facet]: across }), `${headingOf(row, down)}, ${headingOf(facet, across)}`]),
  );
  const named = values.map((value, n) => ({ ...value, [PAIR]: keyOf(rows[n]) }));
  return { data: { values: named }, facet: header(PAIR, names, plot), columns, spec: chart, spacing: GAP };
} // biome-ignore format: long lines
