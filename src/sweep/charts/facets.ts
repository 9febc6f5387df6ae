import { cut } from '../../report/text/words.ts';
import { labelOf } from './labels.ts';
import { distinct, fieldOf, type Row, textOf } from './rows.ts';

/** Small multiples: a chart for each value of a column, `facet` side by side, `row` one below the other. */
export interface Facets {
  facet?: string;
  row?: string;
}

/** Small multiples in a line, at most. */
const IN_A_LINE = 3;

/** The chart by itself, or repeated by the facets, whose headings name the column and its value. */
export function multiplied(chart: object, rows: readonly Row[], { facet, row }: Facets): object {
  if (facet === undefined && row === undefined) return chart;
  const header = (column: string) => {
    const [name, unit = ''] = ['trace', 'structure', 'point', 'costs'].includes(column)
      ? ['']
      : labelOf(column).split(',');
    const texts = distinct(rows, column).map((value) => textOf(column, value));
    const labels = Object.fromEntries(
      texts.map((text) => [text, cut(`${name} ${text}${unit === ' bytes' ? '' : unit}`.trim(), 30)]),
    );
    return {
      field: fieldOf(column),
      type: 'nominal',
      sort: texts,
      title: null,
      header: { title: null, labelExpr: `(${JSON.stringify(labels)})[datum.value]` },
    };
  };
  if (facet !== undefined && row !== undefined)
    return { facet: { column: header(facet), row: header(row) }, spec: chart, spacing: 28 };
  const only = (facet ?? row)!;
  return { facet: header(only), columns: facet === undefined ? 1 : IN_A_LINE, spec: chart, spacing: 28 };
}

/** Columns of small multiples there will be. */
export const acrossOf = (rows: readonly Row[], { facet, row }: Facets): number => {
  if (facet === undefined) return 1;
  const n = distinct(rows, facet).length;
  return row === undefined ? Math.min(IN_A_LINE, n) : n;
};
